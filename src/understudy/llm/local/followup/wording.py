"""Conditions in words, for the answer: "with status Escalated", "of Acme", "with amount over 500"."""

import re

from understudy.kit.ids import parse_record_id
from understudy.llm.local.followup.frames import RecordSet, slot_of, split_conditions
from understudy.llm.local.followup.times import date_path, window_of
from understudy.llm.local.times import range_name
from understudy.llm.local.world import FieldView, MeasureView, ObjectView, World
from understudy.llm.situation import Memory

__all__ = ["about_set"]

_LITERAL = re.compile(r"'((?:\\.|[^'\\])*)'")
_TOLD = {"=": "", "!=": "not ", ">": "over ", ">=": "from ", "<": "under ", "<=": "up to "}
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})T[\d:.+Z-]+")


def about_set(records: RecordSet, world: World, memory: Memory, names: dict[str, str]) -> str:
    """What the set holds; `names` are those of ids that the message itself names."""
    kind = world.object_by_name[records.object]
    window = window_of(None, records)
    dated = date_path(records) if window and window.start and window.end else None
    subset = _subset(records, world)
    own = set(split_conditions(subset.where or "")) if subset else set[str]()
    told = [f"({subset.label})"] if subset else []
    told += [
        _told(condition, kind, world, memory, names)
        for condition in records.conditions
        if condition not in own and (dated is None or (slot_of(condition) or ("",))[0] != dated)
    ]
    if dated and window and window.start and window.end:
        field = _field(dated, kind, world)
        told.append(f"with {field.label.lower() if field else dated} {range_name(window.start, window.end)}")
    about = " ".join([kind.plural.lower(), *told])
    return f"{_number(records, kind)}{about}"


def _number(records: RecordSet, kind: ObjectView) -> str:
    """ "amount of" before what is added up."""
    name = records.number.rpartition("(")[2].rstrip(") ")
    field = kind.by_name.get(name)
    return f"{field.label.lower()} of " if field and field.kind != "id" else ""


def _subset(records: RecordSet, world: World) -> MeasureView | None:
    """The declared subset that the conditions make; of several the one that most of them make."""
    fitting = [
        (len(parts), measure)
        for measure in world.measures
        if measure.object == records.object and measure.counts_rows and measure.where
        if (parts := set(split_conditions(measure.where))) <= set(records.conditions)
    ]
    return max(fitting, key=lambda each: each[0])[1] if fitting else None


def _told(condition: str, kind: ObjectView, world: World, memory: Memory, names: dict[str, str]) -> str:
    slot = slot_of(condition)
    if slot is None:
        return "(more conditions)"
    path, operator = slot
    values = [value.replace("\\'", "'") for value in _LITERAL.findall(condition)]
    if path == "Id":
        return f"but {len(values)} of them" if operator == "!=" else ""
    if values and all(parse_record_id(value) for value in values):
        known = " or ".join(names.get(v) or memory.name_of(v) or v for v in values)
        return f"{_TOLD[operator]}of {known}"
    field = _field(path, kind, world)
    label = field.label.lower() if field else path.rpartition(".")[2].lower()
    literal = " or ".join(values) if values else condition.rsplit(maxsplit=1)[-1].removesuffix(".0")
    if field and field.kind == "yes_no":
        return f"that are {'not ' if (literal == 'false') == (operator == '=') else ''}{label}"
    if field and field.kind in ("date", "datetime"):
        literal = _DAY.sub(r"\1", literal)
        return f"with {label} {'before ' if operator == '<' else _TOLD.get(operator, '')}{literal}"
    return f"with {label} {_TOLD.get(operator, f'{operator.lower()} ')}{literal}"


def _field(path: str, kind: ObjectView, world: World) -> FieldView | None:
    way, _, name = path.rpartition(".")
    owner = kind if not way else next(
        (world.object_by_name.get(o) for o, found in kind.ways.items() if found == way), None
    )  # fmt: skip
    return owner.by_name.get(name) if owner else None
