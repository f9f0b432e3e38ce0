"""`understudy eval keep`: a turn that was held becomes a test case."""

from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.console import command, console
from understudy.cli.evals.running import evals, suites_folder
from understudy.evals.keeping.expected import Correction, ended_as, value_of
from understudy.evals.keeping.held import held_turn
from understudy.evals.keeping.keep import About, case_of, keep_case
from understudy.evals.keeping.place import own_suite_file
from understudy.kit.errors import InputError
from understudy.observe.store import recent_turns
from understudy.observe.traces import Trace, read_trace
from understudy.org.store import load_org

__all__: list[str] = []

LAST = "last"


@evals.command("keep")
@command
async def keep_(
    trace: Annotated[str, typer.Argument(help="A trace's id or its first characters, or `last`.")],
    suite: Annotated[str, typer.Option(help="The suite: path of its file, or name of one of your own.")],
    answer: Annotated[list[str] | None, typer.Option(help="A bare answer that should have come.")] = None,
    kind: Annotated[str | None, typer.Option(help="How the turn should have ended.")] = None,
    action: Annotated[str | None, typer.Option(help="The last action that should have run.")] = None,
    citation: Annotated[list[str] | None, typer.Option(help="A document that should be cited.")] = None,
    contains: Annotated[list[str] | None, typer.Option(help="A text that the reply should have.")] = None,
    omits: Annotated[list[str] | None, typer.Option(help="A text that it may not have.")] = None,
    name: Annotated[str, typer.Option(help="The case's name; made from the message when left out.")] = "",
    owner: Annotated[str, typer.Option(help="Whom to ask about the case.")] = "",
    tag: Annotated[list[str] | None, typer.Option(help="A word to choose or count cases by.")] = None,
    must_never: Annotated[bool, typer.Option("--must-never", help="Whether it may never fail.")] = False,
) -> None:
    """Keep a conversation up to one turn as a test case, with what should have come of it; when nothing is
    said of that, with what came.
    """
    given: dict[str, Any] = {"kind": kind, "action": action, "contains": contains, "omits": omits}
    given["answers"] = tuple(map(value_of, answer)) if answer else None
    given["citations"] = citation
    corrected = _correction({key: value for key, value in given.items() if value})
    async with open_app() as app:
        path = own_suite_file(suite, suites_folder(app.settings))
        found = await _trace(app, trace)
        org = await load_org(app.database, found.turn.org if found.turn else None)
        held = await held_turn(app.database, org, found, app.moment(org))
        case = case_of(held, corrected.expected, About(name, owner, tuple(tag or ()), must_never))
        added = keep_case(path, case, held, app.moment(org).today)
    came = ended_as(held.outcome)
    console.print(f"{escape(str(path))}: {escape(added.name)}", soft_wrap=True)
    console.print(f"  {added.origin}, asked by {escape(held.actor)} on {held.date}; what came was: {came}")
    console.print(f"  to play it: understudy eval run {escape(str(path))}", soft_wrap=True)


def _correction(given: dict[str, Any]) -> Correction:
    try:
        return Correction.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"--{first['loc'][0]}: {first['msg']}") from None


async def _trace(app: App, start: str) -> Trace:
    if start != LAST:
        return await read_trace(app.database, start)
    turns = await recent_turns(app.database, None, 1)
    if not turns:
        raise InputError("no turn has been traced yet", hint="`understudy ask` or `chat` holds one")
    return await read_trace(app.database, turns[0].trace_id)
