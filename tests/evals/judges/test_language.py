"""A language model as a judge, asked over the wire, through the guard."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from tests.evals.reviewing import played_run
from tests.llm.fake_provider import FakeProvider, Fault, Step, calls, fake_provider

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.cases import Case, Expectation, Said
from understudy.evals.judges.judging import Judges, judge_run
from understudy.evals.judges.language import LanguageJudge
from understudy.evals.judges.rubric import load_rubric
from understudy.evals.judges.store import Judged, judgements_of
from understudy.evals.runs.kept import KeptRun
from understudy.evals.runs.store import results_of
from understudy.kit.errors import InputError
from understudy.llm.model import provider_model
from understudy.llm.remote import Patience
from understudy.trust.guard import masked
from understudy.trust.masking.policy import Rules

MARIA = "maria.okafor@harborlightnursery.example"
COMPANY = "Harbor Light Nursery"
PHONE = "+1 206 555 0143"
UPSET = f"I am quite upset, call me at {PHONE} or {MARIA}."
ORDERS = Said(say="Show me my orders.", expect=Expectation(kind="reply"))
CASE = Case(name="upset", actor=MARIA, script=(ORDERS, Said(say=UPSET)))
CRITERIA = [each.name for each in load_rubric().criteria]

pytestmark = pytest.mark.usefixtures("traced")


def verdicts(**passed: bool | None) -> dict[str, Any]:
    return {name: {"because": f"{name} so", "passed": passed.get(name, True)} for name in CRITERIA}


@pytest.fixture
async def run(demo_app: App, demo_stage: Stage) -> AsyncGenerator[KeptRun]:
    spec = demo_app.agent("service")
    async with played_run(demo_stage, spec, demo_app.moment(demo_stage.org), CASE) as played:
        yield replace(played, spec=spec.model_dump(mode="json"))


Judge = Callable[..., Awaitable[tuple[dict[str, Judged], FakeProvider]]]


@pytest.fixture
def judge(demo_app: App, demo_stage: Stage, run: KeptRun) -> Judge:
    """What a judge says whose provider plays the script, and the provider."""

    async def asked(*script: Step) -> tuple[dict[str, Judged], FakeProvider]:
        async with judging(demo_app, demo_stage, *script) as (language, provider):
            found = await judge_run(demo_stage.database, run, Judges(language=language))
            return {each.criterion: each for each in found}, provider

    return asked


@asynccontextmanager
async def judging(
    app: App, stage: Stage, *script: Step
) -> AsyncGenerator[tuple[LanguageJudge, FakeProvider]]:
    async with fake_provider(script) as provider:
        patience = Patience(total_s=20, first_wait_s=0.01)
        model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url}, patience)
        behind = replace(
            stage, model_for=lambda spec, situation: masked(model, Rules(), stage.org.schema, situation.names)
        )
        async with model:
            yield LanguageJudge(behind, "openai:fake", load_rubric(), app.moment(stage.org)), provider


async def test_each_criterion_is_answered_and_kept(judge: Judge, run: KeptRun, demo_stage: Stage) -> None:
    found, _ = await judge(calls("judge", verdicts(tone=False, brand_voice=None)))
    assert {name: each.passed for name, each in found.items()} == {
        "overall": True,
        "completeness": True,
        "tone": False,
        "brand_voice": None,
        "groundedness": True,
    }
    assert (found["tone"].judge, found["tone"].because) == ("openai:fake", "tone so")
    kept = await judgements_of(demo_stage.database, run.id)
    assert kept == sorted(found.values(), key=lambda each: each.criterion)


async def test_nothing_leaves_unmasked(judge: Judge, run: KeptRun, demo_stage: Stage) -> None:
    (result,) = await results_of(demo_stage.database, run.id)
    assert COMPANY in result.replies[0]
    _, provider = await judge(calls("judge", verdicts()))
    left = json.dumps(provider.asked)
    assert "quite upset" in left
    assert "groundedness" in left
    for kept_back in (MARIA, PHONE, COMPANY, "Okafor"):
        assert kept_back not in left, kept_back


@pytest.mark.parametrize(
    "script",
    [
        pytest.param([Fault(503)] * 40, id="overloaded"),
        pytest.param([Fault(401)], id="a wrong key"),
        pytest.param([calls("judge", {"overall": {"because": "x"}})] * 9, id="half of an answer"),
        pytest.param([calls("judge", '{"overall')] * 9, id="half JSON"),
    ],
)
async def test_a_judge_that_fails_says_nothing(judge: Judge, script: list[Step]) -> None:
    found, _ = await judge(*script)
    assert {each.passed for each in found.values()} == {None}
    assert sorted(found) == sorted(CRITERIA)
    assert all(each.because.startswith("the judge failed: ") for each in found.values())


async def test_a_wrong_answer_may_be_mended(judge: Judge) -> None:
    found, provider = await judge(calls("judge", {}), calls("judge", verdicts()))
    assert found["overall"].passed is True
    assert len(provider.asked) == 2


async def test_the_embedded_model_cannot_judge(demo_app: App, demo_stage: Stage, run: KeptRun) -> None:
    language = LanguageJudge(demo_stage, "embedded", load_rubric(), demo_app.moment(demo_stage.org))
    with pytest.raises(InputError, match="'embedded' cannot judge"):
        await judge_run(demo_stage.database, run, Judges(language=language))
