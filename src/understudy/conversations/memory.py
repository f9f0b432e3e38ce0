"""What a conversation remembers after a turn: the question, what it showed, and whom it was about."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from understudy.agents.outcome import Clarify, Outcome, Step
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.ids import parse_record_id
from understudy.llm.local.followup import is_narrower
from understudy.llm.situation import AskedBack, Memory, RememberedFrame, RememberedRecord
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql.literals import quote
from understudy.soql.run import run

__all__ = ["memory_as_json", "memory_from_json", "names_in", "pointed_at", "remember"]

_SETS = frozenset({"find_records", "query", "measure"})
_MOST_SHOWN = 50
_MOST_TALKED = 8
_ID = re.compile(r"\b[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?\b")
_ADAPTER = TypeAdapter(Memory)


def memory_as_json(memory: Memory) -> dict[str, Any]:
    """As it is kept with the turn."""
    return _ADAPTER.dump_python(memory, mode="json", exclude_defaults=True)


def memory_from_json(kept: Mapping[str, Any]) -> Memory:
    """As it was kept."""
    return _ADAPTER.validate_python(kept)


def remember(
    before: Memory,
    message: str,
    outcome: Outcome,
    schema: Schema,
    names: Mapping[str, str],
    pointed_at: Sequence[RememberedRecord] = (),
) -> Memory:
    """The memory after a turn; `names` are those of the records whose ids its action was given, `pointed_at`
    the records that its answer names.
    """
    asked = AskedBack(message, outcome.choices) if isinstance(outcome, Clarify) else None
    steps = outcome.evidence.steps
    if not steps:
        return replace(before, asked=asked)
    step = steps[-1]
    frame = RememberedFrame(step.action, step.arguments)
    listed = tuple(
        RememberedRecord(item.object, item.id, item.label)
        for item in step.finding.items
        if item.id and item.object
    )
    told = _told(step, listed, names, schema)
    talked = tuple(dict.fromkeys((*told, *pointed_at, *before.talked)))[:_MOST_TALKED]
    memory = replace(before, last=frame, talked=talked, asked=asked)
    if step.action not in _SETS or _is_pick(frame, before):
        return memory
    began = before.began if before.began and is_narrower(frame, before.began) else frame
    shown = listed[:_MOST_SHOWN] if listed or step.action == "find_records" else before.shown
    return replace(memory, subject=frame, began=began, shown=shown)


def _is_pick(frame: RememberedFrame, before: Memory) -> bool:
    """Whether one record of the list before was picked by its size or age: the list stays what it was."""
    last = before.subject
    same = last is not None and last.action == frame.action == "find_records"
    if last is None or not same or frame.arguments.get("limit") != 1:
        return False
    return all(frame.arguments.get(key) == last.arguments.get(key) for key in ("object", "where"))


def _told(
    step: Step, listed: tuple[RememberedRecord, ...], names: Mapping[str, str], schema: Schema
) -> list[RememberedRecord]:
    """The records that the turn was about: the one shown, or the first asked for, then those it named."""
    found = dict.fromkeys(each for each in listed if step.finding.asked == 1 or len(listed) == 1)
    one = list(found)[:1]
    for record_id, name in names.items():
        kind = schema.object_of(record_id)
        if kind and record_id not in {each.id for each in one}:
            one.append(RememberedRecord(kind.name, record_id, name))
    return one


async def names_in(
    database: Database, org: Org, actor: Actor, moment: Moment, before: Memory, outcome: Outcome
) -> dict[str, str]:
    """The names of the records whose ids the last action was given, read as the actor."""
    steps = outcome.evidence.steps
    if not steps:
        return {}
    names: dict[str, str] = {}
    for record_id in _ids(steps[-1].arguments.values()):
        known = before.name_of(record_id) or await _name(database, org, actor, moment, record_id)
        if known:
            names[record_id] = known
    return names


async def pointed_at(
    database: Database, org: Org, actor: Actor, moment: Moment, outcome: Outcome
) -> list[RememberedRecord]:
    """The records that stand behind the fields told of one record: who owns it, which account it is of."""
    steps = outcome.evidence.steps
    if not steps or steps[-1].action != "get_record" or steps[-1].finding.status != "found":
        return []
    record_id = parse_record_id(str(steps[-1].arguments["id"]))
    kind = org.schema.object_of(record_id) if record_id else None
    paths = [str(path) for path in steps[-1].arguments.get("fields", ()) if "." in str(path)]
    if record_id is None or kind is None or not paths:
        return []
    ways = list(dict.fromkeys(path.rpartition(".")[0] for path in paths))
    selected = ", ".join(dict.fromkeys([*paths, *(f"{way}.Id" for way in ways)]))
    text = f"SELECT {selected} FROM {kind.name} WHERE Id = {quote(record_id)}"  # noqa: S608
    result = await run(database, org, text, actor, moment)
    found: list[RememberedRecord] = []
    for path in paths:
        row = result.rows[0] if result.rows else {}
        known, name = parse_record_id(str(row.get(f"{path.rpartition('.')[0]}.Id"))), row.get(path)
        target = org.schema.object_of(known) if known else None
        if known and target and name:
            found.append(RememberedRecord(target.name, known, str(name)))
    return found


def _ids(values: Iterable[object]) -> list[str]:
    """The record ids that stand in the arguments, also inside of texts."""
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            found += [known for each in _ID.findall(value) if (known := parse_record_id(each))]
        elif isinstance(value, Mapping):
            found += _ids(value.values())
        elif isinstance(value, list | tuple):
            found += _ids(value)
    return list(dict.fromkeys(found))[:_MOST_TALKED]


async def _name(database: Database, org: Org, actor: Actor, moment: Moment, record_id: str) -> str | None:
    kind = org.schema.object_of(record_id)
    if kind is None or not kind.name_field:
        return None
    access = org.access.access(actor, kind.name)
    if not access.readable or not access.field_readable(kind.name_field):
        return None
    text = f"SELECT {kind.name_field} FROM {kind.name} WHERE Id = {quote(record_id)}"  # noqa: S608
    result = await run(database, org, text, actor, moment)
    return str(result.rows[0][kind.name_field]) if result.rows else None
