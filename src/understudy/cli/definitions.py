"""`understudy definitions`: what the business words mean, and whether their worked examples hold."""

import json
import sys

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.cli.console import command, console, table
from understudy.evals.definitions import check_definitions
from understudy.org.definitions.library import definition_json_schema

__all__ = ["definitions"]

definitions = typer.Typer(
    help="The measures, policies, guides, email templates and distinctions.", no_args_is_help=True
)


@definitions.command("list")
@command
async def list_() -> None:
    """Every definition with its owner and version."""
    async with open_app() as app:
        made = table("name", "kind", "label", "owner", "version")
        for definition in sorted(app.library, key=lambda d: (d.kind, d.name)):
            made.add_row(
                definition.name, definition.kind, definition.label, definition.owner, str(definition.version)
            )
        console.print(made)


@definitions.command()
@command
async def check(agent: str = "analyst") -> None:
    """Compile every definition against the current org and ask its worked examples."""
    async with open_app() as app:
        stage, spec = await app.stage(), app.agent(agent)
        results = [result async for result in check_definitions(stage, spec, app.moment(stage.org))]
    failed = [(result, result.problem) for result in results if result.problem]
    for result, problem in failed:
        console.print(
            f"[red]failed[/] {escape(result.definition)}: {escape(result.about)}\n  {escape(problem)}"
        )
    console.print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed else 0)


@definitions.command()
def schema() -> None:
    """The JSON Schema of a definition file, for your editor."""
    sys.stdout.write(json.dumps(definition_json_schema(), indent=2) + "\n")
