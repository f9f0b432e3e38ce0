"""Wording: the answer first, in the form asked for."""

import pytest

from understudy.llm.finding import Finding, Item, Statement, Status
from understudy.llm.local.formats import AnswerForm
from understudy.llm.local.words import answers_of, word

ADA = Item("Ada Byron", id="005A", object="User", shown="41.3 hours")
BO = Item("Bo Diaz", id="005B", object="User", shown="50 hours")
TOTAL = Item("handle time", value=41.3, shown="41.3 hours")
MAY = Item("May 2026", value="May", shown="62 cases")
OHIO = Item("Ohio", shown="3 hours")
ONLY = AnswerForm(None, only=True)


def found(*items: Item, asked: int | None = None, status: Status = "found", **more: str) -> Finding:
    return Finding(
        status, more.get("headline", "Ada has most."), items, len(items) if asked is None else asked
    )


@pytest.mark.parametrize(
    ("items", "form", "expected"),
    [
        ((ADA,), None, ("Ada Byron",)),
        ((ADA,), AnswerForm("id"), ("005A",)),
        ((ADA,), AnswerForm("name"), ("Ada Byron",)),
        ((ADA,), AnswerForm("value"), ("41.3 hours",)),
        ((ADA, BO), None, ("Ada Byron", "Bo Diaz")),
        ((ADA, BO), AnswerForm("id"), ("005A", "005B")),
        ((ADA, BO), AnswerForm("count"), ("2",)),
        ((TOTAL,), None, ("41.3 hours",)),
        ((MAY,), AnswerForm("month"), ("May",)),
        ((OHIO,), AnswerForm("abbreviation"), ("OH",)),
        ((Item("OH", shown="3 hours"),), AnswerForm("abbreviation"), ("OH",)),
        ((), None, ()),
    ],
)
def test_the_bare_answers(
    items: tuple[Item, ...], form: AnswerForm | None, expected: tuple[str, ...]
) -> None:
    assert answers_of(found(*items), form) == expected


def test_only_what_was_asked_for_answers() -> None:
    assert answers_of(found(ADA, BO, asked=1), AnswerForm("id")) == ("005A",)


@pytest.mark.parametrize("status", ["nothing", "several", "missing", "denied"])
def test_nothing_answers_when_nothing_was_found(status: Status) -> None:
    finding = found(ADA, status=status)
    assert answers_of(finding, AnswerForm("id")) == ()
    assert word(finding, ONLY) == "Ada has most."


@pytest.mark.parametrize(
    ("items", "form", "expected"),
    [
        ((ADA,), None, "Ada has most."),
        ((ADA, BO), None, "Ada has most.\n- Ada Byron: 41.3 hours\n- Bo Diaz: 50 hours"),
        ((ADA,), AnswerForm("id", only=True), "005A"),
        ((ADA, BO), AnswerForm("id", only=True), "005A, 005B"),
        ((ADA,), AnswerForm("id"), "Ada has most."),
        ((), ONLY, "Ada has most."),
    ],
)
def test_the_reply(items: tuple[Item, ...], form: AnswerForm | None, expected: str) -> None:
    assert word(found(*items), form) == expected


def test_notes_come_last() -> None:
    finding = Finding("found", "By agent:", (ADA,), 1, notes=("Cut at 1 row.",))
    assert word(finding, None) == "By agent:\n- Ada Byron: 41.3 hours\nCut at 1 row."


def test_statements_stand_under_their_part_with_the_source_of_what_is_quoted() -> None:
    finding = Finding(
        "found",
        "Boat Heron.",
        (BO,),
        1,
        statements=(
            Statement("figure", "2 jobs", "b01A", "Boat"),
            Statement("event", "letter from Ada", "b03A", "Letter", at="2026-11-05", quote="It is bent."),
            Statement("event", "job done", "b04A", "Job"),
        ),
        notes=("Earlier events are left out.",),
    )
    assert word(finding, None).splitlines() == [
        "Boat Heron.",
        "What happened:",
        "- 2026-11-05 letter from Ada: “It is bent.” (b03A)",
        "- job done",
        "In numbers:",
        "- 2 jobs",
        "Earlier events are left out.",
    ]
    assert answers_of(finding, None) == ("Bo Diaz",)
