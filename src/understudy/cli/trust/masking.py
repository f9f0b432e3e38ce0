"""`understudy trust cost` and `masking-schema`: what masking costs in right answers, and its file's form."""

import json
import sys
from typing import Annotated

import typer

from understudy.app import open_app
from understudy.cli.console import command, console, progress, table
from understudy.cli.evals.running import suites_folder
from understudy.evals.cases import load_suite
from understudy.evals.masking_cost import compare
from understudy.trust.masking.policy import masking_json_schema

__all__ = ["cost_", "schema_"]


@command
async def cost_(
    suite: Annotated[str, typer.Argument(help="Name of a suite, or path of its file.")],
    agent: Annotated[str | None, typer.Option(help="Another agent than the suite's.")] = None,
    model: Annotated[str | None, typer.Option(help="Another model than the agent's, provider:model.")] = None,
) -> None:
    """Play a suite twice with a provider's model, masked and as it is: how many answers the policy costs.

    In the second run the values leave: use a suite over data that may.
    """
    async with open_app() as app:
        asked = load_suite(suite, suites_folder(app.settings))
        with progress() as bars:
            task = bars.add_task(asked.name, total=2 * len(asked.cases))
            cost = await compare(app, asked, agent or asked.agent, model, lambda _run: bars.advance(task))
    told = table("", "passed", "of", "rate", "95% interval")
    for name, verdict in (("masked", cost.masked), ("as it is", cost.open)):
        interval = f"{verdict.low:.1%} to {verdict.high:.1%}"
        told.add_row(name, str(verdict.passed), str(verdict.total), f"{verdict.rate:.1%}", interval)
    console.print(told)
    for name in cost.lost:
        console.print(f"only right as it is: {name}", markup=False, soft_wrap=True)
    for name in cost.won:
        console.print(f"only right masked: {name}", markup=False, soft_wrap=True)


def schema_() -> None:
    """The JSON Schema of the file that says which values leave, for your editor."""
    sys.stdout.write(json.dumps(masking_json_schema(), indent=2) + "\n")
