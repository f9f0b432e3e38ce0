"""A trace in plain words: who asked what, what was understood, read by which rules, and answered."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from understudy.agents.actions.shown import name_list, plural
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, UnderstudyError
from understudy.kit.ids import RecordId
from understudy.observe.store import KeptTurn
from understudy.observe.traces import Trace
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.org.store import load_org
from understudy.soql.ast import Dialect
from understudy.soql.explain import Explanation, explain
from understudy.soql.run import run
from understudy.soql.sosl.parse import parse_search

__all__ = ["Line", "tell"]

_READER = System("reading a trace")
_NAMES = {
    "User": "SELECT Name FROM User WHERE Id = :id",
    "Contact": "SELECT Name FROM Contact WHERE Id = :id",
}
_OUTCOMES = {
    "reply": "answered",
    "clarify": "asked back",
    "confirm": "proposed, and waits for a yes",
    "refusal": "declined",
    "handoff": "handed over to a person",
}

_WITHHELD = {
    "checked": "What would answer is being checked",
    "undecided": "What would answer is contradicted, and nobody has decided",
    "neither": "What would answer was decided to be wrong on both pages",
    "stale": "What would answer is out of date",
    "orphan": "What would answer stands on a page that nothing links to",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the story: what it is about, in a word or two, and the sentence."""

    about: str
    text: str


async def tell(database: Database, trace: Trace, reader: Actor) -> tuple[Line, ...]:
    """The story of a turn's trace, as `reader` may know it; empty when the trace is of no turn that is kept.

    The rules that are told are those that hold for the actor now: the turn does not keep their wording. To
    customers it is not told: how the company keeps its rows apart is its own affair.
    """
    turn = trace.turn
    if turn is None:
        return ()
    try:
        org = await load_org(database, turn.org)
    except UnderstudyError:
        org = None
    lines = [await _asked(database, org, trace, turn), *_decided(trace)]
    steps = turn.outcome["evidence"]["steps"]
    for step in steps:
        lines.extend(await _step(org, turn, step, reader))
    if not steps:
        lines.append(
            Line("read", "No action ran: apart from looking up names, as who asked, nothing was read.")
        )
    return (*lines, *_searched(trace), *_gated(trace), *_ended(turn, trace))


def _searched(trace: Trace) -> Iterable[Line]:
    """Among which documents was looked, and which were nearest: the others stayed unread."""
    for bar in trace.named("knowledge.retrieve"):
        audiences = json.loads(bar.attributes.get("audiences", "[]"))
        passages = json.loads(bar.attributes.get("knowledge.passages", "[]"))
        titles = list(dict.fromkeys(f"“{passage['title']}”" for passage in passages))
        near = f"the nearest passages are of {name_list(titles)}" if titles else "no passage is near"
        yield Line("searched", f"Only documents for {name_list(audiences)}; {near}.")


def _gated(trace: Trace) -> Iterable[Line]:
    """What would have answered and was withheld, and which decisions what was quoted holds by."""
    for bar in trace.named("knowledge.gate"):
        for each in json.loads(bar.attributes.get("knowledge.withheld", "[]")):
            yield Line("withheld", f"{_WITHHELD[each['why']]} ({each['id']}): it reaches no agent.")
        for each in json.loads(bar.attributes.get("knowledge.upheld", "[]")):
            yield Line("upheld", f"{each['told'][:1].upper()}{each['told'][1:]} (conflict {each['id']}).")


async def _asked(database: Database, org: Org | None, trace: Trace, turn: KeptTurn) -> Line:
    who = await _who(database, org, turn)
    today = next((bar.attributes["today"] for bar in trace.bars if "today" in bar.attributes), None)
    day = f", as of {today}" if today else ""
    return Line(
        "asked",
        f"{who} asked the agent {turn.agent}{day} (channel {turn.channel}, turn {turn.ordinal}):"
        f" “{turn.message}”",
    )


async def _who(database: Database, org: Org | None, turn: KeptTurn) -> str:
    actor = _actor(turn.actor)
    match actor:
        case System():
            return f"The platform ({actor.reason})"
        case Employee():
            name = await _name(database, org, turn, "User", actor.user_id)
            return f"The employee {name or actor.user_id} (profile {actor.profile})"
        case Customer():
            name = await _name(database, org, turn, "Contact", actor.contact_id)
            return f"The customer {name or actor.contact_id}"


async def _name(
    database: Database, org: Org | None, turn: KeptTurn, kind: str, record_id: RecordId
) -> str | None:
    if org is None:
        return None
    try:
        result = await run(database, org, _NAMES[kind], _READER, _moment(org, turn), binds={"id": record_id})
    except InputError:  # an org whose people have no name
        return None
    return str(result.rows[0]["Name"]) if result.rows else None


def _decided(trace: Trace) -> Iterable[Line]:
    """What the model made of the message, as its first request says; models that don't say are left out."""
    first = next((bar for bar in trace.named("model.request") if "model.chose" in bar.attributes), None)
    if first is None:
        return
    sure = first.attributes.get("model.confidence")
    told = f", {sure:.0%} sure" if sure is not None else ""
    yield Line(
        "decided",
        f"The model {first.attributes.get('model', '')} chose {first.attributes['model.chose']}{told}.",
    )


async def _step(org: Org | None, turn: KeptTurn, step: Mapping[str, Any], reader: Actor) -> Iterable[Line]:
    finding = step["finding"]
    lines = [Line("understood", f"{step['action']}: {_arguments(step['arguments']) or 'no arguments'}.")]
    if finding["definition"]:
        lines.append(Line("definition", f"{finding['definition']}, as it is declared in the definitions."))
    if finding["window"]:
        lines.append(Line("window", finding["window"]))
    if finding["query"]:
        lines.append(Line("query", finding["query"]))
        lines.append(Line("rules", await _rules(org, turn, finding["query"], reader)))
    if finding["records"] is not None:
        lines.append(Line("read", f"{finding['records']:,} records stand behind the answer."))
    elif finding["status"] == "denied":
        lines.append(Line("read", "Nothing: who asked may not see this."))
    for title, quotes in groupby(finding.get("citations", ()), key=lambda citation: citation["title"]):
        lines.append(
            Line("quoted", f"{plural(len(list(quotes)), 'sentence')} of “{title}”, letter for letter.")
        )
    return lines


def _arguments(arguments: Mapping[str, Any]) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {_shown(value)}" for name, value in arguments.items())


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(each) for each in value)
    if isinstance(value, dict):
        return "(" + ", ".join(f"{name} {_shown(each)}" for name, each in value.items()) + ")"
    return str(value)


async def _rules(org: Org | None, turn: KeptTurn, query: str, reader: Actor) -> str:
    if org is None:
        return "not known any more: the org is gone."
    actor, moment = _actor(turn.actor), _moment(org, turn)
    told: dict[str, None] = {}
    try:
        for each in _read_by(query):
            explanation = await explain(org, each, actor, moment, dialect=Dialect.DEFINITION)
            if explanation.denials:
                return "by the rules of today this query would not run: it names what who asked may not read."
            told |= dict.fromkeys(_in_words(explanation, reader))
    except InputError as error:
        return f"by the rules of today this query would not run: {error.message}."
    return "; ".join(told) + "."


def _read_by(query: str) -> Iterable[str]:
    """The queries whose rules apply: the query's own, or one for each object that a search looks in."""
    if not query.startswith("FIND"):
        return (query,)
    # This is SOQL, and is parsed and checked.
    return (f"SELECT Id FROM {each.object}" for each in parse_search(query).returning)  # noqa: S608


def _in_words(explanation: Explanation, reader: Actor) -> Iterable[str]:
    """The rules, but to a customer only whether there are any."""
    if not isinstance(reader, Customer):
        return explanation.rules
    return (f"{o.object}: {'only what you may see' if o.rows else 'every row'}" for o in explanation.objects)


def _ended(turn: KeptTurn, trace: Trace) -> Iterable[Line]:
    outcome = turn.outcome
    told = _OUTCOMES.get(outcome["kind"], outcome["kind"])
    if not outcome.get("known", True):
        told = "said that it doesn't know"
    yield Line("ended", f"The agent {told}: “{outcome['text']}”")
    findings = [step["finding"] for step in outcome["evidence"]["steps"]]
    for finding in findings:
        if finding["assumption"]:
            yield Line("assumed", finding["assumption"])
        for note in finding["notes"]:
            yield Line("noted", note)
    left_out = dict.fromkeys(
        word for bar in trace.named("model.request") for word in bar.attributes.get("model.left_out", ())
    )
    if left_out:
        yield Line("left out", f"These words were not made use of: {', '.join(left_out)}.")


def _actor(kept: Mapping[str, Any]) -> Actor:
    """Who asked. The team is not kept: it is enough for the wording of the rules, not for reading."""
    match kept["kind"]:
        case "employee":
            return Employee(RecordId(kept["user_id"]), kept["profile"], kept["role"])
        case "customer":
            account = kept["account_id"]
            return Customer(RecordId(kept["contact_id"]), RecordId(account) if account else None)
        case _:
            return System(kept["reason"])


def _moment(org: Org, turn: KeptTurn) -> Moment:
    return Moment(turn.at, org.timezone, org.fiscal_year_start)
