"""What a query that runs may still get wrong: said beside its answer, so that nobody builds on a mistake."""

from collections.abc import Iterable, Iterator

from rapidfuzz import process

from understudy.org.definitions.distinction import DistinctionDefinition
from understudy.org.metadata import AUDIT_FIELDS, FieldType, ObjectType
from understudy.soql import plan
from understudy.soql.plan import Plan
from understudy.soql.view import View

__all__ = ["advise", "other_home"]

_ANYWHERE = "%"
_SHOWN_VALUES = 12
_COMMON = frozenset({"id", *(field.name.lower() for field in AUDIT_FIELDS)})


def advise(query: Plan, view: View, distinctions: Iterable[DistinctionDefinition]) -> tuple[str, ...]:
    """What its author should heed, a sentence each; nothing when all is well."""
    conditions = [query.select.where] if query.select.where else []
    found = [
        *(note for each in conditions for note in _in_condition(each)),
        *_mistaken(query, view, distinctions),
    ]
    return tuple(dict.fromkeys(found))


def other_home(
    lacking: ObjectType, name: str, view: View, distinctions: Iterable[DistinctionDefinition]
) -> Iterator[str]:
    """For a field that an object lacks: the objects easily taken for it that have the field."""
    for each in distinctions:
        if lacking.name in each.objects:
            for other in _doubles(lacking, each, view):
                if _has(other, name, view):
                    yield f"{other.name} has {name}: {each.objects[other.name]}"


def _in_condition(condition: plan.Condition) -> Iterator[str]:
    match condition:
        case plan.AllOf(operands=operands) | plan.AnyOf(operands=operands):
            for each in operands:
                yield from _in_condition(each)
        case plan.Negation(operand=operand):
            yield from _in_condition(operand)
        case plan.Like(left=plan.Column() as column, pattern=pattern):
            yield from _text_search(column, str(pattern.value))
        case plan.Compare(
            operator="=" | "!=", left=plan.Column() as column, right=plan.Constant(value=value)
        ):
            yield from _unknown_values(column, (value,))
        case plan.InList(left=plan.Column() as column, values=values):
            yield from _unknown_values(column, values)
        case _:
            return


def _text_search(column: plan.Column, pattern: str) -> Iterator[str]:
    """A word anywhere in a text is what SOSL is for: it has an index, knows words and ranks."""
    words = pattern.strip(_ANYWHERE)
    if pattern.startswith(_ANYWHERE) and words and _ANYWHERE not in words and column.type.is_text:
        yield (
            f"{column.path} LIKE '{pattern}' reads every row and misses other fields; to search "
            f"for words use SOSL: FIND {{{words}}} IN ALL FIELDS RETURNING {column.scan.object.name}"
        )


def _unknown_values(column: plan.Column, values: Iterable[plan.Primitive]) -> Iterator[str]:
    if column.type is not FieldType.PICKLIST or not column.field.values:
        return
    known = {each.lower() for each in column.field.values}
    for value in values:
        if isinstance(value, str) and value.lower() not in known:
            near = process.extractOne(value, column.field.values, score_cutoff=60)
            shown = ", ".join(column.field.values[:_SHOWN_VALUES])
            told = f"did you mean '{near[0]}'?" if near else f"it has {shown}"
            yield f"{column.path} has no value '{value}'; {told}"


def _mistaken(query: Plan, view: View, distinctions: Iterable[DistinctionDefinition]) -> Iterator[str]:
    """An object is named beside its double when the query would mean something there as well."""
    read = query.select.root.object
    touched = {touch.field.lower() for touch in query.touches if touch.scan == query.select.root} - _COMMON
    for each in distinctions:
        if read.name not in each.objects:
            continue
        doubles = [o for o in _doubles(read, each, view) if all(_has(o, name, view) for name in touched)]
        if doubles:
            told = "; ".join(f"{o.name} is {each.objects[o.name]}" for o in doubles)
            yield f"{read.name} is {each.objects[read.name]}. If you meant something else: {told}"


def _doubles(of: ObjectType, distinction: DistinctionDefinition, view: View) -> list[ObjectType]:
    return [o for name in distinction.objects if name != of.name and (o := view.object(name))]


def _has(object_type: ObjectType, name: str, view: View) -> bool:
    return view.field(object_type, name) is not None
