"""Claims at rest are the claims that were drawn, whatever their document is called by then."""

from dataclasses import replace
from datetime import date

import pytest

from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.facts.draw import draw_claims
from understudy.knowledge.facts.kept import digest_of, pack, unpack
from understudy.knowledge.front_matter import Head

TEXT = """# Sending back

Customers can return a lamp within 30 days. Orders above $5,000 may be paid in three instalments.

| Service | Price | Days |
|---|---|---|
| Express | $12.50 | 1 to 2 |

Write to help@lamps.example by 2026-03-31. Wet lamps cannot be returned.
"""


@pytest.fixture
def document() -> Document:
    return read_text(TEXT, "pages/returns", Head("public", "Returns"))


def test_claims_come_back_as_they_were(document: Document) -> None:
    drawn = draw_claims(document)
    assert len({each.claim.value.kind for each in drawn}) > 3
    assert unpack(pack(drawn), document) == drawn


def test_claims_come_back_under_another_key(document: Document) -> None:
    moved = replace(document, key="2/pages/returns")
    assert digest_of(moved) == digest_of(document)
    assert unpack(pack(draw_claims(document)), moved) == draw_claims(moved)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Refunds"},
        {"text": TEXT.replace("30", "14")},
        {"valid_from": date(2026, 1, 1)},
        {"sections": ()},
        {"key": "pages/history"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_claims_are_drawn_from_is_in_the_digest(document: Document, changes: dict[str, object]) -> None:
    assert digest_of(replace(document, **changes)) != digest_of(document)
