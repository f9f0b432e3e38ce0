"""What the trust layer costs a turn: the same turns with all of it, without each part, and without any.

    python benchmarks/trust.py [--rounds N]

Plays questions of the demo agents' own suites with the embedded model, and turns with two actions and an
answer with a provider over real HTTP, its requests masked. Each round plays each turn once in every variant,
one right after the other in an order of chance, so that a busy machine is busy for all. A turn's time in a
variant is the median of its rounds; what a part costs is the difference to the turn with all of it. Told are
half and 95% of the turns: time by the clock, and processor time of this process, without the database's and,
with the provider, with the provider's.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from machine import describe_machine
from overhead import calls, fake_provider
from pass_through import PARTS, without

from understudy.agents.names import OrgNames
from understudy.app import App, open_app
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, turn
from understudy.evals.cases import OPERATOR, load_suite
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.knowledge.index.indexing import index_articles
from understudy.llm.model import provider_model
from understudy.llm.remote import RemoteModel
from understudy.llm.situation import Situation
from understudy.org.demo import DEMO_NOW, DEMO_TODAY, generate_demo
from understudy.org.demo.load import DEMO_NAME, load_demo
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor
from understudy.trust.guard import GuardedModel, masked
from understudy.trust.masking.fields import private_objects
from understudy.trust.masking.policy import Rules

P50_MS, P95_MS = 5, 15
QUESTIONS_OF_EACH = 12
ALL, NONE = "the whole layer", "none of it"
VARIANTS: Mapping[str, Sequence[str]] = {ALL: (), **{part: (part,) for part in PARTS}, NONE: tuple(PARTS)}
SCRIPTS: tuple[tuple[str, tuple[tuple[str, Mapping[str, Any]], ...]], ...] = (
    (
        "How many cases were there, and how many are open?",
        (("measure", {"definition": "case_volume"}), ("measure", {"definition": "open_cases"})),
    ),
    (
        "Which contacts does Harbor Light Nursery have, and which cases?",
        (
            ("query", {"soql": "SELECT Name, Email, Phone FROM Contact LIMIT 20"}),
            ("query", {"soql": "SELECT CaseNumber, Subject, Description FROM Case LIMIT 20"}),
        ),
    ),
)


@dataclass(frozen=True)
class Asked:
    """A turn that is played over and over."""

    name: str
    play: Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Cost:
    """Milliseconds of a turn: by the clock, and of this process's processor time."""

    clock: float
    processor: float

    def less(self, other: "Cost") -> "Cost":
        return Cost(self.clock - other.clock, self.processor - other.processor)


Costs = Mapping[str, Sequence[Cost]]
"""By variant, of each turn in order."""


async def measure(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        none = Path(folder) / "none"
        settings = Settings(Path(folder), definitions_dir=none, agents_dir=none)
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, generate_demo())
            stage = await app.stage(DEMO_NAME)
            await index_articles(app.database, stage.org, stage.encoder, today=DEMO_TODAY)
            print(describe_machine())
            report("embedded model", await compare(await embedded(app, stage), rounds))
            async with provided(app, stage) as turns:
                report("provider over HTTP", await compare(turns, rounds))


async def embedded(app: App, stage: Stage) -> list[Asked]:
    """Some questions of each suite, spread over it."""
    asked: list[Asked] = []
    for name in ("analyst", "service", "sales"):
        suite, spec = load_suite(name), app.agent(name)
        cases = [case for case in suite.cases if case.say]
        for case in cases[:: len(cases) // QUESTIONS_OF_EACH][:QUESTIONS_OF_EACH]:
            actor = await who_asks(stage, case.actor or suite.actor)
            asked.append(Asked(case.name, playing(app, stage, name, actor, case.messages[0].say)))
        await app.warm(stage, spec)
    return asked


async def who_asks(stage: Stage, who: str) -> Actor:
    return System("a benchmark") if who == OPERATOR else await find_actor(stage.database, stage.org, who)


@asynccontextmanager
async def provided(app: App, stage: Stage) -> AsyncGenerator[list[Asked]]:
    """The scripted turns, each with a provider of its own."""
    who = System("a benchmark")
    names = OrgNames(stage.database, stage.org, who, private_objects(stage.org.schema))
    async with AsyncExitStack() as stack:
        asked: list[Asked] = []
        for say, actions in SCRIPTS:
            steps = [calls(*each) for each in (*actions, ("answer", {"text": "Many, and some are open."}))]
            served = await stack.enter_async_context(fake_provider(cycle(steps)))
            told = {"OPENAI_BASE_URL": served.url}
            model = await stack.enter_async_context(provider_model("openai:fake", told))

            def model_for(_: object, situation: Situation, model: RemoteModel = model) -> GuardedModel:
                return masked(model, Rules(), stage.org.schema, names, situation.session)

            staged = replace(stage, model_for=model_for)
            asked.append(Asked(say, playing(app, staged, "analyst", who, say)))
        yield asked


def playing(app: App, stage: Stage, agent: str, actor: Actor, say: str) -> Callable[[], Awaitable[object]]:
    spec, moment = app.agent(agent), app.moment(stage.org)

    async def play() -> None:
        await turn(stage, spec, new_session(spec.name, actor, "benchmark"), say, moment)

    return play


async def compare(asked: Sequence[Asked], rounds: int) -> Costs:
    """Each turn in each variant, round after round; what the first round loads, others find."""
    chance = random.Random(1)
    kept: dict[tuple[str, int], list[Cost]] = defaultdict(list)
    for number in range(rounds + 1):
        for place, each in enumerate(asked):
            for variant in chance.sample(list(VARIANTS), len(VARIANTS)):
                with without(VARIANTS[variant]):
                    cost = await timed(each.play)
                if number:
                    kept[variant, place].append(cost)
    return {variant: [_median(kept[variant, place]) for place in range(len(asked))] for variant in VARIANTS}


async def timed(play: Callable[[], Awaitable[object]]) -> Cost:
    began, worked = time.perf_counter(), time.process_time()
    await play()
    return Cost((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000)


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(median(each.clock for each in costs), median(each.processor for each in costs))


def report(title: str, costs: Costs) -> None:
    whole = costs[ALL]
    print(f"\n{title}: {len(whole)} turns, ms at p50 (p95); the layer may cost {P50_MS} ({P95_MS})\n")
    row("", "by the clock", "processor time")
    row(ALL, *told(whole))
    for variant, each in costs.items():
        if variant != ALL:
            row(f"  {variant}", *told([one.less(other) for one, other in zip(whole, each, strict=True)]))


def told(costs: Sequence[Cost]) -> tuple[str, str]:
    return _percentiles([each.clock for each in costs]), _percentiles([each.processor for each in costs])


def _percentiles(times: Sequence[float]) -> str:
    return f"{median(times):.2f} ({quantiles(times, n=20, method='inclusive')[18]:.2f})"


def row(name: str, *cells: str) -> None:
    print(f"{name:<24}" + "".join(f"{cell:>20}" for cell in cells))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rounds", type=int, default=10, help="how often each turn is played in each variant"
    )
    asyncio.run(measure(parser.parse_args().rounds))
