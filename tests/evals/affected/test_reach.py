"""What a change reaches is never too little: what is skipped ends as it did."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.evals.affected.mutants import mutants
from tests.evals.affected.proving import played, prove

from understudy.agents.spec import AgentSpec, Guardrail, load_agent
from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.affected.plan import plan
from understudy.evals.affected.reach import Changed, Met, reach_of
from understudy.evals.cases import Case, Expectation, Said, load_suite
from understudy.evals.runs.ended import as_kept
from understudy.evals.runs.touched import Touched
from understudy.evals.runs.version import Change

SALES = load_agent("sales", Path("none"))
CHANGED = Changed(SALES, SALES, is_embedded=True, referring={"sales": frozenset({"win_rate"})})
NARROW = ("order” is blocked", "without undo_change", "is told otherwise", "another principle")


def met(
    *actions: str, definitions: tuple[str, ...] = (), documents: tuple[str, ...] = (), say: str = "Hi"
) -> Met:
    case = Case(name="a", say=say, expect=Expectation(kind="reply"))
    return Met(case, Touched(actions, definitions, (), documents))


COUNTS = met("measure", definitions=("sales",))
RATES = met("measure", definitions=("win_rate",))
OTHER = met("measure", definitions=("handle_time",))
READS = met("answer_from_knowledge", documents=("help/a.md",))
WRITES = met("update_record")
NOTHING = met()
ALL = [COUNTS, RATES, OTHER, READS, WRITES, NOTHING]


@pytest.mark.parametrize(
    ("change", "reached"),
    [
        (Change("model", "name", "changed"), ALL),
        (Change("program", "understudy", "changed"), ALL),
        (Change("access", "rules", "changed"), ALL),
        (Change("records", "Case", "changed"), ALL),
        (Change("policy", "rule reads", "changed"), ALL),
        (Change("words", "sales", "changed"), ALL),
        (Change("definitions", "new", "added"), ALL),
        (Change("definitions", "sales", "changed"), [COUNTS, RATES, WRITES, NOTHING]),
        (Change("knowledge", "help/b.md", "added"), [READS, NOTHING]),
        (Change("agent", "voice", "changed"), []),
        (Change("agent", "principle", "changed"), [WRITES, NOTHING]),
        (Change("agent", "topic new", "added"), ALL),
        (Change("agent", "limits", "changed"), ALL),
    ],
    ids=str,
)
def test_a_change_reaches(change: Change, reached: list[Met]) -> None:
    assert [each for each in ALL if reach_of(change, CHANGED).reaches(each)] == reached


def test_a_language_model_reads_all_of_the_file() -> None:
    reach = reach_of(Change("agent", "voice", "changed"), replace(CHANGED, is_embedded=False))
    assert all(map(reach.reaches, ALL))


def test_of_several_messages_it_is_not_known_which_reached_what() -> None:
    script = Case(name="a", script=(Said(say="Hi"), Said(say="Ho", expect=Expectation(kind="reply"))))
    reach = reach_of(Change("knowledge", "help/b.md", "added"), CHANGED)
    assert reach.reaches(Met(script, Touched(("measure",), ("sales",))))


def test_a_guardrail_reaches_whoever_mentions_its_terms_before_or_now() -> None:
    def blocking(term: str) -> AgentSpec:
        return SALES.model_copy(update={"guardrails": (Guardrail(name="g", purpose="p", terms=(term,)),)})

    changed = replace(CHANGED, before=blocking("gnome"), after=blocking("heron"))
    reach = reach_of(Change("agent", "guardrail g", "changed"), changed)
    said = ["All about gnomes?", "A heron, perhaps", "Neither"]
    assert [reach.reaches(met("measure", say=each)) for each in said] == [True, True, False]


async def test_what_is_skipped_ends_as_it_did(demo_app: App, articles: Stage) -> None:
    """A few narrow mutants over a few cases; `benchmarks/affected.py` has all of both."""
    spec, moment = demo_app.agent("sales"), demo_app.moment(articles.org)
    suite = load_suite("sales")
    suite = suite.model_copy(update={"cases": suite.cases[::20]})
    base = await played(articles, spec, suite, moment)
    narrow = [each for each in mutants(spec, articles) if each.name.endswith(NARROW)][:5]
    assert len(narrow) >= 4
    proofs = [await prove(articles, spec, suite, moment, base, mutant) for mutant in narrow]
    assert [each.missed for each in proofs] == [()] * len(narrow)
    assert any(each.plan.taken_over and each.plan.played for each in proofs)


async def test_a_case_that_is_new_or_another_or_open_is_played(demo_app: App, articles: Stage) -> None:
    spec, moment = demo_app.agent("sales"), demo_app.moment(articles.org)
    suite = load_suite("sales")
    cases = tuple(case for case in suite.cases if len(case.messages) == 1)[:3]
    before = suite.model_copy(update={"cases": cases})
    results = [as_kept(run, "", 0.0) for run in await played(articles, spec, before, moment)]
    first, second, third = cases
    now = suite.model_copy(update={"cases": (first, second.model_copy(update={"say": "Hm?"}), third, NEW)})
    results = [replace(each, passed=None) if each.name == third.name else each for each in results]
    planned = plan(now, results, (), CHANGED)
    assert dict(planned.played) == {
        second.name: "the case changed",
        third.name: "it could not be judged",
        "new": "the case is new",
    }
    assert planned.taken_over == (first.name,)


NEW = Case(name="new", say="Hi", expect=Expectation(kind="reply"))
