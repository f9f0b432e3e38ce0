"""What playing a suite costs beyond its turns, and how fast many cases with a slow model are through.

    python benchmarks/batch.py [--runs N] [--cases N] [--at-once N] [--latency-s S] [--peer-python PATH]

The first figure is what `play_suite` (sandbox, checks, keeping the result) takes for a case beyond
`conversations.turn` with the same model; both take turns, so that a busy machine is busy for both, and the
processor time beside it tells how busy it was. The second is the time of a whole suite whose model thinks for
half a second, many at once, beside pydantic-evals calling a task that waits as long, in the same run.
pydantic-evals pins Pydantic AI to another version than ours: it has a Python of its own.

    uv venv peer && uv pip install --python peer/bin/python pydantic-evals
"""

import argparse
import asyncio
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from statistics import median
from typing import NamedTuple

from machine import describe_machine
from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from understudy.agents.spec import AgentSpec
from understudy.app import App, open_app
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, turn
from understudy.evals.batch import play_suite
from understudy.evals.cases import Case, Expectation, Suite
from understudy.evals.runs.opening import Manner
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.llm.scripted import Act, ScriptedModel
from understudy.org.demo import DEMO_NOW, generate_demo
from understudy.org.demo.load import load_demo
from understudy.org.permissions import System
from understudy.trust.guard import inside

OVERHEAD_MS, WHOLE_S = 2.0, 3.5
QUESTION = "How many cases were there?"
ANSWER = Act("answer", {"text": "Twelve."})
EXPECTED = Expectation(kind="reply", contains=("Twelve",))
PEER = """
import asyncio, sys, time
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Contains
cases, at_once, latency_s = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
async def task(_question):
    await asyncio.sleep(latency_s)
    return "Twelve."
made = [Case(name=f"case {n}", inputs="How many?", evaluators=(Contains("Twelve"),)) for n in range(cases)]
dataset = Dataset(name="many", cases=made)
began = time.perf_counter()
report = asyncio.run(dataset.evaluate(task, max_concurrency=at_once, progress=False))
assert len(report.cases) == cases
print(time.perf_counter() - began)
"""


class SlowModel(ScriptedModel):
    """Thinks for a while, as a provider's does."""

    latency_s = 0.0

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        await asyncio.sleep(self.latency_s)
        return await super().request(messages, model_settings, model_request_parameters)


async def measure(options: argparse.Namespace) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        none = Path(folder) / "none"
        settings = Settings(Path(folder), definitions_dir=none, agents_dir=none, trust_dir=none)
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, generate_demo())
            stage, spec = await app.stage("demo"), app.agent("analyst")
            model = SlowModel(repeat(ANSWER))
            stage = replace(stage, model_for=lambda _spec, _situation: inside(model))
            figures = await overhead(app, stage, spec, options.runs)
            model.latency_s = options.latency_s
            await whole(app, stage, spec, options.at_once, options.at_once)  # opens the connections
            worked = time.process_time()
            figures["whole_s"] = await whole(app, stage, spec, options.cases, options.at_once)
            figures["whole_processor_s"] = time.process_time() - worked
            return figures


async def overhead(app: App, stage: Stage, spec: AgentSpec, runs: int) -> dict[str, float]:
    """Rounds of twenty cases one after the other and of twenty turns, in turns."""
    many, moment = 20, app.moment(stage.org)

    async def cases() -> None:
        await play_suite(stage, spec, suite(many), moment, 1.0, Manner(at_once=1))

    async def turns() -> None:
        for _ in range(many):
            await turn(stage, spec, new_session(spec.name, System("a benchmark"), "eval"), QUESTION, moment)

    played, alone = [], []
    for _ in range(runs + 1):
        played.append(await timed(cases))
        alone.append(await timed(turns))
    pairs = list(zip(played[1:], alone[1:], strict=True))  # what the first ones load, others find
    return {
        "case_ms": median(case.wall for case, _ in pairs) / many,
        "turn_ms": median(bare.wall for _, bare in pairs) / many,
        "more_ms": median(case.wall - bare.wall for case, bare in pairs) / many,
        "more_processor_ms": median(case.processor - bare.processor for case, bare in pairs) / many,
    }


async def whole(app: App, stage: Stage, spec: AgentSpec, cases: int, at_once: int) -> float:
    began = time.perf_counter()
    moment = app.moment(stage.org)
    played = await play_suite(stage, spec, suite(cases), moment, 1.0, Manner(at_once=at_once))
    assert played.verdict.passed == cases
    return time.perf_counter() - began


def suite(cases: int) -> Suite:
    made = tuple(Case(name=f"case {n}", say=QUESTION, expect=EXPECTED) for n in range(cases))
    return Suite(name="many", agent="analyst", cases=made)


class Took(NamedTuple):
    """Milliseconds by the clock, and of this process's processor time."""

    wall: float
    processor: float


async def timed(run: Callable[[], Awaitable[None]]) -> Took:
    began, worked = time.perf_counter(), time.process_time()
    await run()
    return Took((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000)


def peer(options: argparse.Namespace) -> float | None:
    """Seconds that pydantic-evals takes for as many cases with as slow a task; None without it."""
    if options.peer_python is None:
        return None
    given = [str(options.cases), str(options.at_once), str(options.latency_s)]
    told = subprocess.run(
        [str(options.peer_python), "-c", PEER, *given], capture_output=True, text=True, check=True
    )
    return float(json.loads(told.stdout.strip().splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15, help="rounds of twenty cases and twenty turns")
    parser.add_argument("--cases", type=int, default=200, help="cases with a slow model")
    parser.add_argument("--at-once", type=int, default=50)
    parser.add_argument("--latency-s", type=float, default=0.5)
    parser.add_argument("--peer-python", type=Path, help="a Python that has pydantic-evals")
    options = parser.parse_args()
    found, beside = asyncio.run(measure(options)), peer(options)
    print(f"{describe_machine()}; load {os.getloadavg()[0]:.1f}")
    print(
        f"a case {found['case_ms']:.1f} ms, a turn {found['turn_ms']:.1f} ms:"
        f" {found['more_ms']:.1f} ms more (target {OVERHEAD_MS:g}),"
        f" {found['more_processor_ms']:.1f} ms of processor time"
    )
    print(
        f"{options.cases} cases, {options.at_once} at once, a model that thinks {options.latency_s:g} s:"
        f" {found['whole_s']:.1f} s, {found['whole_processor_s']:.1f} s of processor time"
        f" (target {WHOLE_S:g} s; no less than"
        f" {options.cases / options.at_once * options.latency_s:g})"
    )
    told = "not measured: --peer-python" if beside is None else f"{beside:.1f} s"
    print(f"pydantic-evals, a task that only waits as long: {told}")


if __name__ == "__main__":
    main()
