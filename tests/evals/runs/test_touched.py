"""What a case reached."""

from understudy.agents.outcome import Evidence, Step
from understudy.evals.runs.touched import Touched, touched_by
from understudy.llm.finding import Citation, Finding, Item


def test_each_is_named_once_in_order() -> None:
    quoted = Citation("So it is.", 7, 0, "Returns", "returns.md", source="help")
    counted = Finding("found", "Three.", items=(Item("Acme", "001", "Account"),), definition="sales")
    steps = (
        Step("measure", {"definition": "sales"}, counted, 1.0),
        Step("query", {"object": "Case"}, Finding("nothing", "None."), 1.0),
    )
    told = Step("answer_from_knowledge", {}, Finding("found", "So.", citations=(quoted, quoted)), 1.0)
    touched = touched_by([Evidence(steps), Evidence((told, steps[0]))])
    assert touched == Touched(
        ("measure", "query", "answer_from_knowledge"), ("sales",), ("Case", "Account"), ("help/returns.md",)
    )


def test_nothing_ran() -> None:
    assert touched_by([Evidence()]) == Touched()
