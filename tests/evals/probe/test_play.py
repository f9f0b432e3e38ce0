"""A probe from its questions to its report; who asks; what is stopped goes on."""

from collections import Counter

import pytest

from understudy.agents.spec import AgentSpec
from understudy.channels.service import Service
from understudy.conversations.turn import Stage
from understudy.evals.probe.askers import find_askers, hidden_audiences, open_audiences
from understudy.evals.probe.play import plan, play
from understudy.kit.errors import InputError, ServiceError
from understudy.kit.trace import PostgresSpans, setup
from understudy.observe.stages.reports import probe_report
from understudy.observe.stages.store import last_run, run_verdicts
from understudy.org.permissions import Customer, Employee

pytestmark = pytest.mark.usefixtures("articles")


@pytest.fixture
def specs(service: Service) -> list[AgentSpec]:
    return list(service.agents.values())


async def run(stage: Stage, specs: list[AgentSpec], service: Service, told: list[tuple[int, int]]) -> int:
    def tell(done: int, total: int) -> None:
        told.append((done, total))

    return await play(stage, specs, service.moment(), source="articles", count=24, seed=11, tell=tell)


async def test_each_agent_that_looks_things_up_is_asked_by_somebody_of_its_audience(
    demo_stage: Stage, specs: list[AgentSpec]
) -> None:
    askers = await find_askers(demo_stage, specs)
    assert {asker.spec.name for asker in askers} == {"employee", "service"}
    for asker in askers:
        assert isinstance(asker.actor, Customer if asker.spec.audience == "customers" else Employee)
    assert open_audiences(askers) == {"public", "customers", "employees"}
    assert hidden_audiences(askers) == {"employees"}


async def test_questions_go_to_who_may_read_the_answer(demo_stage: Stage, specs: list[AgentSpec]) -> None:
    asked = await plan(demo_stage, specs, source=None, count=60, seed=1)
    for each in asked:
        internal = each.probe.document.audience == "employees"
        is_for_others = each.probe.kind == "other audience"
        assert each.asker.spec.name == ("employee" if internal and not is_for_others else "service")
    assert Counter(each.probe.kind for each in asked)["other audience"] > 0


async def test_a_probe_that_was_stopped_goes_on_and_a_finished_one_begins_anew(
    demo_stage: Stage, specs: list[AgentSpec], service: Service, traced: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("understudy.evals.probe.play._AT_ONCE", 8)
    told: list[tuple[int, int]] = []

    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done:
            raise StoppedError

    with pytest.raises(StoppedError):
        await play(demo_stage, specs, service.moment(), source="articles", count=24, seed=11, tell=stop)
    before = await last_run(demo_stage.database, demo_stage.org.name)
    first = await run(demo_stage, specs, service, told)
    assert told == [(0, 24), (8, 24), (8, 24), (16, 24), (24, 24)]
    after = await last_run(demo_stage.database, demo_stage.org.name)
    assert after is not None
    assert (before is None or before.id != first, after.id) == (True, first)
    verdicts = await run_verdicts(demo_stage.database, first)
    assert [each.number for each in verdicts] == list(range(24))
    again = await run(demo_stage, specs, service, [])
    assert again != first
    same = [
        (each.question, each.ending, each.cause) for each in await run_verdicts(demo_stage.database, again)
    ]
    assert same == [(each.question, each.ending, each.cause) for each in verdicts]


async def test_every_loss_has_its_cause(
    demo_stage: Stage, specs: list[AgentSpec], service: Service, traced: None
) -> None:
    number = await run(demo_stage, specs, service, [])
    for each in await run_verdicts(demo_stage.database, number):
        if each.ending != "right":
            assert each.cause
            assert each.told
    report = await probe_report(demo_stage.database, demo_stage.org.name)
    assert report is not None
    assert report.questions == 24 == sum(report.endings.values())
    lost = len(report.lost) + sum(report.expected.values())
    assert lost == sum(1 for each in await run_verdicts(demo_stage.database, number) if each.cause)
    await demo_stage.database.execute("DELETE FROM understudy.probe_run")


async def test_without_traces_nothing_is_claimed(
    demo_stage: Stage, specs: list[AgentSpec], service: Service
) -> None:
    """The spans go nowhere: a question whose way is not known is not put down to any stage."""
    setup(PostgresSpans("host=/nowhere dbname=nothing")).close()
    with pytest.raises(ServiceError, match="traces of 20 questions were not stored"):
        await run(demo_stage, specs, service, [])
    await demo_stage.database.execute("DELETE FROM understudy.probe_run")


async def test_nothing_to_ask_about_is_said(demo_stage: Stage, specs: list[AgentSpec]) -> None:
    with pytest.raises(InputError, match="no question can be made of the documents of a cellar"):
        await plan(demo_stage, specs, source="a cellar", count=5, seed=1)
    with pytest.raises(InputError, match="no agent here answers from documents"):
        await plan(demo_stage, [], source=None, count=5, seed=1)
