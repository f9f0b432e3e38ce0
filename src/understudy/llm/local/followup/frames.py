"""A remembered frame as a set of records whose parts can be changed, and back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from understudy.llm.local.literals import literal
from understudy.llm.local.world import MeasureView, World
from understudy.llm.situation import RememberedFrame

__all__ = [
    "LIST_LIMIT",
    "RecordSet",
    "is_narrower",
    "merged",
    "record_set",
    "same_slot",
    "slot_of",
    "split_conditions",
    "subsets_of",
]

LIST_LIMIT = 10
_QUERY = re.compile(
    r"SELECT\s+(?P<selected>.+?)\s+FROM\s+(?P<object>\w+)(?:\s+WHERE\s+(?P<where>.+?))?"
    r"(?:\s+GROUP\s+BY\s+(?P<group>.+?))?(?:\s+ORDER\s+BY\s+(?P<order>.+?))?(?:\s+LIMIT\s+(?P<limit>\d+))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_NUMBER = re.compile(r"(?:COUNT|SUM|AVG|MIN|MAX)\s*\([^()]*\)", re.IGNORECASE)
_COMPARED = re.compile(
    r"\(?\s*(?P<path>[A-Za-z_][\w.]*)\s*(?P<operator>!=|<>|<=|>=|=|<|>|NOT\s+IN\b|IN\b|LIKE\b)", re.IGNORECASE
)
_PIECE = re.compile(r"'(?:\\.|[^'\\])*'|[()]|\bAND\b|\bOR\b", re.IGNORECASE)
_DIRECTIONS = {"<": "<", "<=": "<", ">": ">", ">=": ">"}


@dataclass(frozen=True, slots=True)
class RecordSet:
    """Records of one object: which, in which order, from where on and how many.

    `number` is the aggregate asked of them, e.g. COUNT(Id); empty when they are listed. `group` is the path
    by which the number is told apart.
    """

    object: str
    conditions: tuple[str, ...] = ()
    order: str = ""
    limit: int = LIST_LIMIT
    offset: int = 0
    number: str = ""
    group: str = ""

    @property
    def where(self) -> str:
        """All conditions as SOQL."""
        return " AND ".join(self.conditions)

    def call(self, about: str) -> tuple[str, dict[str, Any]]:
        """The action that lists or counts the set, with its arguments; `about` says in words what it is."""
        if self.number:
            clause = f" WHERE {self.where}" if self.conditions else ""
            if self.group:
                soql = f"SELECT {self.group}, {self.number} FROM {self.object}{clause}"
                return "query", {
                    "soql": f"{soql} GROUP BY {self.group} ORDER BY {self.number} DESC",
                    "about": about,
                }
            return "query", {"soql": f"SELECT {self.number} FROM {self.object}{clause}", "about": about}
        listed = {"object": self.object, "where": self.where, "order_by": self.order, "limit": self.limit}
        return "find_records", {**listed, **({"offset": self.offset} if self.offset else {}), "about": about}


def record_set(frame: RememberedFrame | None, world: World) -> RecordSet | None:
    """The set that a frame is about; None when it is about one record, or a number that counts no rows."""
    if frame is None or frame.action != "measure":
        return _of_records(frame) if frame else None
    measure = world.measure_by_name.get(str(frame.arguments.get("definition")))
    return _of_measure(measure, frame.arguments, world) if measure else None


def _of_records(frame: RememberedFrame) -> RecordSet | None:
    arguments = frame.arguments
    match frame.action:
        case "find_records":
            return RecordSet(
                str(arguments["object"]),
                split_conditions(str(arguments.get("where") or "")),
                str(arguments.get("order_by") or ""),
                int(arguments.get("limit") or LIST_LIMIT),
                int(arguments.get("offset") or 0),
            )
        case "query":
            return _of_query(str(arguments.get("soql") or ""))
        case _:
            return None


def _of_query(soql: str) -> RecordSet | None:
    match = _QUERY.fullmatch(soql)
    if match is None:
        return None
    number = _NUMBER.search(match["selected"])
    conditions = split_conditions(match["where"] or "")
    limit = int(match["limit"] or LIST_LIMIT)
    if number is None:
        return RecordSet(match["object"], conditions, match["order"] or "", limit)
    return RecordSet(match["object"], conditions, number=number[0], group=(match["group"] or "").strip())


def _of_measure(measure: MeasureView, arguments: Any, world: World) -> RecordSet | None:  # noqa: ANN401
    """The rows that a measure counts, if it counts rows of one object by a field of theirs."""
    kind = world.object_by_name.get(measure.object)
    timed = bool(arguments.get("window_start") or arguments.get("window_end"))
    if (
        kind is None
        or not measure.counts_rows
        or (timed and not re.fullmatch(r"[\w.]+", measure.time_field or ""))
    ):
        return None
    conditions = list(split_conditions(measure.where or ""))
    for edge, operator in (("start", ">="), ("end", "<")):
        if arguments.get(f"window_{edge}"):
            instant = str(arguments[f"window_{edge}"]).replace("+00:00", "Z")
            conditions.append(f"{measure.time_field} {operator} {instant}")
    for each in arguments.get("filters", ()):
        dimension = measure.by_name.get(each["by"])
        owner, _, field = str(each["by"]).rpartition(".")
        way = kind.ways.get(owner, "") if owner != kind.name else ""
        path = dimension.path if dimension else f"{way}.{field}" if way else field
        operator = "NOT IN" if each.get("negated") else "IN"
        conditions.append(f"{path} {operator} ({', '.join(map(literal, each['values']))})")
    return RecordSet(measure.object, tuple(conditions), number="COUNT(Id)")


def split_conditions(where: str) -> tuple[str, ...]:
    """The conditions that "and" joins; one that holds an "or" of its own is kept whole, in parentheses."""
    parts, depth, start, either = list[str](), 0, 0, False
    for piece in _PIECE.finditer(where):
        match piece[0].upper():
            case "(":
                depth += 1
            case ")":
                depth -= 1
            case "AND" if depth == 0:
                parts.append(where[start : piece.start()].strip())
                start = piece.end()
            case "OR" if depth == 0:
                either = True
            case _:
                pass
    if either:
        return (f"({where.strip()})",)
    return tuple(part for part in (*parts, where[start:].strip()) if part)


def slot_of(condition: str) -> tuple[str, str] | None:
    """The path that a condition is on, and its operator; a reference and the id behind it are one path."""
    match = _COMPARED.match(condition)
    if match is None:
        return None
    path = match["path"]
    if path.endswith(".Id"):
        path = f"{path.removesuffix('.Id')}Id"
    operator = " ".join(match["operator"].upper().split())
    return path, {"IN": "=", "NOT IN": "!=", "<>": "!="}.get(operator, operator)


def same_slot(old: str, new: str, *, narrows: bool) -> bool:
    """Whether the new condition comes in place of the old one.

    Two ends of a range stand side by side. What narrows leaves an "is not" beside an "is".
    """
    first, second = slot_of(old), slot_of(new)
    if first is None or second is None or first[0] != second[0]:
        return False
    if first[1] in _DIRECTIONS and second[1] in _DIRECTIONS:
        return _DIRECTIONS[first[1]] == _DIRECTIONS[second[1]]
    return first[1] == second[1] if narrows else True


def merged(
    old: Sequence[str], new: Sequence[str], *, narrows: bool, subsets: Sequence[frozenset[str]] = ()
) -> tuple[str, ...]:
    """The old conditions with the new ones in the place of those on the same thing.

    Those that make a subset together ("won": closed, and with a probability of 100%) go together.
    """
    gone = {each for each in old if any(same_slot(each, other, narrows=narrows) for other in new)}
    broken = [subset for subset in subsets if subset <= set(old) and subset & gone]
    kept = [each for each in old if each not in gone.union(*broken)]
    return (*kept, *(each for each in new if each not in kept))


def subsets_of(object_name: str, world: World) -> list[frozenset[str]]:
    """The declared subsets of an object's records, each as its conditions."""
    return [
        frozenset(split_conditions(measure.where))
        for measure in world.measures
        if measure.object == object_name and measure.counts_rows and measure.where
    ]


def is_narrower(frame: RememberedFrame, began: RememberedFrame) -> bool:
    """Whether the frame asks for some of the records that the other one asks for, by more conditions."""
    first, second = (_of_records(each) for each in (frame, began))
    if first is None or second is None or first.object != second.object:
        return False
    return set(second.conditions) <= set(first.conditions)
