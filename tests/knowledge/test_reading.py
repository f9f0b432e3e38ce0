"""A document laid out for reading, what was quoted marked, and for whom it is there at all."""

import pytest

from understudy.conversations.turn import Stage
from understudy.kit.ids import RecordId
from understudy.knowledge.documents import read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.index.chunks import cut_chunks
from understudy.knowledge.reading import Part, find_quote, lay_out, read_document
from understudy.knowledge.store import Kept
from understudy.org.permissions import Actor, Customer, Employee, System

BIKES = """\
# Bikes

Our bikes are blue. Some are red.

## Tyres

1. Pump them up.
2. Check the valve. Some are red.

| | Road | Mountain |
|---|---|---|
| Width | 28 mm | 57 mm |
| Tubes | yes | |
"""


def kept(markdown: str = BIKES) -> Kept:
    document = read_text(markdown, "bikes", Head("public"))
    headings = tuple((chunk.start, chunk.heading) for chunk in cut_chunks(document))
    return Kept(document.title, "", document.text, headings)


LAST = kept().text.rindex("Some are red.")


def drawn(parts: tuple[Part, ...]) -> list[str]:
    """A line each: headings with #, cells with |, marks in [ ]."""
    out: list[str] = []
    for part in parts:
        out += [f"# {part.heading}"] if part.heading else []
        for block in part.blocks:
            for line in block.lines:
                cells = ["".join(f"[{p.text}]" if p.marked else p.text for p in c) for c in line.cells]
                out.append(f"{block.kind}: {'|'.join(cells)}")
    return out


def test_lines_stand_under_their_headings_as_what_they_are() -> None:
    assert drawn(lay_out(kept())) == [
        "paragraph: Our bikes are blue. Some are red.",
        "# Tyres",
        "list: 1. Pump them up.",
        "list: 2. Check the valve. Some are red.",
        "table: |Road|Mountain",
        "table: Width|28 mm|57 mm",
        "table: Tubes|yes|",
    ]


@pytest.mark.parametrize(
    ("quote", "at", "marked"),
    [
        ("Our bikes are blue.", 0, ["paragraph: [Our bikes are blue.] Some are red."]),
        ("Some are red.", 0, ["paragraph: Our bikes are blue. [Some are red.]"]),
        ("Some are red.", LAST, ["list: 2. Check the valve. [Some are red.]"]),
        ("Some are red.", LAST + 1, ["paragraph: Our bikes are blue. [Some are red.]"]),
        ("Width | 28 mm | 57 mm", 0, ["table: [Width]|[28 mm]|[57 mm]"]),
        ("Our bikes are green.", 0, []),
        ("", 0, []),
    ],
)
def test_a_quote_is_marked_where_it_stands(quote: str, at: int, marked: list[str]) -> None:
    document = kept()
    lines = drawn(lay_out(document, find_quote(document.text, quote, at)))
    assert [line for line in lines if "[" in line] == marked


def test_a_document_without_text_is_empty() -> None:
    assert lay_out(Kept("Empty", "", "", ())) == ()


@pytest.mark.parametrize(
    ("audience", "readers"), [("public", "CES"), ("customers", "CES"), ("employees", "ES")]
)
async def test_it_is_there_for_its_audience_only(articles: Stage, audience: str, readers: str) -> None:
    rows = await articles.database.fetch(
        "SELECT id, title FROM understudy.document WHERE org = %s AND audience = %s LIMIT 1",
        (articles.org.name, audience),
    )
    actors: dict[str, Actor] = {
        "C": Customer(RecordId("003000000000001AAA"), None),
        "E": Employee(RecordId("005000000000001AAA"), "support", None),
        "S": System("a test"),
    }
    for name, actor in actors.items():
        found = await read_document(articles.database, articles.org, rows[0][0], actor)
        assert (found.title if found else None) == (rows[0][1] if name in readers else None), name
        assert await read_document(articles.database, articles.org, 0, actor) is None
