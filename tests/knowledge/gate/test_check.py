"""What the check of an org's documents makes of pages that say the same, by who may read them."""

from datetime import date

import pytest

from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Audience, Head
from understudy.knowledge.gate.check import Checked, findings_of
from understudy.knowledge.gate.ledger import Page

TODAY = date(2026, 11, 20)
SAID = (
    "Tell your manager on the first morning that you are ill. Send the certificate of your doctor on the"
    " third day at the latest, and call again when you know how long you will be away from work."
)


def checked(key: str, month: int, audience: Audience = "employees", permission: str = "") -> Checked:
    """A page that says what all the others say; the later its month, the rather it is the one that stays."""
    day = date(2026, month, 1)
    document: Document = read_text(SAID, key, Head(audience, key.title(), updated=day, permission=permission))
    return Page(0, "here", key, key.title(), audience, permission, "", day), document


def repeated(*corpus: Checked) -> dict[str, str]:
    """The pages set aside, each with the one that it repeats."""
    found = [each for each in findings_of(corpus, TODAY, None).set_aside if each.reason == "duplicate"]
    return {each.page.key: each.canonical.key for each in found if each.canonical}


@pytest.mark.parametrize(
    ("stays", "goes"),
    [
        (("employees", ""), ("employees", "")),
        (("employees", "hr"), ("employees", "hr")),
        (("employees", ""), ("employees", "hr")),
        (("public", ""), ("employees", "hr")),
    ],
)
def test_a_copy_goes_if_its_readers_may_read_what_stays(
    stays: tuple[Audience, str], goes: tuple[Audience, str]
) -> None:
    assert repeated(checked("newer", 10, *stays), checked("older", 8, *goes)) == {"older": "newer"}


@pytest.mark.parametrize(
    ("stays", "goes"),
    [
        (("employees", "hr"), ("employees", "")),
        (("employees", "hr"), ("employees", "sales")),
        (("public", "hr"), ("employees", "")),
        (("employees", ""), ("public", "")),
        (("employees", ""), ("public", "hr")),
    ],
)
def test_a_copy_stays_if_its_readers_may_not(stays: tuple[Audience, str], goes: tuple[Audience, str]) -> None:
    assert repeated(checked("newer", 10, *stays), checked("older", 8, *goes)) == {}


def test_of_pages_for_the_same_readers_one_stays_though_the_newest_of_all_is_not_for_them() -> None:
    corpus = checked("newest", 10, permission="hr"), checked("newer", 9), checked("older", 8)
    assert repeated(*corpus) == {"older": "newer"}
