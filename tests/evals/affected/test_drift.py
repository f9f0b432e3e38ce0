"""What ended otherwise is put down to what changed and can reach it, the nearest first."""

from pathlib import Path

from tests.evals.report.given import result

from understudy.agents.spec import load_agent
from understudy.evals.affected.drift import drift
from understudy.evals.affected.reach import Changed
from understudy.evals.runs.pairing import pair
from understudy.evals.runs.touched import Touched
from understudy.evals.runs.version import Change

SALES = load_agent("sales", Path("none"))
CHANGED = Changed(SALES, SALES, is_embedded=True, referring={})
PAGE = Change("knowledge", "help/returns.md", "changed")
OTHER_PAGE = Change("knowledge", "help/orders.md", "changed")
MEASURE = Change("definitions", "sales", "changed")
RULES = Change("access", "rules", "changed")


def test_a_document_that_was_quoted_explains_more_than_one_that_was_not() -> None:
    quoted = Touched(("answer_from_knowledge",), (), (), ("help/returns.md",))
    asked = {"expect": {"action": "answer_from_knowledge"}}
    before, after = result("a", touched=quoted, case=asked), result("a", False, touched=quoted, case=asked)
    (found,) = drift(pair([before], [after]), [RULES, OTHER_PAGE, PAGE, MEASURE], CHANGED)
    assert found.causes[0] == PAGE
    assert set(found.causes) == {PAGE, OTHER_PAGE, RULES}


def test_what_nothing_reaches_was_chance() -> None:
    counted = Touched(("measure",), ("handle_time",))
    (found,) = drift(
        pair([result("a", False, touched=counted)], [result("a", touched=counted)]), [PAGE, MEASURE], CHANGED
    )
    assert (found.flip.name, found.causes) == ("a", ())
