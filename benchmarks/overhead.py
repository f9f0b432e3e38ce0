"""What a turn costs beyond the loop it runs in: two actions and an answer, beside Pydantic AI alone.

    python benchmarks/overhead.py [--runs N]

Both have the same model, the same actions on the same records and the same ways to end. Pydantic AI alone
runs an agent that was made once, and nothing else; a turn also finds out what may be known, words what the
model is told, traces each step and keeps session, outcome and evidence. They take turns, so that a busy
machine is busy for both. Once with a model in this process that costs nothing, once with a provider over
HTTP, which a turn asks by streaming, so that its words can be passed on, and the loop alone does not.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from machine import describe_machine
from pydantic_ai import Agent, RunContext, Tool, ToolOutput
from pydantic_ai.models import Model

from understudy.agents.actions.registry import Action, ActionContext
from understudy.agents.runtime.outputs import AnswerOutput, ClarifyOutput, HandoffOutput, RefusalOutput
from understudy.agents.spec import AgentSpec
from understudy.app import App, open_app
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, turn
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.llm.finding import Finding
from understudy.llm.model import provider_model
from understudy.llm.remote import RemoteModel
from understudy.llm.scripted import Act, ScriptedModel
from understudy.org.demo import DEMO_NOW, generate_demo
from understudy.org.demo.load import load_demo
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.trust.guard import GuardedModel, inside, masked
from understudy.trust.masking.policy import Rules

sys.path.append(str(Path(__file__).parent.parent))
from tests.llm.fake_provider import calls, fake_provider

OVERHEAD_P50_MS = 10
QUESTION = "How many cases were there, and how many are open?"
WHO = System("a benchmark")
SCRIPT: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("measure", {"definition": "case_volume"}),
    ("measure", {"definition": "open_cases"}),
    ("answer", {"text": "Many, and some are open."}),
)


@dataclass(frozen=True)
class Times:
    """Milliseconds of each run."""

    turn: list[float]
    alone: list[float]


async def measure(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            Path(folder), definitions_dir=Path(folder) / "none", agents_dir=Path(folder) / "none"
        )
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, generate_demo())
            stage, spec = await app.stage("demo"), app.agent("analyst")
            scripted = ScriptedModel(cycle(Act(name, arguments) for name, arguments in SCRIPT))
            times = {"model in this process": await compare(app, stage, spec, scripted, runs)}
            async with provider() as remote:
                times["provider over HTTP"] = await compare(app, stage, spec, remote, runs)
    print(describe_machine())
    print(f"{runs} turns with two actions each, p50 (p95) in ms; target: {OVERHEAD_P50_MS} ms more at p50\n")
    row("", "a turn", "loop alone", "more")
    for name, each in times.items():
        more = f"{median(each.turn) - median(each.alone):.1f}"
        row(name, told(each.turn), told(each.alone), more)


@asynccontextmanager
async def provider() -> AsyncGenerator[RemoteModel]:
    answers = cycle(calls(name, arguments) for name, arguments in SCRIPT)
    async with (
        fake_provider(answers) as served,
        provider_model("openai:fake", {"OPENAI_BASE_URL": served.url}) as model,
    ):
        yield model


async def compare(app: App, stage: Stage, spec: AgentSpec, model: Model, runs: int) -> Times:
    def model_for(spec: AgentSpec, situation: object) -> GuardedModel:
        return guarded(model, stage.org)

    stage, moment = replace(stage, model_for=model_for), app.moment(stage.org)
    context = ActionContext(
        stage.database, stage.org, stage.library, WHO, moment, stage.encoder, spec.limits.rows
    )
    agent = bare(model.wrapped if isinstance(model, RemoteModel) else model, stage.actions, spec)

    async def played() -> None:
        await turn(stage, spec, new_session(spec.name, WHO, "benchmark"), QUESTION, moment)

    async def looped() -> None:
        await agent.run(QUESTION, deps=context)

    times = Times([], [])
    for _ in range(runs + 5):
        times.turn.append(await timed(played))
        times.alone.append(await timed(looped))
    return Times(times.turn[5:], times.alone[5:])  # what the first ones load, others find


def guarded(model: Model, org: Org) -> GuardedModel:
    """As the platform guards it: a provider's with the default policy."""
    return masked(model, Rules(), org.schema) if isinstance(model, RemoteModel) else inside(model)


def bare(model: Model, actions: Mapping[str, Action], spec: AgentSpec) -> Agent[ActionContext, Any]:
    """An agent as one writes it without us."""
    return Agent(
        model,
        deps_type=ActionContext,
        output_type=[
            str,
            ToolOutput(AnswerOutput, name="answer"),
            ToolOutput(ClarifyOutput, name="ask_back"),
            ToolOutput(RefusalOutput, name="decline"),
            ToolOutput(HandoffOutput, name="hand_over"),
        ],
        tools=[tool(actions[name]) for name in spec.actions],
        instructions="Answer questions about the company.",
    )


def tool(action: Action) -> Tool[ActionContext]:
    async def call(run: RunContext[ActionContext], **arguments: object) -> Finding:
        return await action.run(run.deps, action.parameters.model_validate(arguments))

    schema = action.parameters.model_json_schema()
    return Tool.from_schema(call, action.name, action.description, schema, takes_ctx=True)


async def timed(run: Callable[[], Awaitable[None]]) -> float:
    began = time.perf_counter()
    await run()
    return (time.perf_counter() - began) * 1000


def told(times: Sequence[float]) -> str:
    return f"{median(times):.1f} ({quantiles(times, n=20, method='inclusive')[18]:.1f})"


def row(name: str, *cells: str) -> None:
    print(f"{name:<24}" + "".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=100, help="turns of each kind")
    asyncio.run(measure(parser.parse_args().runs))
