"""Is a case that a change is said not to reach ever another after it?

    python benchmarks/affected.py [--agent service|sales|analyst] [--mutants N]

Plays the agent's suite on the demo org, makes mutants of the agent, its guardrails and its definitions by a
script, and plays after each the cases that `understudy eval affected` would skip. Prints for each mutant how
many cases were skipped, and every one that ended otherwise all the same: there may be none.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from machine import describe_machine
from tests.evals.affected.mutants import mutants
from tests.evals.affected.proving import played, prove

from understudy.app import open_app
from understudy.evals.cases import load_suite
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.knowledge.index.indexing import index_articles
from understudy.org.demo import DEMO_NOW, DEMO_TODAY, generate_demo
from understudy.org.demo.load import DEMO_NAME, load_demo


async def measure(agent: str, most: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), definitions_dir=Path(folder), agents_dir=Path(folder))
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, generate_demo())
            stage = await app.stage(DEMO_NAME)
            await index_articles(app.database, stage.org, stage.encoder, today=DEMO_TODAY)
            suite, spec, moment = load_suite(agent), app.agent(agent), app.moment(stage.org)
            base = await played(stage, spec, suite, moment)
            made = mutants(spec, stage)[:most]
            skipped = missed = 0
            for mutant in made:
                proof = await prove(stage, spec, suite, moment, base, mutant)
                skipped += len(proof.plan.taken_over)
                missed += len(proof.missed)
                told = ", ".join(proof.missed) or "none otherwise"
                print(f"{mutant.name}: {len(proof.plan.taken_over)} of {len(suite.cases)} skipped, {told}")
            share = skipped / (len(made) * len(suite.cases))
            print(f"{agent}: {len(made)} mutants, {share:.1%} of cases skipped, {missed} wrongly")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--agent", default="service")
    parser.add_argument("--mutants", type=int, default=100)
    arguments = parser.parse_args()
    print(describe_machine())
    asyncio.run(measure(arguments.agent, arguments.mutants))


if __name__ == "__main__":
    main()
