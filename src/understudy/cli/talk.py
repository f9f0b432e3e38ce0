"""`understudy ask` and `understudy chat`: talk with an agent."""

from datetime import datetime, time
from typing import Annotated

import typer
from rich.markup import escape
from rich.prompt import Prompt

from understudy.agents.outcome import Clarify, Outcome
from understudy.agents.spec import AgentSpec
from understudy.app import App, open_app
from understudy.cli.console import command, console
from understudy.conversations.session import Session, new_session
from understudy.conversations.turn import Stage, Turn, turn
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.permissions import Actor, System
from understudy.org.users import find_actor

__all__ = ["as_of", "ask", "chat", "print_turn", "who_asks"]

AGENT = Annotated[str, typer.Argument(help="Name of an agent, or path of its file.")]
AS = Annotated[
    str | None, typer.Option("--as", help="Who asks: a user or contact by id, email, username or name.")
]
DATE = Annotated[str | None, typer.Option("--date", help="Answer as of this day, YYYY-MM-DD.")]
STEPS = Annotated[bool, typer.Option("--steps/--no-steps", help="Show the actions, queries and assumptions.")]


@command
async def ask(
    agent: AGENT,
    question: Annotated[str, typer.Argument(help="The question, in plain words.")],
    who: AS = None,
    date: DATE = None,
    context: Annotated[str, typer.Option(help="Text given beside the question.")] = "",
    steps: STEPS = True,
) -> None:
    """Ask an agent one question."""
    async with open_app() as app:
        stage, spec = await app.stage(), app.agent(agent)
        await app.warm(stage, spec)
        session = new_session(spec.name, await who_asks(app, stage, spec, who), "terminal", context)
        played = await turn(stage, spec, session, question, as_of(app, stage, date))
        print_turn(played, steps=steps)


@command
async def chat(agent: AGENT, who: AS = None, date: DATE = None, steps: STEPS = True) -> None:
    """Talk with an agent. An empty line ends the conversation."""
    async with open_app() as app:
        stage, spec = await app.stage(), app.agent(agent)
        await app.warm(stage, spec)
        session = new_session(spec.name, await who_asks(app, stage, spec, who), "terminal")
        console.print(f"[bold]{escape(spec.label)}[/]. {escape(spec.voice.greeting or spec.job)}")
        await _converse(app, stage, spec, session, date, steps=steps)


async def _converse(
    app: App, stage: Stage, spec: AgentSpec, session: Session, date: str | None, *, steps: bool
) -> None:
    while True:
        try:
            message = Prompt.ask("\n[bold]you[/]", console=console, default="", show_default=False)
        except EOFError:
            return
        if not message.strip():
            return
        played = await turn(stage, spec, session, message, as_of(app, stage, date))
        print_turn(played, steps=steps)
        session = played.session


async def who_asks(app: App, stage: Stage, spec: AgentSpec, who: str | None) -> Actor:
    """The actor named, or the operator at this terminal.

    Raises:
        InputError: the agent speaks with customers and none is named.
    """
    if who:
        return await find_actor(app.database, stage.org, who)
    if spec.audience == "customers":
        raise InputError(
            f"the agent {spec.name!r} speaks with customers; say which one asks",
            hint="--as CONTACT (id, email or full name); some are listed by "
            "understudy org query 'SELECT Email FROM Contact LIMIT 5'",
        )
    return System("the operator at the terminal")


def as_of(app: App, stage: Stage, date: str | None) -> Moment:
    """Now, or noon of the day given.

    Raises:
        InputError: the date has not the form YYYY-MM-DD.
    """
    moment = app.moment(stage.org)
    if date is None:
        return moment
    try:
        day = datetime.strptime(date, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone; the org's is added below
    except ValueError:
        raise InputError(f"{date!r} is no date", hint="write it as YYYY-MM-DD") from None
    return Moment(
        datetime.combine(day, time(12), stage.org.timezone), stage.org.timezone, stage.org.fiscal_year_start
    )


def print_turn(played: Turn, *, steps: bool) -> None:
    """The reply; with steps also what stands behind it."""
    outcome = played.outcome
    console.print(f"[bold green]{escape(outcome.text)}[/]", soft_wrap=True)
    if isinstance(outcome, Clarify):
        for number, choice in enumerate(outcome.choices, 1):
            console.print(f"  {number}. {escape(choice)}")
    if steps:
        _print_steps(outcome, played)


def _print_steps(outcome: Outcome, played: Turn) -> None:
    for step in outcome.evidence.steps:
        finding = step.finding
        lines = [
            ("definition", finding.definition),
            ("window", finding.window),
            ("assumption", finding.assumption),
            ("query", finding.query),
        ]
        for name, value in lines:
            if value:
                console.print(f"  [dim]{name:<11}{escape(value)}[/]", soft_wrap=True)
    sure = outcome.evidence.confidence
    told = f", {sure:.0%} sure" if sure is not None else ""
    console.print(f"  [dim]{'took':<11}{played.took_ms:.0f} ms{told}[/]")
    if played.trace_id:
        console.print(f"  [dim]{'trace':<11}{played.trace_id[:8]}[/]")
