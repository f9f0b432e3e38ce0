"""Whole questions mean the same whatever was said before them."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from understudy.evals.cases import load_suite
from understudy.llm.local.decide import Decision
from understudy.llm.situation import AskedBack, Memory, RememberedFrame, RememberedRecord

Understood = Callable[..., Awaitable[Decision]]

CASE = RememberedRecord("Case", "500Un0000000001IAA", "Wren Cold Frame arrived damaged")
SELLER = RememberedRecord("User", "005Un000000000JIAQ", "Winifred Castellan")
MEASURED = RememberedFrame(
    "measure",
    {
        "definition": "case_volume",
        "window_start": "2026-09-01T00:00:00-05:00",
        "window_end": "2026-10-01T00:00:00-05:00",
        "group_by": "agent",
    },
)
LISTED = RememberedFrame("find_records", {"object": "Case", "where": "Status = 'Escalated'"})
SHOWN = RememberedFrame("get_record", {"id": CASE.id, "fields": ["Owner.Name"]})
MEMORIES = {
    "a measure": Memory(MEASURED, MEASURED, MEASURED, talked=(SELLER,)),
    "a list": Memory(LISTED, LISTED, LISTED, shown=(CASE, SELLER), talked=(CASE,)),
    "a record": Memory(SHOWN, LISTED, LISTED, shown=(CASE,), talked=(SELLER, CASE)),
    "a question": Memory(
        asked=AskedBack("How many cases did Harbor open?", ("Harbor Light", "Harbor Point"))
    ),
}


async def test_a_whole_question_means_the_same_after_anything(understood: Understood) -> None:
    differ: list[tuple[str, str]] = []
    for case in load_suite("analyst", Path("no-suites-of-its-own")).cases:
        if not case.say:
            continue
        alone = meant(await understood(case.say))
        if alone[0] == "ask":
            continue  # "sum up the case" alone asks which; after one was shown, it is that one
        differ += [
            (name, case.say)
            for name, memory in MEMORIES.items()
            if meant(await understood(case.say, memory=memory)) != alone
        ]
    assert differ == []


def meant(decision: Decision) -> tuple[str, object]:
    """What would be done."""
    return decision.kind, decision.reading and decision.reading.arguments
