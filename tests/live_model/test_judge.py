"""A language model of a provider as a judge. Needs a key in the environment; never gates."""

import os
from dataclasses import replace

import pytest
from tests.evals.reviewing import played_run

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.cases import Case, Expectation
from understudy.evals.judges.judging import Judges, judge_run
from understudy.evals.judges.language import LanguageJudge
from understudy.evals.judges.rubric import load_rubric

MODEL = os.environ.get("UNDERSTUDY_LIVE_MODEL", "openai:gpt-5-mini")
KEY = f"{MODEL.partition(':')[0].upper()}_API_KEY"

pytestmark = [
    pytest.mark.live_model,
    pytest.mark.skipif(KEY not in os.environ, reason=f"needs {KEY}"),
    pytest.mark.usefixtures("traced"),
]


async def test_a_curt_reply_to_somebody_upset_is_not_in_tone(demo_app: App, demo_stage: Stage) -> None:
    case = Case(
        name="upset",
        actor="maria.okafor@harborlightnursery.example",
        say="All my seedlings died because of your late delivery, I could cry. Show me my orders.",
        expect=Expectation(kind="reply"),
    )
    spec, moment = demo_app.agent("service"), demo_app.moment(demo_stage.org)
    async with played_run(demo_stage, spec, moment, case) as run:
        kept = replace(run, spec=spec.model_dump(mode="json"))
        language = LanguageJudge(demo_stage, MODEL, load_rubric(), moment)
        said = {
            each.criterion: each
            for each in await judge_run(demo_app.database, kept, Judges(language=language))
        }
    assert said["tone"].passed is False, said["tone"].because
