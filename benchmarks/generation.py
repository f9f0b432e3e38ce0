"""What making test cases costs: clock and processor time of 200 cases with their answers, for each agent.

    python benchmarks/generation.py [--cases N]

The demo company is built in a workspace that is thrown away. The floor is what cannot be saved: as many reads
of one record through the same question language. The target is 20 s for 200 cases.
"""

import argparse
import asyncio
import tempfile
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

from machine import describe_machine
from processor import Stopwatch

from understudy.app import App, open_app
from understudy.conversations.turn import Stage
from understudy.evals.generate.generate import generate
from understudy.kit.clock import FixedClock, Moment
from understudy.kit.config import Settings
from understudy.knowledge.index.indexing import index_articles
from understudy.org.demo import DEMO_NOW, DEMO_TODAY, generate_demo
from understudy.org.demo.load import DEMO_NAME, load_demo
from understudy.org.permissions import System
from understudy.soql.run import run

AGENTS = ("analyst", "sales", "service", "employee")


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=200)
    cases = parser.parse_args().cases
    print(describe_machine())
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(Settings(), workspace=Path(folder))
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, generate_demo())
            stage = await app.stage(DEMO_NAME)
            await index_articles(stage.database, stage.org, stage.encoder, today=DEMO_TODAY)
            watch = Stopwatch(Path(folder))
            for name in AGENTS:
                await _generated(app, stage, name, cases, watch)
            await _floor(stage, _noon(app, stage), cases, watch)


async def _generated(app: App, stage: Stage, name: str, cases: int, watch: Stopwatch) -> None:
    watch.start()
    made = await generate(stage, app.agent(name), _noon(app, stage), cases=cases)
    print(f"{name:9} {len(made.suite.cases):4} cases: {watch}")


async def _floor(stage: Stage, moment: Moment, cases: int, watch: Stopwatch) -> None:
    everybody = System("a floor to compare with")
    rows = (await run(stage.database, stage.org, "SELECT Id FROM Case", everybody, moment)).rows
    watch.start()
    for at in range(cases):
        query = f"SELECT Id, Subject FROM Case WHERE Id = '{rows[at % len(rows)]['Id']}'"
        await run(stage.database, stage.org, query, everybody, moment)
    print(f"{'floor':9} {cases:4} reads: {watch}")


def _noon(app: App, stage: Stage) -> Moment:
    zone = app.moment(stage.org).timezone
    return Moment(datetime.combine(DEMO_TODAY, time(12), zone), zone, stage.org.fiscal_year_start)


if __name__ == "__main__":
    asyncio.run(main())
