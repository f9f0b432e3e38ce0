"""`understudy trace`: what happened in a turn, step by step and in plain words."""

from datetime import timedelta
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from understudy.app import open_app
from understudy.cli.console import command, console, table
from understudy.observe.expiring import expire_conversations
from understudy.observe.store import recent_turns
from understudy.observe.story import Line, tell
from understudy.observe.traces import Bar, Trace, read_trace
from understudy.org.permissions import System

__all__ = ["trace"]

trace = typer.Typer(help="What happened in a turn.", no_args_is_help=True)

SHORT_ID = 8
_WIDTH = 40
_WIDEST = 160


@trace.command("list")
@command
async def list_(
    agent: Annotated[str | None, typer.Option(help="Only turns of this agent.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
) -> None:
    """The last turns, newest first."""
    async with open_app() as app:
        turns = await recent_turns(app.database, agent, limit)
    if not turns:
        console.print("no turn has been traced yet" + (f" for {escape(agent)}" if agent else ""))
        return
    made = table("trace", "at (UTC)", "agent", "channel", "ms", "ended as", "message")
    for turn in turns:
        ended = turn.outcome if turn.known else "unknown"
        took = f"{turn.took_ms:.0f}" if turn.took_ms is not None else ""
        at = f"{turn.at:%m-%d %H:%M:%S}"
        short, message = turn.trace_id[:SHORT_ID], escape(" ".join(turn.message.split()))
        made.add_row(short, at, turn.agent, turn.channel, took, ended, message)
    for column in made.columns:
        column.no_wrap = True
    made.columns[-1].ratio = 1  # the message takes what the others leave
    made.width = min(console.width, _WIDEST)
    console.print(made)


@trace.command()
@command
async def show(
    trace_id: Annotated[str, typer.Argument(metavar="ID", help="A trace's id or its first characters.")],
) -> None:
    """One trace: its steps in time, and its story."""
    async with open_app() as app:
        found = await read_trace(app.database, trace_id)
        lines = await tell(app.database, found, System("the operator at the terminal"))
    console.print(f"[bold]trace {found.id}[/], {found.took_ms:.1f} ms")
    console.print(waterfall(found))
    print_story(lines)


@trace.command()
@command
async def expire(
    days: Annotated[
        int, typer.Option(min=1, help="Conversations in which nobody has spoken for so long go.")
    ],
) -> None:
    """Delete old conversations and traces, with their settled approvals and counts of use."""
    async with open_app() as app:
        deleted = await expire_conversations(app.database, app.audit, app.clock.now() - timedelta(days=days))
    told = ", ".join(f"{count:,} {name}" for name, count in deleted.items() if count)
    console.print(f"deleted: {told}" if told else "nothing is that old")


def waterfall(found: Trace) -> Table:
    """The steps as bars over the time of the trace."""
    made = table("step", "ms", "own ms", "")
    for bar in found.bars:
        failed = "exception.type" in bar.attributes
        name = f"{'  ' * bar.depth}{bar.name}" + (f" ({bar.attributes['exception.type']})" if failed else "")
        drawn = f"[{'red' if failed else 'cyan'}]{draw(bar, found.took_ms)}[/]"
        made.add_row(escape(name), f"{bar.took_ms:.1f}", f"{bar.own_ms:.1f}", drawn)
    return made


def draw(bar: Bar, whole_ms: float, width: int = _WIDTH) -> str:
    """The bar as characters: where it lies and how long it is, at least one character."""
    if whole_ms <= 0:
        return "█"
    start = min(round(bar.starts_ms / whole_ms * width), width - 1)
    length = max(1, min(round(bar.took_ms / whole_ms * width), width - start))
    return " " * start + "█" * length


def print_story(lines: tuple[Line, ...]) -> None:
    """The story, a paragraph for each part."""
    if not lines:
        console.print("[dim]This trace is of no turn that is kept.[/]")
    for line in lines:
        console.print(f"[bold]{line.about:<11}[/]{escape(line.text)}", soft_wrap=True)
