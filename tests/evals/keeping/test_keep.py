"""A turn that was held becomes a case, which fails while the fault is there and passes once it is mended."""

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from tests.conftest import Ask

from understudy.agents.spec import AgentSpec
from understudy.app import App
from understudy.conversations.turn import Stage, Turn
from understudy.evals.cases import Expectation, load_suite
from understudy.evals.keeping.held import Held, held_turn
from understudy.evals.keeping.keep import About, case_of, keep_case
from understudy.evals.run import run_suite
from understudy.kit.errors import ConfigError, InputError
from understudy.observe.traces import open_trace
from understudy.org.demo import DEMO_TODAY
from understudy.org.permissions import System
from understudy.org.users import find_actor

MARIA = "maria.okafor@harborlightnursery.example"
ASKED = "How many cases were opened in May 2026?"
Hold = Callable[[Turn], Awaitable[Held]]

pytestmark = pytest.mark.usefixtures("traced")


@pytest.fixture
def hold(demo_app: App, demo_stage: Stage) -> Hold:
    async def of(played: Turn) -> Held:
        database, org = demo_stage.database, demo_stage.org
        trace = await open_trace(database, org.name, played.trace_id or "", System("a test"))
        assert trace
        return await held_turn(database, org, trace, demo_app.moment(org))

    return of


def wrong(app: App) -> AgentSpec:
    """The analyst without the definition that the question needs."""
    spec = app.agent("analyst")
    topics = tuple(
        topic.model_copy(update={"definitions": ("handle_time",), "actions": ("measure",)})
        for topic in spec.topics
        if "measure" in topic.actions
    )
    return spec.model_copy(update={"topics": topics})


async def passes(app: App, stage: Stage, spec: AgentSpec, path: Path) -> dict[str, bool]:
    runs = run_suite(stage, spec, load_suite(str(path)), app.moment(stage.org))
    return {run.case.name: run.passed async for run in runs}


async def test_the_case_guards_what_went_wrong(
    demo_app: App, demo_stage: Stage, ask: Ask, hold: Hold, tmp_path: Path
) -> None:
    path = tmp_path / "guards.yaml"
    held = await hold(await ask(ASKED, wrong(demo_app)))
    case = case_of(held, Expectation(kind="reply", answers=(93,)), About(owner="Delia", tags=("counts",)))
    added = keep_case(path, case, held, DEMO_TODAY)
    assert (added.origin, added.actor, added.date) == ("regression", "operator", DEMO_TODAY)
    assert await passes(demo_app, demo_stage, wrong(demo_app), path) == {ASKED: False}
    assert await passes(demo_app, demo_stage, demo_app.agent("analyst"), path) == {ASKED: True}
    assert f"# Kept on {DEMO_TODAY} from the trace {held.trace_id}. What came was: " in path.read_text()


async def test_what_was_right_stays_right(
    demo_app: App, demo_stage: Stage, ask: Ask, hold: Hold, tmp_path: Path
) -> None:
    """Of a conversation all that was said before, by who said it."""
    path = tmp_path / "own.yaml"
    actor = await find_actor(demo_app.database, demo_stage.org, MARIA)
    first = await ask("Show me my orders.", "service", actor=actor)
    second = await ask("And my cases?", "service", session=first.session)
    held = await hold(second)
    case = keep_case(path, case_of(held), held, DEMO_TODAY)
    assert [said.say for said in case.script] == ["Show me my orders.", "And my cases?"]
    assert (case.origin, case.actor, case.script[0].expect) == ("production", MARIA, None)
    only_first = await hold(first)
    assert only_first.messages == ("Show me my orders.",)
    keep_case(path, case_of(only_first), only_first, DEMO_TODAY)
    assert await passes(demo_app, demo_stage, demo_app.agent("service"), path) == {
        "And my cases?": True,
        "Show me my orders.": True,
    }


async def test_a_file_keeps_what_somebody_wrote(ask: Ask, hold: Hold, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    written = "# Ours.\nname: mine\nagent: analyst\ncases:\n  - name: a  # the first\n    say: Hi\n"
    path.write_text(written + f"    expect: {{kind: reply}}\n  - name: {ASKED}\n    say: Ho\n    expect:\n")
    path.write_text(path.read_text() + "      kind: reply\n")
    before = path.read_text()
    held = await hold(await ask(ASKED))
    assert keep_case(path, case_of(held), held, DEMO_TODAY).name == f"{ASKED} (2)"
    assert path.read_text().startswith(before)
    with pytest.raises(InputError, match=r"in the suite already, as 'How many .* \(2\)'"):
        keep_case(path, case_of(held), held, DEMO_TODAY)


@pytest.mark.parametrize(
    ("head", "error", "told"),
    [
        ("agent: service\n", InputError, "is for the agent 'service'"),
        ("agent: analyst\norg: elsewhere\n", InputError, "is about the org 'elsewhere'"),
        ("agnt: analyst\n", ConfigError, "agnt: there is no such key"),
    ],
)
async def test_another_suite_is_left_alone(
    ask: Ask, hold: Hold, tmp_path: Path, head: str, error: type[Exception], told: str
) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(f"name: other\n{head}cases:\n  - name: a\n    say: Hi\n    expect: {{kind: reply}}\n")
    before = path.read_text()
    held = await hold(await ask(ASKED))
    with pytest.raises(error, match=told):
        keep_case(path, case_of(held), held, DEMO_TODAY)
    assert path.read_text() == before


async def test_it_is_asked_on_the_day_on_which_it_was(ask: Ask, hold: Hold) -> None:
    held = await hold(await ask("How many cases were opened last month?", context="Today's date: 2026-03-05"))
    assert (held.date, held.context) == (date(2026, 3, 5), "Today's date: 2026-03-05")
