"""An answer's text with the references behind its quotes."""

from typing import Any

import pytest

from understudy.channels.citations import Kept, cite, source_href

RETURNS = "Goods may be returned within 45 days."
FREE = "Returns are free."


def cited(quote: str, at: int = 0, heading: str = "Returns", document: int = 7) -> Kept:
    return {"quote": quote, "document": document, "at": at, "title": "Orders", "heading": heading}


def outcome(text: str, *citations: Kept, notes: tuple[str, ...] = ("Source: Orders, Returns",)) -> Kept:
    finding: dict[str, Any] = {"notes": list(notes), "citations": list(citations)}
    return {"text": text, "evidence": {"steps": [{"finding": finding}]}}


@pytest.mark.parametrize(
    ("text", "citations", "pieces"),
    [
        (RETURNS, [cited(RETURNS)], [(RETURNS, 1)]),
        (f"{RETURNS}\n{FREE}", [cited(RETURNS), cited(FREE)], [(RETURNS, 1), (f"\n{FREE}", 2)]),
        # In another order than in the document, and with words of the model's own around them.
        (
            f"Yes: {FREE} {RETURNS} Bye",
            [cited(RETURNS), cited(FREE)],
            [(f"Yes: {FREE}", 2), (f" {RETURNS}", 1), (" Bye", None)],
        ),
        # A sentence that stands twice in a document is said once.
        (FREE, [cited(FREE), cited(FREE, at=90)], [(FREE, 1), ("", 2)]),
        ("You have 45 days.", [cited(RETURNS)], [("You have 45 days.", None)]),
        (RETURNS, [], [(RETURNS, None)]),
        # The note that names the source goes: it is listed.
        (f"{RETURNS}\nSource: Orders, Returns", [cited(RETURNS)], [(RETURNS, 1)]),
        (f"{RETURNS}\nSource: Orders, Returns", [], [(f"{RETURNS}\nSource: Orders, Returns", None)]),
    ],
)
def test_a_quote_is_followed_by_its_number(
    text: str, citations: list[Kept], pieces: list[tuple[str, int | None]]
) -> None:
    found = cite(outcome(text, *citations)).pieces
    assert [(piece.text, piece.reference and piece.reference.number) for piece in found] == pieces


def test_quotes_of_one_passage_have_one_source() -> None:
    text = f"{RETURNS} {FREE}"
    answer = cite(outcome(text, cited(RETURNS), cited("Keep the box."), cited(FREE, heading="Costs")))
    numbers = [(source.heading, [each.number for each in source.references]) for source in answer.sources]
    assert numbers == [("Returns", [1, 2]), ("Costs", [3])]
    assert [[each.quote for each in source.unsaid] for source in answer.sources] == [["Keep the box."], []]


def test_an_outcome_from_before_citations_were_kept_has_none() -> None:
    kept = {"text": "Hello.", "evidence": {"steps": [{"finding": {"notes": []}}]}}
    assert cite(kept).sources == ()


def test_the_link_carries_any_quote() -> None:
    assert source_href(cited('50% & "more" #1', at=12)) == (
        "/source/7?quote=50%25+%26+%22more%22+%231&at=12#quoted"
    )
