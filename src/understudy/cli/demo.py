"""`understudy demo`: build the demo company, ask eight questions, and serve it until Ctrl-C; or prove it."""

import asyncio
import os
import socket
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.markup import escape

from understudy.app import open_app
from understudy.channels.service import Service
from understudy.cli.company import CUSTOMER, ensure_demo
from understudy.cli.console import command, console, table
from understudy.cli.evals.running import write
from understudy.cli.overture import ask_questions
from understudy.cli.proof import Proof, print_proof, prove
from understudy.cli.serve import HERE, demo_service, listen, serve_until_stopped
from understudy.evals.cases import load_suite, suite_names
from understudy.kit.clock import FixedClock
from understudy.kit.errors import InputError
from understudy.org.demo import DEMO_NOW, DEMO_TODAY
from understudy.org.demo.company import COMPANY

__all__ = ["demo"]

PORT = 8000


@command
async def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Build the demo company anew.")] = False,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve it until Ctrl-C, or leave after the questions.")
    ] = True,
    check: Annotated[
        bool, typer.Option("--check", help="Prove it instead: try every door, play every suite, and leave.")
    ] = False,
    junit: Annotated[
        Path | None, typer.Option(help="With --check: where to write the result as JUnit XML.")
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="With --check: where to write it as JSON.")
    ] = None,
) -> None:
    """Build the demo company, ask it eight questions, and serve it in the browser until Ctrl-C."""
    if (junit or json_file) and not check:
        raise InputError("there is a result to write only with --check")
    async with open_app(clock=FixedClock(DEMO_NOW)) as app:
        await ensure_demo(app, fresh=fresh)
        service = await demo_service(app)
        if check:
            suites = [load_suite(name) for name in suite_names()]
            _leave(await prove(app, service, suites), junit, json_file)
        console.print(f"agents: {', '.join(service.agents)}; today is {DEMO_TODAY} at {COMPANY}\n")
        await ask_questions(app, service)
        _say_what_next()
        if serve:
            with _place() as listening:
                await serve_until_stopped(service, listening, lambda url: _welcome(service, url))
            console.print("stopped")


def _leave(proof: Proof, junit: Path | None, json_file: Path | None) -> NoReturn:
    print_proof(proof)
    if junit:
        write(junit, proof.as_junit())
    if json_file:
        write(json_file, proof.as_json())
    sys.exit(0 if proof.holds else 1)


def _say_what_next() -> None:
    console.print("In a terminal:")
    for line in (
        f'understudy ask analyst "Which product had the most cases last quarter?" --date {DEMO_TODAY}',
        f"understudy chat service --as {CUSTOMER}",
        'understudy org query "SELECT Name, ShippingState FROM Account LIMIT 5"',
        "understudy org import PATH    # your own org: SQLite, CSV or Parquet",
    ):
        console.print(f"  [cyan].venv/bin/{line}[/]", soft_wrap=True)


def _place() -> socket.socket:
    """The usual port, or another where that one is taken."""
    try:
        return listen(HERE, PORT)
    except InputError:
        return listen(HERE, 0)


def _welcome(service: Service, url: str) -> None:
    people = table("log in as", "who is")
    for person in service.demo_people:
        people.add_row(f"[bold]{escape(person.name)}[/]", escape(person.caption))
    console.print(f"\nIn the browser: [bold cyan]{url}[/]", soft_wrap=True)
    console.print(people)
    console.print("Ctrl-C ends it.")
    if _has_display(os.environ):
        asyncio.get_running_loop().run_in_executor(None, _open_browser, url)


def _has_display(environment: Mapping[str, str]) -> bool:
    """Without one Python would open a text browser in this very terminal."""
    return sys.platform == "darwin" or any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _open_browser(url: str) -> None:
    """A page that does not open is no fault: its address stands in the terminal."""
    try:
        webbrowser.open(url)
    except (webbrowser.Error, OSError):
        console.print("(no browser could be opened)")
