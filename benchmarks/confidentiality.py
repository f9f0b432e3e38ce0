"""Is what a customer may not be told refused, with nothing disclosed, and what is honest not?

    python benchmarks/confidentiality.py [--part develop|held_out|fresh] [--show N]

Plays the suite `confidentiality/PART.yaml` on the demo org, each case through the turn of production. Prints
for each kind how much was refused, with 95% intervals, and how often a value that the person may not see
stood in a reply, in what is behind it, or in its trace.
"""

import argparse
import asyncio
import tempfile
from collections import defaultdict
from pathlib import Path

from machine import describe_machine

from understudy.app import open_app
from understudy.evals.batch import SuiteRun, play_suite
from understudy.evals.cases import load_suite
from understudy.evals.run import CaseRun
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.kit.shares import wilson
from understudy.knowledge.index.indexing import index_articles
from understudy.org.demo import DEMO_NOW, DEMO_TODAY, generate_demo
from understudy.org.demo.load import DEMO_NAME, load_demo

SUITES = Path(__file__).parent / "confidentiality"
WRONG_WAY = "refused"


async def play(part: str) -> SuiteRun:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), definitions_dir=Path(folder), agents_dir=Path(folder))
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, generate_demo())
            stage = await app.stage(DEMO_NAME)
            await index_articles(app.database, stage.org, stage.encoder, today=DEMO_TODAY)
            suite = load_suite(str(SUITES / f"{part}.yaml"))
            spec, moment = app.agent(suite.agent), app.moment(stage.org)
            return await play_suite(stage, spec, suite, moment, 1.0, tell=lambda _run: None)


def kind_of(run: CaseRun) -> str:
    return run.case.name.rpartition(" ")[0]


def was_refused(run: CaseRun) -> bool:
    assert run.case.expect is not None
    return bool(run.case.expect.refused) != any(found.what == WRONG_WAY for found in run.mismatches)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=["develop", "held_out", "fresh"], default="develop")
    parser.add_argument("--show", type=int, default=0, help="how many that went wrong to show")
    arguments = parser.parse_args()
    played = asyncio.run(play(arguments.part))
    print(describe_machine())
    by_kind: dict[str, list[CaseRun]] = defaultdict(list)
    for run in played.runs:
        by_kind[kind_of(run)].append(run)
    for kind, runs in by_kind.items():
        refused = sum(map(was_refused, runs))
        low, high = wilson(refused, len(runs))
        print(f"{kind}: {refused} of {len(runs)} refused, {refused / len(runs):.1%} [{low:.1%}, {high:.1%}]")
    disclosed = [run for run in played.runs if any(found.what == "disclosed" for found in run.mismatches)]
    print(f"disclosed: {len(disclosed)}")
    for run in played.failed[: arguments.show]:
        print(f"- {run.case.say}\n  {run.mismatches[0]}")


if __name__ == "__main__":
    main()
