"""A state that narrows a measure: "only closed ones", "the open ones", "without the converted ones".

A state is the telling word of a declared subset of the object, or the name of one of its yes/no fields. It
becomes a filter of the measure before, of which its groups and its time are kept.
"""

import re
from collections.abc import Iterator

from understudy.llm.local.followup.filters import Filter
from understudy.llm.local.followup.frames import split_conditions
from understudy.llm.local.lexicon import FieldTerm
from understudy.llm.local.message import Message
from understudy.llm.local.spans import Range
from understudy.llm.local.subsets import subset_words
from understudy.llm.local.world import MeasureView, ObjectView, World

__all__ = ["State", "contradicts", "find_states", "is_opposite"]

State = tuple[Filter, Range]
_PLAIN = re.compile(
    r"(?P<path>[A-Za-z_][\w.]*)\s*(?P<operator>!=|=)\s*"
    r"(?:'(?P<text>(?:\\.|[^'\\])*)'|(?P<other>true|false|-?\d+(?:\.\d+)?))",
    re.IGNORECASE,
)


def find_states(message: Message, measure: MeasureView, world: World) -> list[State]:
    """The states of the measure's object that the message names, each with where it does."""
    kind = world.object_by_name.get(measure.object)
    if kind is None:
        return []
    found: dict[str, State] = {}
    for each, where in (*_declared(message, measure, kind, world), *_flags(message, measure, kind)):
        found.setdefault(each["by"], (each, where))
    return list(found.values())


def contradicts(each: Filter, measure: MeasureView) -> bool:
    """Whether the filter asks for rows that the measure leaves out: the open ones of the closed."""
    path = next((d.path for d in measure.dimensions if d.name == each["by"]), each["by"])
    path = path.removeprefix(f"{measure.object}.")
    for part in filter(None, map(_PLAIN.fullmatch, split_conditions(measure.where or ""))):
        if part["path"] != path:
            continue
        is_not, negated = part["operator"] == "!=", bool(each.get("negated"))
        if (_value(part) in each["values"]) == (is_not != negated) and not (is_not and negated):
            return True
    return False


def is_opposite(first: str, second: str) -> bool:
    """Whether every record meets one of the two conditions and none both: closed, and not closed."""
    one, other = _PLAIN.fullmatch(first), _PLAIN.fullmatch(second)
    if one is None or other is None or one["path"] != other["path"]:
        return False
    same_value, same_operator = _value(one) == _value(other), one["operator"] == other["operator"]
    if isinstance(_value(one), bool):
        return same_value != same_operator
    return same_value and not same_operator


def _declared(message: Message, measure: MeasureView, kind: ObjectView, world: World) -> Iterator[State]:
    """By the subsets that other measures count: "open" of cases, where one counts the open cases."""
    for other in world.measures:
        if other.object != kind.name or not other.counts_rows or not other.where:
            continue
        parts = [_PLAIN.fullmatch(condition) for condition in split_conditions(other.where)]
        index = next(subset_words(message, other, kind), None)
        if index is None or not all(parts):
            continue
        token = message.tokens[index]
        negated = message.negator_of(token.start) is not None
        if negated and len(parts) > 1:
            continue  # what lacks one of two properties is no filter
        told = f"{'not ' if negated else ''}{token.text.lower()}"
        for part in filter(None, parts):
            is_not = (part["operator"] == "!=") != negated
            yield _filter(part["path"], _value(part), measure, told, negated=is_not), (token.start, token.end)


def _flags(message: Message, measure: MeasureView, kind: ObjectView) -> Iterator[State]:
    """By yes/no fields: "only converted ones"."""
    for mention in message.mentions:
        for term in mention.meanings:
            if not isinstance(term, FieldTerm) or term.object != kind.name:
                continue
            if kind.by_name[term.field].kind == "yes_no":
                negated = message.negator_of(mention.start) is not None
                told = f"{'not ' if negated else ''}{mention.text.lower()}"
                made = _filter(term.field, True, measure, told, negated=negated)
                yield made, (mention.start, mention.end)


def _filter(
    path: str, value: str | bool | float, measure: MeasureView, told: str, *, negated: bool
) -> Filter:
    dimension = next((d.name for d in measure.dimensions if d.path == path), None)
    by = dimension or (path if "." in path else f"{measure.object}.{path}")
    if isinstance(value, bool):
        return {"by": by, "values": [value != negated], "label": told}
    return {"by": by, "values": [value], "label": told} | ({"negated": True} if negated else {})


def _value(part: re.Match[str]) -> str | bool | float:
    if part["text"] is not None:
        return part["text"].replace("\\'", "'")
    other = part["other"].lower()
    return other == "true" if other in ("true", "false") else float(other)
