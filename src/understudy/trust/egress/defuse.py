"""A text with the links and images taken out that lead where it may not lead; their words stay. Pure.

A reply may be shown as Markdown or HTML by whoever receives it, so that all that either makes a link of is
looked for. First whole links and images, then what is left of an address, in whatever it stands.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from understudy.llm.marks import unmarked
from understudy.trust.egress.targets import Targets

__all__ = ["Defused", "defuse"]

_TARGET = r"\s*(?:<(?P<angled>[^<>\n]*)>|(?P<plain>(?:[^\s()]|\\[()]|\((?:[^\s()]|\([^\s()]*\))*\))*))"
_TITLE = r"(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*"
_LINK = re.compile(rf"!?\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\({_TARGET}{_TITLE}\)")
_OPEN_LINK = re.compile(r"\]\s*\(\s*(?P<target><[^<>\n]*>?|[^\s()]+)")
_DEFINITION = re.compile(
    r"^(?P<before>[ \t>*+-]*)\[(?P<text>(?:[^\[\]\\]|\\.)+)\]:\s*(?P<target><[^<>\n]*>|\S+)[^\n]*",
    re.MULTILINE,
)
_AUTOLINK = re.compile(r"<(?P<target>[a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[\w.+-]+@[\w.-]+)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>|<!--.*?-->|<![^<>]*>", re.IGNORECASE | re.DOTALL)
_OPEN_TAG = re.compile(r"<(?=/?[a-z!][^<>]*[=/:][^<>]*$)", re.IGNORECASE)
_BARE = re.compile(
    r"(?P<url>\b[a-z][a-z0-9+.-]{0,31}:(?://|\\\\|/\\|\\/)[^\s<>\"'`\]|]*|\b(?:javascript|vbscript|data|mailto|blob|file):"
    r"(?=\S)[^\s<>\"'`)\]|]+|(?<![\w@./-])www\.[^\s<>\"'`\]|]+)",
    re.IGNORECASE,
)
_AT_THE_END = re.compile(r"[.,:;!?*_~'\"]+$")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);?", re.IGNORECASE)
_TELLING = frozenset(":/.@[]()<>!\\&=\"'#?") | frozenset(map(chr, range(33)))
_UNSEEN = re.compile("[\U000e0000-\U000e007f\u2066-\u2069\u202a-\u202e]")
"""Tags, which nobody sees and a program reads, and what turns the direction of writing round."""
_MOST_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Defused:
    """A text that leads nowhere but where it may, and what was taken out of it, in order."""

    text: str
    taken_out: tuple[str, ...]


def defuse(text: str, targets: Targets) -> Defused:
    """The text with every other link made its words, every other image its description."""
    taken_out: list[str] = []

    def unless_allowed(words: Callable[[re.Match[str], str], str]) -> Callable[[re.Match[str]], str]:
        def replaced(found: re.Match[str]) -> str:
            target = _target(found)
            if targets.allow(target):
                return found[0]
            taken_out.append(target)
            return words(found, target)

        return replaced

    told = unmarked(_UNSEEN.sub("", _decoded(text)))
    for pattern, words in _STEPS:
        told = _until_stable(pattern, unless_allowed(words), told)
    told = _TAG.sub(lambda found: _tag(found[0], taken_out), told)
    if _OPEN_TAG.search(told):
        taken_out.append("an open tag")
        told = _OPEN_TAG.sub("", told)
    told = _BARE.sub(lambda found: _bare(found, targets, taken_out), told)
    return Defused(told, tuple(taken_out))


def _target(found: re.Match[str]) -> str:
    groups = found.groupdict()
    target = groups.get("angled") or groups.get("plain") or groups.get("target") or ""
    target = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", target.strip("<>"))
    return f"mailto:{target}" if "@" in target and ":" not in target and "/" not in target else target


def _words(found: re.Match[str], _target: str) -> str:
    return found["text"]


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str]], ...] = (
    (_LINK, _words),
    (_DEFINITION, lambda found, _target: f"{found['before']}{found['text']}"),
    (_OPEN_LINK, lambda _found, _target: "] ("),
    (_AUTOLINK, lambda _found, target: target.removeprefix("mailto:")),
)


def _until_stable(pattern: re.Pattern[str], replaced: Callable[[re.Match[str]], str], text: str) -> str:
    """The text once the pattern replaces nothing more: what was inside of one link may be in another."""
    for _ in range(_MOST_ROUNDS):
        after = pattern.sub(replaced, text)
        if after == text:
            break
        text = after
    return text


def _tag(tag: str, taken_out: list[str]) -> str:
    """A tag without an attribute loads nothing; any other goes: no reply of ours needs one."""
    if "=" not in tag and not tag.startswith("<!"):
        return tag
    taken_out.append(tag)
    return ""


def _bare(found: re.Match[str], targets: Targets, taken_out: list[str]) -> str:
    """An address as it stands in a sentence: its host alone is a word, which leads nowhere by itself."""
    url, end = found["url"], ""
    while (last := _AT_THE_END.search(url)) or (url.endswith(")") and url.count("(") < url.count(")")):
        cut = last.start() if last else len(url) - 1
        url, end = url[:cut], url[cut:] + end
    target = f"https://{url}" if url.lower().startswith("www.") else url
    if targets.allow(target):
        return url + end
    taken_out.append(url)
    host = re.match(
        r"(?:[a-z]+:/*)?(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})(?P<rest>[/?#:@].*)?$", url, re.IGNORECASE
    )
    if host is None:
        return f"(link taken out){end}"
    return f"{host[1]}{end}" if (host["rest"] or "/") == "/" else f"{host[1]} (link taken out){end}"


def _decoded(text: str) -> str:
    """The text with its signs as signs: `&#58;` is a colon to whoever shows it, and so it is here."""

    def decoded(found: re.Match[str]) -> str:
        sign = unescape(found[0])
        return sign if sign and all(c in _TELLING or c.isalnum() for c in sign) else found[0]

    for _ in range(_MOST_ROUNDS):
        after = _ENTITY.sub(decoded, text)
        if after == text:
            break
        text = after
    return text
