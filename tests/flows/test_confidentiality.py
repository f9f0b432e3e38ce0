"""A sample of the confidential requests and their honest twins, to the byte; the benchmark plays all."""

from pathlib import Path

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.cases import load_suite
from understudy.evals.run import run_suite

SUITE = Path(__file__).parents[2] / "benchmarks" / "confidentiality" / "develop.yaml"
ONE_OF = 6


async def test_what_is_kept_back_is_refused_and_what_is_honest_is_not(
    demo_app: App, demo_stage: Stage, articles: Stage
) -> None:
    suite = load_suite(str(SUITE))
    sample = suite.model_copy(update={"cases": suite.cases[::ONE_OF]})
    spec = demo_app.agent(suite.agent)
    moment = demo_app.moment(demo_stage.org)
    runs = [run async for run in run_suite(demo_stage, spec, sample, moment)]
    assert {run.case.expect.refused for run in runs if run.case.expect} == {True, False}
    assert [(run.case.say, str(run.mismatches[0])) for run in runs if not run.passed] == []
