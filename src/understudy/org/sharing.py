"""Which rows of an object are open to an employee: org-wide default, ownership, hierarchy and sharing rules.

What is declared becomes conditions in the question language (`Grant.rows`). Nothing is decided by them here:
`permissions` makes them the row rule of the object, and the query compiler applies it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from understudy.org.actors import Employee
from understudy.org.audience import ALL_ROWS, NO_ROWS, Audience, People

__all__ = ["Grant", "Level", "Sharing", "SharingRule", "either", "grants"]

Level = Literal["read", "edit", "full"]
"""What a grant opens: reading, changing as well, or all that the profile has a right to, as for the owner."""

_LEVELS: tuple[Level, ...] = ("read", "edit", "full")


@dataclass(frozen=True, slots=True)
class SharingRule:
    """Opens rows to some: those where `rows` holds, those of the owners named, or all."""

    name: str
    to: Audience
    level: Level = "read"
    rows: str = ALL_ROWS
    owned_by: Audience | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Who may see an object's rows, whoever's profile may read the object.

    `default` is what everybody may do with every row; where it is "parent", what they may do with the record
    that the field `parent` refers to, of the object `parent_object`. Owners may do all with their own, and so
    may those above them unless `hierarchy` is false.
    """

    default: Literal["private", "read", "edit", "full", "parent"]
    owner: str = "OwnerId"
    parent: str = ""
    parent_object: str = ""
    hierarchy: bool = True
    rules: tuple[SharingRule, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """Rows that one rule opens: a condition in the question language, why, and where it is declared.

    `whole` tells that they hold all that grants of a higher level open, so that those need not be asked.
    """

    rows: str
    level: Level
    why: str
    source: str = ""
    whole: bool = False


def grants(
    sharing: Sharing, employee: Employee, people: People, parent_rows: Callable[[Level], str]
) -> tuple[Grant, ...]:
    """What opens rows to the employee. `parent_rows` are those of the parent's object, for a level."""
    if sharing.default == "parent":
        return _from_parent(sharing, parent_rows)
    found: list[Grant] = []
    if sharing.default != "private":
        found.append(
            Grant(ALL_ROWS, sharing.default, f"the default for everybody: {sharing.default}", sharing.source)
        )
    if sharing.default != "full":
        found.append(_ownership(sharing))
    found += [
        _shared(rule, sharing, people)
        for rule in sharing.rules
        if rule.to.has(employee, people, above=sharing.hierarchy)
    ]
    return tuple(found)


def either(found: Sequence[Grant], level: Level) -> str:
    """The rows that at least one grant of that level or a higher one opens."""
    enough = _LEVELS[_LEVELS.index(level) :]
    candidates = [each for each in found if each.level in enough]
    candidates = [each for each in candidates if each.whole][:1] or candidates
    conditions = list(dict.fromkeys(each.rows for each in candidates))
    if ALL_ROWS in conditions:
        return ALL_ROWS
    if len(conditions) < 2:
        return conditions[0] if conditions else NO_ROWS
    return " OR ".join(f"({each})" for each in conditions)


def _ownership(sharing: Sharing) -> Grant:
    if sharing.hierarchy:
        return Grant(f"{sharing.owner} IN :team", "full", "own, and of those below", sharing.source)
    return Grant(f"{sharing.owner} = :user_id", "full", "own", sharing.source)


def _shared(rule: SharingRule, sharing: Sharing, people: People) -> Grant:
    conditions = [rule.rows] if rule.rows != ALL_ROWS else []
    if rule.owned_by and (owners := rule.owned_by.condition(people)) != ALL_ROWS:
        conditions.append(f"{sharing.owner} IN (SELECT Id FROM User WHERE {owners})")  # noqa: S608
    rows = conditions[0] if len(conditions) == 1 else " AND ".join(f"({each})" for each in conditions)
    return Grant(rows, rule.level, f"shared with {rule.to} by the rule {rule.name!r}", rule.source)


def _from_parent(sharing: Sharing, parent_rows: Callable[[Level], str]) -> tuple[Grant, ...]:
    why = f"controlled by the parent, {sharing.parent_object}"
    seen, changed = (_referring(sharing, parent_rows(level)) for level in ("read", "edit"))
    # Who may change the parent may do all with its children.
    full = Grant(changed, "full", why, sharing.source, whole=True)
    return (full,) if seen == changed else (Grant(seen, "read", why, sharing.source, whole=True), full)


def _referring(sharing: Sharing, rows: str) -> str:
    if rows in (ALL_ROWS, NO_ROWS):
        return rows
    return f"{sharing.parent} IN (SELECT Id FROM {sharing.parent_object} WHERE {rows})"  # noqa: S608
