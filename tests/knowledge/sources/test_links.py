"""What a page says to crawlers is found in whatever a page may be."""

import time

import pytest

from understudy.knowledge.sources.links import Said, read_links

_URL = "https://a.example/docs/x.html"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            "<a href='y.html#z'>y</a> <A class=b HREF=/w>w</A>",
            ("https://a.example/docs/y.html", "https://a.example/w"),
        ),
        ('<a\nhref="?a=1&amp;b=2">', ("https://a.example/docs/x.html?a=1&b=2",)),
        ("<a href=y><a href=y>", ("https://a.example/docs/y",)),
        ("<a data-href=y><abbr href=y><a href><a href=''>", ()),
        ("<!-- <a href=y> --><script src=s>'<a href=q>'</script><a href=z>", ("https://a.example/docs/z",)),
        ("<a href='mailto:a@b.example'><a href='http://[bad'>", ()),
        ("<![x <a href=y>", ("https://a.example/docs/y",)),
    ],
)
def test_links_lead_to_whole_addresses(html: str, said: tuple[str, ...]) -> None:
    assert read_links(_URL, html) == Said(said, "")


def test_the_first_note_for_robots_counts() -> None:
    html = (
        "<meta name=author content=noindex><meta content='NoFollow' name=Robots><meta name=robots content=x>"
    )
    assert read_links(_URL, html) == Said((), "nofollow")


@pytest.mark.parametrize("piece", ["<a ", "<!--", "<a", "<script ", "<a href='", '<a href=" href= "', "<![x"])
def test_a_page_that_was_made_to_hold_up_its_reader_does_not(piece: str) -> None:
    begun = time.process_time()
    read_links(_URL, piece * 200_000)
    assert time.process_time() - begun < 10
