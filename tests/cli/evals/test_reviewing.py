"""`understudy eval review`, by keys."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.evals.reviewing import kept_run, some_result

from understudy.conversations.turn import Stage
from understudy.evals.runs.kept import KeptRun

Cli = Callable[..., Any]


@pytest.fixture
async def runs(demo_stage: Stage) -> AsyncGenerator[tuple[KeptRun, KeptRun]]:
    results = [some_result(f"case {number}") for number in range(3)]
    others = [replace(each, replies=("Ada.",)) for each in results]
    async with kept_run(demo_stage, results) as first, kept_run(demo_stage, others) as second:
        yield first, second


def test_a_key_for_each_verdict(cli: Cli, runs: tuple[KeptRun, KeptRun]) -> None:
    ran = cli("eval", "review", input="yeAda|5\nnq")
    assert ran.code == 0
    assert f"reviewed, run {runs[1].id}: 3 wait for you" in ran.output
    assert "asked Who sold most? answered Ada." in ran.output
    assert ran.output.endswith("2 said, 1 left")
    again = cli("eval", "review", str(runs[1].id), "--by", "Bo", input="yyy")
    assert "3 said, 0 left; reviewers: kappa" in again.output


def test_two_runs_blind(cli: Cli, runs: tuple[KeptRun, KeptRun]) -> None:
    first, second = runs
    ran = cli("eval", "review", str(second.id), "--against", str(first.id), input="a==")
    assert ran.code == 0
    assert "3 differ and wait for you" in ran.output
    assert "both alike 2" in ran.output


def test_a_run_that_is_not_there(cli: Cli) -> None:
    ran = cli("eval", "review", "999999999")
    assert (ran.code, "there is no such run" in ran.errors) == (1, True)
