"""How fast an answer comes, how long a start takes and how much memory it needs.

    python benchmarks/latency.py [--repeat N]

Starts an installation of its own as a new process: first in an empty folder, then again in the same. The
last answers every question of `phrasings/develop.yaml` through `conversations.turn`, transcript included.
The bare loop of Pydantic AI, with a model that costs nothing and an empty tool, makes as many calls in
the same process: it is the floor that no answer can be below.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from machine import describe_machine

if TYPE_CHECKING:
    from understudy.app import App

P50_MS, P95_MS, READY_S, RESIDENT_MB = 60, 200, 3, 500


@dataclass(frozen=True)
class Child:
    """What the process that was started told. Seconds count from before the process existed."""

    ready_s: float
    first_answer_s: float
    told: dict[str, Any]


def start(workspace: Path, questions: Sequence[str], me: str, repeat: int) -> Child:
    """A new process that gets ready, then answers; the demo org is built if it is not there."""
    began = time.perf_counter()
    command = [sys.executable, __file__, "--child", str(workspace), "--repeat", str(repeat)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        ready_s = time.perf_counter() - began
        asked = time.perf_counter()
        process.stdin.write(json.dumps({"questions": list(questions), "me": me}) + "\n")
        process.stdin.flush()
        process.stdout.readline()
        first_answer_s = ready_s + time.perf_counter() - asked
        told = json.loads(process.stdout.readline())
    if process.returncode:
        raise SystemExit(f"the process that was measured ended with {process.returncode}")
    return Child(ready_s, first_answer_s, told)


async def serve(workspace: Path, repeat: int) -> None:
    """The process that is measured: imports what an installation imports, and no more before it is ready."""
    from understudy.agents.names import OrgNames
    from understudy.app import open_app
    from understudy.conversations.session import new_session
    from understudy.conversations.turn import turn
    from understudy.kit.clock import FixedClock
    from understudy.kit.config import Settings
    from understudy.llm.situation import Situation
    from understudy.org.demo import DEMO_NOW
    from understudy.org.permissions import Employee, System
    from understudy.org.store import list_orgs

    settings = Settings(workspace, definitions_dir=workspace / "none", agents_dir=workspace / "none")
    async with open_app(settings, FixedClock(DEMO_NOW)) as app:
        if not await list_orgs(app.database):
            await build_demo(app)
        stage, spec = await app.stage("demo"), app.agent("analyst")
        moment = app.moment(stage.org)
        # Building the reasoner is part of getting ready: it encodes what everything is asked by.
        stage.model_for(spec, Situation(moment, OrgNames(app.database, stage.org, System("benchmark"))))
        tell("ready")
        asked = json.loads(sys.stdin.readline())
        me = Employee(asked["me"], "executive")
        times: list[float] = []
        for _ in range(repeat):
            for question in asked["questions"]:
                session = new_session(spec.name, me, "benchmark")
                times.append((await turn(stage, spec, session, question, moment)).took_ms)
                if len(times) == 1:
                    tell("answered")
        resident_mb = resident()
        tell(
            json.dumps(
                {"times_ms": times, "resident_mb": resident_mb, "floor_ms": await bare_loop(len(times))}
            )
        )


async def build_demo(app: "App") -> None:
    from understudy.org.demo import generate_demo
    from understudy.org.demo.load import load_demo

    await load_demo(app.database, generate_demo())


def tell(line: str) -> None:
    print(line, flush=True)


def resident() -> float:
    """Megabytes of this process, without its database server."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


async def bare_loop(runs: int) -> list[float]:
    """Milliseconds of a turn of Pydantic AI in which nothing is thought and nothing is done."""
    from pydantic_ai import Agent
    from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
    from pydantic_ai.models.function import AgentInfo, FunctionModel

    def respond(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        first = len(messages) == 1
        return ModelResponse(parts=[ToolCallPart("nothing", {}) if first else TextPart("done")])

    def nothing() -> str:
        return ""

    times: list[float] = []
    for _ in range(runs):
        began = time.perf_counter()
        # As in production, the agent is made for the turn.
        await Agent(FunctionModel(respond), tools=[nothing]).run("a question")
        times.append((time.perf_counter() - began) * 1000)
    return times


def percentile(times: Sequence[float], percent: int) -> float:
    return quantiles(times, n=100, method="inclusive")[percent - 1]


def questions_of_develop() -> tuple[list[str], str]:
    """The questions with the demo company's names in them, and the id of who asks."""
    import yaml
    from understanding import PHRASINGS, name_records

    from understudy.org.demo import generate_demo

    names = name_records(generate_demo().rows)
    entries = yaml.safe_load((PHRASINGS / "develop.yaml").read_text(encoding="utf-8"))
    return [names.fill(entry["ask"]) for entry in entries], names.ids["me"]


def measure(repeat: int) -> None:
    questions, me = questions_of_develop()
    with tempfile.TemporaryDirectory() as folder:
        first = start(Path(folder) / "workspace", questions[:2], me, 1)
        again = [start(Path(folder) / "workspace", questions[:2], me, 1) for _ in range(3)]
        long = start(Path(folder) / "workspace", questions, me, repeat)
    times, floor = long.told["times_ms"], long.told["floor_ms"]
    starts = [child.ready_s for child in (*again, long)]
    print(describe_machine())
    print(f"{len(questions)} questions, {len(times)} answers\n")
    row("", "measured", "target", "bare loop")
    row("an answer, p50", f"{median(times):.1f} ms", f"{P50_MS} ms", f"{median(floor):.1f} ms")
    row(
        "an answer, p95", f"{percentile(times, 95):.1f} ms", f"{P95_MS} ms", f"{percentile(floor, 95):.1f} ms"
    )
    row("an answer, slowest", f"{max(times):.1f} ms", "", f"{max(floor):.1f} ms")
    row("ready, workspace exists", f"{median(starts):.2f} s", f"{READY_S} s")
    row("  and the first answer", f"{median([c.first_answer_s for c in (*again, long)]):.2f} s")
    row("ready, in an empty folder", f"{first.ready_s:.2f} s")
    row("resident, Python alone", f"{long.told['resident_mb']:.0f} MB", f"{RESIDENT_MB} MB")


def row(name: str, *cells: str) -> None:
    print(f"{name:<28}" + "".join(f"{cell:>12}" for cell in cells))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repeat", type=int, default=1, help="ask every question so many times")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        asyncio.run(serve(options.child, options.repeat))
    else:
        measure(options.repeat)
