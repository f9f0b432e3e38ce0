"""HTML as blocks: what is read, what is left out, and that no page breaks the reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.knowledge.markup import read_markup

CASES = {
    "<p>One <b>bold</b>\n word.</p><p>Two &amp; three.</p>": ["One bold word.", "Two & three."],
    "<h1>Top</h1><p>a</p><h2>Sub</h2>b": ["#Top", "a", "##Sub", "b"],
    "<ul><li>milk<li>bread</ul>end": ["milk", "bread", "end"],
    "<ol><li>boil<li><p>pour</p></ol>": ["1. boil", "2. pour"],
    "<ol><li>a<ul><li>b</ul><li>c</ol>": ["1. a", "b", "2. c"],
    "<table><tr><th></th><th>Box</th></tr><tr><td>Takes</td><td>3<br>days</td></tr></table>": [
        "Box",
        "Takes | 3 days",
    ],
    "<table><tr><td>a<td>b<tr><td>c<td>d</table>x": ["a | b", "c | d", "x"],
    "<table><tr><td>a</td><td></td><td>c</td></tr></table>": ["a |  | c"],
    "a<br>b": ["a", "b"],
    "<nav><a>Home</a></nav><p>x</p><script>p('<p>y</p>')</script><style>z</style>": ["x"],
    "<body>menu<main><p>x</p></main>imprint": ["x"],
    "<form><form></form>a</form>b": ["b"],
    "</p></td></ul>x</nav>": ["x"],
    "<td>loose": ["loose"],
    "menu<div role=main><div>x</div>y</div>imprint": ["x", "y"],
    "<div role=navigation><div>a</div>b</div><h2>x<a class=headerlink href='#x'>¶</a></h2>": ["##x"],
    "<pre>one {\n  two\n\n}</pre>three\nfour": ["one {", "two", "}", "three four"],
    "": [],
}


@pytest.mark.parametrize(("html", "blocks"), CASES.items(), ids=CASES)
def test_a_page_is_read_as_blocks(html: str, blocks: list[str]) -> None:
    assert ["#" * block.level + block.text for block in read_markup(html).blocks] == blocks


def test_title_and_description_stand_in_the_head() -> None:
    page = read_markup(
        '<head><title>Hoses &amp; taps</title><meta name="description" content="All  of them"></head>x'
    )
    assert (page.title, page.meta["description"], [block.text for block in page.blocks]) == (
        "Hoses & taps",
        "All of them",
        ["x"],
    )


TAGS = st.sampled_from(["p", "table", "tr", "td", "ol", "ul", "li", "h2", "nav", "main", "br", "title"])
PIECES = st.one_of(TAGS.map(lambda t: f"<{t}>"), TAGS.map(lambda t: f"</{t}>"), st.text(max_size=5))


@given(st.lists(PIECES, max_size=30))
def test_every_block_is_one_line_without_tags_of_its_own(pieces: list[str]) -> None:
    for block in read_markup("".join(pieces)).blocks:
        assert block.text == block.text.strip()
        assert block.text
        assert "\n" not in block.text
