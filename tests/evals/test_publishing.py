"""An agent is published by its criteria and runs of this very version, or not at all."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.acceptance import Acceptance
from understudy.agents.rollout.published import Published
from understudy.agents.rollout.store import versions_of
from understudy.agents.spec import AgentSpec, Guardrail
from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.cases import Case, Expectation, Suite
from understudy.evals.checks import Mismatch
from understudy.evals.publishing import publish
from understudy.evals.run import CaseRun, scene_of
from understudy.evals.runs.current import current_version
from understudy.evals.runs.ended import as_kept
from understudy.evals.runs.opening import Manner, open_run
from understudy.evals.runs.store import begin_run, finish_run, save_results
from understudy.kit.errors import InputError
from understudy.org.definitions.library import Library

FEW = Acceptance(success_rate=0.8, over_cases=5)


class Desk:
    """An agent of a test's own, its runs and its publishing."""

    def __init__(self, app: App, stage: Stage) -> None:
        self.app, self.stage = app, stage
        self.moment = app.moment(stage.org)
        self.name = f"agent{uuid.uuid4().hex[:8]}"

    def spec(self, acceptance: Acceptance | None = FEW, **other: Any) -> AgentSpec:
        return self.app.agent("sales").model_copy(
            update={"name": self.name, "acceptance": acceptance, **other}
        )

    async def run(self, spec: AgentSpec, passed: int, failed: int = 0, suite: str = "mine") -> int:
        cases = tuple(
            Case(name=f"{n}", say="Hi", expect=Expectation(action="query")) for n in range(passed + failed)
        )
        played = [
            CaseRun(case, () if n < passed else (MISSED,), ("Hello.",), 5.0, ())
            for n, case in enumerate(cases)
        ]
        kept = Suite(name=suite, agent=spec.name, cases=cases)
        scene = await scene_of(self.stage, spec, kept, self.moment)
        begun = await open_run(scene, spec.criteria.success_rate, Manner())
        results = [as_kept(each, begun.digests[each.case.name], 0.0) for each in played]
        await save_results(self.stage.database, begun.id, results)
        await finish_run(self.stage.database, begun.id)
        return begun.id

    async def publish(self, spec: AgentSpec, stage: Stage | None = None) -> Published:
        return await publish(
            stage or self.stage, spec, "embedded", self.moment, "ada", lambda _done, _all: None
        )

    async def refused(self, spec: AgentSpec, stage: Stage | None = None) -> str:
        with pytest.raises(InputError) as refusal:
            await self.publish(spec, stage)
        assert await versions_of(self.stage.database, self.stage.org.name, spec.name) == []
        return str(refusal.value)


MISSED = Mismatch("answers", "1", "2")


@pytest.fixture
def desk(demo_app: App, demo_stage: Stage) -> Desk:
    return Desk(demo_app, demo_stage)


async def test_it_is_published_with_what_it_rests_on(desk: Desk) -> None:
    spec = desk.spec()
    run = await desk.run(spec, 9, 1)
    first = await desk.publish(spec)
    assert (first.number, first.runs, first.by, first.spec["name"]) == (1, (run,), "ada", desk.name)
    assert any("9 of 10 cases passed" in reason for reason in first.reasons)
    assert await desk.publish(spec) == first
    other = desk.spec(label="Another")
    await desk.run(other, 10)
    assert (await desk.publish(other)).number == 2
    published = await versions_of(desk.stage.database, desk.stage.org.name, desk.name)
    assert [each.number for each in published] == [2, 1]


async def test_without_criteria_it_can_only_be_tried(desk: Desk) -> None:
    spec = desk.spec(None)
    await desk.run(spec, 10)
    assert "has no acceptance criteria" in await desk.refused(spec)


async def test_without_a_finished_run_it_is_refused(desk: Desk) -> None:
    spec = desk.spec()
    assert "no run of a suite was played to its end" in await desk.refused(spec)
    await begin_run(
        desk.stage.database,
        desk.stage.org.name,
        "mine",
        spec.name,
        model="embedded",
        version=(await current_version(desk.stage, spec, "embedded", desk.moment)).digest,
        spec=spec.model_dump(mode="json"),
        gate=0.8,
        cases=10,
    )
    assert "no run of a suite was played to its end" in await desk.refused(spec)


async def test_a_run_of_another_version_does_not_count(desk: Desk) -> None:
    spec = desk.spec()
    await desk.run(spec, 10)
    assert "the agent's principle changed" in await desk.refused(
        spec.model_copy(update={"principle": "Sell."})
    )
    measure = desk.stage.library.measures["case_volume"].model_copy(update={"label": "tickets"})
    library = Library({**desk.stage.library.definitions, "case_volume": measure})
    other = replace(desk.stage, library=library)
    assert "the definition case_volume changed" in await desk.refused(spec, other)


@pytest.mark.parametrize(
    ("acceptance", "passed", "failed", "told"),
    [
        (FEW, 7, 3, "At least 80% were asked for: missed"),
        (FEW, 4, 0, "Not enough data: 4 cases were judged"),
        (FEW.model_copy(update={"floors": {"query": 0.95}}), 9, 1, "query: 9 of 10 cases passed"),
        (FEW.model_copy(update={"floors": {"measure": 0.5}}), 10, 0, "no case is about measure"),
        (FEW.model_copy(update={"suites": ("other",)}), 10, 0, "no run of the suite other"),
        (FEW.model_copy(update={"must_never": ("never",)}), 10, 0, "no run of the suite never"),
    ],
)
async def test_a_criterion_that_is_missed_or_cannot_be_told(
    desk: Desk, acceptance: Acceptance, passed: int, failed: int, told: str
) -> None:
    spec = desk.spec(acceptance)
    await desk.run(spec, passed, failed)
    assert told in await desk.refused(spec)


async def test_in_a_suite_of_what_must_never_happen_nothing_may_fail(desk: Desk) -> None:
    spec = desk.spec(FEW.model_copy(update={"must_never": ("never",)}))
    await desk.run(spec, 10)
    await desk.run(spec, 99, 1, "never")
    assert "1 of 100 cases failed that must never fail" in await desk.refused(spec)
    await desk.run(spec, 100, 0, "never")
    assert (await desk.publish(spec)).number == 1


async def test_guardrails_that_block_customers_are_refused(desk: Desk) -> None:
    """A blocked term that is the name of the company's own product."""
    rule = Guardrail(name="rivals", purpose="None of others.", terms=("Heron",))
    spec = desk.spec(guardrails=(rule,))
    await desk.run(spec, 10)
    assert "Of harmless messages its guardrails block" in await desk.refused(spec)
    lax = desk.spec(FEW.model_copy(update={"most_overblock": 1.0}), guardrails=(rule,))
    await desk.run(lax, 10)
    assert (await desk.publish(lax)).number == 1
