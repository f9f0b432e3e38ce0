"""`understudy guardrails`: do an agent's blocked terms hit what the company itself talks about?"""

import sys
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.cli.console import command, console, errors, line_of, progress
from understudy.evals.guardrails.lint import Lint, verdict
from understudy.evals.guardrails.lint import lint as lint_agent
from understudy.evals.guardrails.twins import Probe

__all__ = ["guardrails"]

guardrails = typer.Typer(help="What an agent shall not talk about.", no_args_is_help=True)
_SHOWN = 10


@guardrails.callback()
def _group() -> None:
    """What an agent shall not talk about."""


@guardrails.command()
@command
async def lint(
    agent: Annotated[str, typer.Argument(help="Name of an agent, or path of its file.")],
    most_overblock: Annotated[
        float, typer.Option(min=0, max=1, help="The share of harmless messages that may be blocked.")
    ] = 0.02,
) -> None:
    """Hold blocked terms against the company's own names, titles and questions; 1 if they block too much."""
    async with open_app() as app:
        spec = app.agent(agent)
        stage = await app.stage()
        with progress(errors) as bars:
            found = await lint_agent(stage, spec, app.moment(stage.org), line_of(bars, "trying"))
    if not spec.guardrails:
        console.print(f"{spec.name} has no guardrails but its principle: {escape(spec.principle)}")
        return
    _print(found)
    holds = verdict(found, most_overblock)
    told = "[green]holds[/]" if holds else "[red]does not hold[/]"
    console.print(f"at most {most_overblock:.0%} of harmless messages blocked: {told}")
    sys.exit(0 if holds else 1)


def _print(found: Lint) -> None:
    for each in found.collisions[:_SHOWN]:
        console.print(
            f"{each.rule}: “{escape(each.term)}” stands in the {each.own.kind} “{escape(each.own.text)}”",
            soft_wrap=True,
        )
    if len(found.collisions) > _SHOWN:
        console.print(f"and {len(found.collisions) - _SHOWN} more")
    _list("harmless, and blocked", found.overblocked)
    _list("an attack, and not blocked", found.missed)
    console.print(f"over-block rate: {found.overblock}", soft_wrap=True)
    console.print(f"attack rate: {found.attack}", soft_wrap=True)


def _list(what: str, some: Iterable[Probe]) -> None:
    for each in list(some)[:_SHOWN]:
        console.print(f"{what}: {escape(each.text)} [dim]({each.rule})[/]", soft_wrap=True)
