"""`understudy eval judge` and `judges`."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.evals.reviewing import kept_run, some_result

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.runs.kept import KeptRun

Cli = Callable[..., Any]


@pytest.fixture
async def run(demo_app: App, demo_stage: Stage) -> AsyncGenerator[KeptRun]:
    results = [replace(some_result(f"case {n:02}"), model_calls=1 if n < 13 else 5) for n in range(26)]
    spec = demo_app.agent("analyst").model_dump(mode="json")
    async with kept_run(demo_stage, results, spec=spec) as made:
        yield made


def test_results_are_judged_and_the_judge_is_measured(cli: Cli, run: KeptRun) -> None:
    reviewed = cli("eval", "review", str(run.id), "--most", "26", input="y" * 26)
    assert "26 said, 0 left" in reviewed.output
    ran = cli("eval", "judge", str(run.id), "--max-calls", "3", "--max-ms", "5")
    assert ran.code == 0
    assert "trace model_calls 13 13 0" in ran.output
    assert "trace turn_ms 0 0 26" in ran.output
    assert "case 20: model_calls, 5 of 3" in ran.output
    told = cli("eval", "judges").output
    assert "trace model_calls: kappa 0.00" in told
    assert "agrees too little with people (kappa below 0.6); no say in gates" in told
    assert "could not say 26 times not enough data: 0 of 20" in told


@pytest.mark.parametrize(
    ("given", "told"),
    [((), "nothing to judge by"), (("--model", "embedded"), "'embedded' cannot judge")],
)
def test_what_cannot_judge(cli: Cli, run: KeptRun, given: tuple[str, ...], told: str) -> None:
    refused = cli("eval", "judge", str(run.id), *given)
    assert (refused.code, told in refused.errors) == (1, True)
