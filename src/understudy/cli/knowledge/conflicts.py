"""`understudy knowledge`: what documents disagree on and which are set aside; deciding it."""

import json
from typing import Annotated, Any

import typer
from rich.markup import escape

from understudy.app import App, open_app
from understudy.cli.console import command, console, table
from understudy.kit.errors import InputError
from understudy.knowledge.gate.deciding import decide, prefer, release
from understudy.knowledge.gate.ledger import PREFERENCES, Preference, Side, read_verdict
from understudy.knowledge.gate.ledger_store import read_rulings
from understudy.knowledge.gate.listing import ListedDispute, list_disputes, list_set_aside, progress_of
from understudy.observe.usage import usage_of
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.org.store import load_org
from understudy.org.users import find_actor

__all__ = ["conflicts", "decide_", "prefer_", "quarantine", "release_"]

_OPERATOR = System("the operator at the terminal")

AS = Annotated[str | None, typer.Option("--as", help="As whom; as the operator when left out.")]
BECAUSE = Annotated[str, typer.Option(help="Why, for who reads it later.")]
AS_JSON = Annotated[bool, typer.Option("--json", help="Print it as JSON, for programs.")]


@command
async def conflicts(
    all_: Annotated[bool, typer.Option("--all", help="Those that are settled, too.")] = False,
    who: AS = None,
    as_json: AS_JSON = False,
) -> None:
    """Sentences of documents that disagree: those first that stood in the way of most answers."""
    async with open_app() as app:
        org = await load_org(app.database)
        listed = await _listed(app, org, await _actor(app, org, who))
    progress = progress_of(listed)
    shown = [each for each in listed if all_ or each.settled.is_open]
    if as_json:
        _print_json({"settled": progress.settled, "open": progress.open, "conflicts": _as_json(shown)})
        return
    for each in shown:
        _print(each)
    console.print(f"{progress.settled} settled, {progress.open} left")


async def _listed(app: App, org: Org, actor: Actor) -> list[ListedDispute]:
    usage = await usage_of(app.database, org.name)
    return await list_disputes(app.database, org, actor, usage.quoted, usage.unanswered)


@command
async def decide_(
    conflict: Annotated[str, typer.Argument(help="The conflict, by its id or the beginning of it.")],
    verdict: Annotated[
        str,
        typer.Argument(
            help="a or b: that side holds; both: they speak of different cases; neither; no-conflict."
        ),
    ],
    because: BECAUSE = "",
    who: AS = None,
    revise: Annotated[bool, typer.Option("--revise", help="Decide anew what is decided already.")] = False,
    as_json: AS_JSON = False,
) -> None:
    """Decide which side holds. It holds at once, for whoever asks from then on."""
    chosen = read_verdict(verdict)
    async with open_app() as app:
        org = await load_org(app.database)
        actor = await _actor(app, org, who)
        known = [each.dispute.id for each in await _listed(app, org, actor)]
        named = _named(conflict, known)
        last = (await read_rulings(app.database, org.name)).decisions.get(named) if revise else None
        await decide(
            app.database,
            org,
            app.encoder,
            actor,
            named,
            chosen,
            because=because,
            at=app.clock.now(),
            revises=last.id if last else None,
        )
        decided = next(e for e in await _listed(app, org, actor) if e.dispute.id == named)
    if as_json:
        _print_json(decided.as_json())
    else:
        _print(decided)


@command
async def quarantine(who: AS = None, as_json: AS_JSON = False) -> None:
    """Documents that are set aside: stale ones, those that nothing links to, and duplicates."""
    async with open_app() as app:
        org = await load_org(app.database)
        usage = await usage_of(app.database, org.name)
        listed = await list_set_aside(app.database, org, await _actor(app, org, who), usage.quoted)
    if as_json:
        _print_json([each.as_json() for each in listed])
        return
    made = table("number", "document", "set aside", "owner", "released")
    for each in listed:
        page, released = each.aside.page, each.released
        by = f"by {released.by_name} on {released.at:%Y-%m-%d}" if released else "no"
        why = f"{each.aside.reason}: {each.aside.why}"
        made.add_row(str(page.id), escape(page.title), escape(why), escape(page.owner), escape(by))
    console.print(made if listed else "no document is set aside")


@command
async def release_(
    document: Annotated[str, typer.Argument(help="The document, by its number, key or title.")],
    because: BECAUSE = "",
    who: AS = None,
    as_json: AS_JSON = False,
) -> None:
    """Let agents read a document again that was set aside."""
    async with open_app() as app:
        org = await load_org(app.database)
        actor = await _actor(app, org, who)
        released = await release(
            app.database, org, app.encoder, actor, document, because=because, at=app.clock.now()
        )
        listed = await list_set_aside(app.database, org, actor, {})
    marks = {each.mark for each in released}
    if as_json:
        _print_json([each.as_json() for each in listed if each.aside.mark in marks])
        return
    for each in released:
        console.print(f"“{escape(each.page.title)}” is read again ({each.reason}: {escape(each.why)})")


@command
async def prefer_(
    preference: Annotated[
        str | None, typer.Argument(help=f"One of {', '.join(PREFERENCES)}; which one it is, when left out.")
    ] = None,
    who: AS = None,
    as_json: AS_JSON = False,
) -> None:
    """What holds of a conflict while nobody has decided: neither side (ask), or the maintained or the last
    reviewed page's.
    """
    async with open_app() as app:
        org = await load_org(app.database)
        if preference is not None:
            actor = await _actor(app, org, who)
            await prefer(app.database, org, app.encoder, actor, _preference(preference))
        now = (await read_rulings(app.database, org.name)).prefer
    if as_json:
        _print_json({"prefer": now})
    else:
        console.print(f"while nobody has decided: {now}")


def _preference(written: str) -> Preference:
    for preference in PREFERENCES:
        if written.lower() == preference:
            return preference
    raise InputError(f"there is no preference {written!r}", hint=f"one of {', '.join(PREFERENCES)}")


def _named(written: str, known: list[str]) -> str:
    """The id that begins so; what is written when none or several do, for the gate to say so."""
    found = [each for each in known if each.startswith(written.lower())]
    if len(found) > 1:
        raise InputError(f"several conflicts begin with {written!r}", hint=f"one of {', '.join(found)}")
    return found[0] if found else written


def _print(listed: ListedDispute) -> None:
    dispute = listed.dispute
    console.print(f"[bold]{dispute.id}[/]  {escape(dispute.about)}", soft_wrap=True)
    for name, side in (("a", dispute.a), ("b", dispute.b)):
        console.print(f"  {name}  “{escape(side.sentence)}”", soft_wrap=True)
        console.print(f"     [dim]{escape(_of(side))}[/]", soft_wrap=True)
    used = f"{listed.unanswered} questions met it, {listed.quoted} answers quoted its pages"
    console.print(f"     {escape(listed.told)}; {used}\n", soft_wrap=True)


def _of(side: Side) -> str:
    page = side.page
    days = [f"{name} {day}" for name, day in (("updated", page.updated), ("reviewed", page.reviewed)) if day]
    return ", ".join([page.title, *([f"owner {page.owner}"] if page.owner else []), *days])


def _as_json(listed: list[ListedDispute]) -> list[dict[str, Any]]:
    return [each.as_json() for each in listed]


def _print_json(told: object) -> None:
    console.print(json.dumps(told, indent=2, ensure_ascii=False), soft_wrap=True, markup=False)


async def _actor(app: App, org: Org, who: str | None) -> Actor:
    return await find_actor(app.database, org, who) if who else _OPERATOR
