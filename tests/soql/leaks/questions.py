"""Random questions on the company, as text, with all that a person must be allowed to name."""

import random
from dataclasses import dataclass, field

from tests.soql.leaks.company import CHILDREN, SCHEMA, WAYS, WORDS, fields_of
from tests.soql.leaks.permission_filter import Eyes

from understudy.kit.ids import new_record_id
from understudy.org.metadata import FieldType

__all__ = ["Question"]

T = FieldType
_TEXTS, _NUMBERS = (T.STRING,), (T.NUMBER, T.CURRENCY)
_REACH = 3


@dataclass
class Question:
    """A query on one object while it is made up. `needs` are the objects and fields that it names."""

    rng: random.Random
    name: str
    needs: set[tuple[str, str | None]] = field(default_factory=set)
    either: list[list[tuple[str, str]]] = field(default_factory=list)
    """For each name read through a reference to several objects: the object and field of every target."""

    def __post_init__(self) -> None:
        self.needs.add((self.name, None))

    def permitted(self, eyes: Eyes) -> bool:
        """Whether the person may name everything in it."""
        if not all(eyes.may_name(*need) for need in self.needs):
            return False
        for targets in self.either:
            open_to = [target for target in targets if eyes.may_name(target[0])]
            if not open_to or not all(eyes.may_name(*target) for target in open_to):
                return False
        return True

    def text(self) -> str:
        """The whole query."""
        make = self.rng.choice([self._rows, self._rows, self._rows, self._count, self._groups, self._groups])
        return make()

    def _rows(self) -> str:
        columns = list(
            dict.fromkeys(["Id", *filter(None, (self._any_path() for _ in range(self.rng.randint(1, 3))))])
        )
        children = [self._child()] if self.rng.random() < 0.35 else []
        columns += [each for each in children if each]
        return f"SELECT {', '.join(columns)} FROM {self.name}{self._where()}{self._order()}{self._cut()}"

    def _count(self) -> str:
        return f"SELECT COUNT() FROM {self.name}{self._where()}"

    def _groups(self) -> str:
        """Aggregates, of groups or of all; the groups are also what is sorted by."""
        key = self.path(*_TEXTS, T.REFERENCE, T.BOOLEAN) if self.rng.random() < 0.8 else None
        number = self.path(*_NUMBERS)
        wanted = ["COUNT(Id) n"]
        if number:
            kinds = self.rng.sample(["SUM", "AVG", "MIN", "MAX", "COUNT_DISTINCT", "COUNT"], 3)
            wanted += [f"{kind}({number}) {kind.lower()}_of" for kind in kinds]
        where = self._where()
        if key is None:
            return f"SELECT {', '.join(wanted)} FROM {self.name}{where}"
        having = f" HAVING COUNT(Id) > {self.rng.randint(0, 2)}" if self.rng.random() < 0.5 else ""
        order = self.rng.choice(["", " ORDER BY COUNT(Id) DESC", f" ORDER BY {key} DESC NULLS LAST"])
        cut = self._cut()
        return (
            f"SELECT {key} k, {', '.join(wanted)} FROM {self.name}{where} GROUP BY {key}{having}{order}{cut}"
        )

    def _child(self) -> str | None:
        ways = CHILDREN[self.name]
        if not ways:
            return None
        way = self.rng.choice(ways)
        inner = Question(self.rng, way.child, self.needs, self.either)
        self.needs.add((way.child, way.field))
        columns = list(dict.fromkeys(["Id", inner._any_path() or "Id"]))
        where = inner._where(most_joins=1)
        rest = f"{where}{inner._order()}{inner._cut(offsets=False)}"
        return f"(SELECT {', '.join(columns)} FROM {way.name}{rest})"

    def _where(self, *, most_joins: int = 2) -> str:
        """Semi- and anti-joins stand beside the other conditions, as SOQL wants it."""
        parts = [f"({self.condition()})"] if self.rng.random() < 0.7 else []
        parts += [self._semi_join() for _ in range(most_joins) if self.rng.random() < 0.3]
        found = [each for each in parts if each]
        self.rng.shuffle(found)
        return f" WHERE {' AND '.join(found)}" if found else ""

    def _order(self) -> str:
        path = self.path(*_TEXTS, *_NUMBERS, T.DATE) if self.rng.random() < 0.6 else None
        end = self.rng.choice(["", " DESC", " ASC NULLS LAST", " DESC NULLS FIRST"])
        return f" ORDER BY {path}{end}" if path else ""

    def _cut(self, *, offsets: bool = True) -> str:
        if self.rng.random() < 0.4:
            return ""
        offset = f" OFFSET {self.rng.randint(1, 3)}" if offsets and self.rng.random() < 0.3 else ""
        return f" LIMIT {self.rng.randint(1, 8)}{offset}"

    def path(self, *kinds: FieldType) -> str | None:
        """A field of one of these kinds, perhaps some steps up; None where the way ends without one."""
        here, ways = self.name, list[str]()
        named: set[tuple[str, str | None]] = set()
        while len(ways) < _REACH and self.rng.random() < 0.45:
            possible = [way for owner, way in WAYS if owner == here]
            if not possible:
                break
            way = self.rng.choice(possible)
            reference, targets = WAYS[here, way]
            named.add((here, reference))
            if len(targets) > 1:
                self.needs |= named if T.STRING in kinds else set()
                return self._on_several([*ways, way], targets) if T.STRING in kinds else None
            ways, here = [*ways, way], next(iter(targets))
            named.add((here, None))
        names = fields_of(here, *kinds)
        if not names:
            return None
        found = self.rng.choice(names)
        self.needs |= {*named, (here, found)}
        return ".".join([*ways, found])

    def _on_several(self, ways: list[str], targets: tuple[str, ...]) -> str:
        """The name or the type of what a reference to several objects leads to."""
        found = self.rng.choice(["Name", "Name", "Type"])
        described = [SCHEMA.object(name) for name in targets]
        names = {each.name: each.name_field or "Id" for each in described if each}
        self.either.append([(name, names[name] if found == "Name" else "Id") for name in targets])
        return ".".join([*ways, found])

    def _any_path(self) -> str | None:
        return self.path(*_TEXTS, *_NUMBERS, T.DATE, T.BOOLEAN, T.REFERENCE, T.MULTIPICKLIST)

    def condition(self, depth: int = 0) -> str:
        """A condition; the deeper, the simpler."""
        if depth < 2 and self.rng.random() < 0.5:
            left = self.condition(depth + 1)
            joined = self.rng.choice(["AND", "OR", "NOT"])
            return f"NOT ({left})" if joined == "NOT" else f"({left}) {joined} ({self.condition(depth + 1)})"
        makers = [self._text, self._text, self._number, self._day, self._flag, self._id, self._channels]
        while True:
            if made := self.rng.choice(makers)():
                return made

    def _text(self) -> str | None:
        path, word, other = self.path(*_TEXTS), self.rng.choice(WORDS), self.rng.choice(WORDS)
        end = [
            f"= '{word}'",
            f"!= '{word}'",
            "= null",
            "!= null",
            f"LIKE '{word[:2]}%'",
            f"LIKE '%{word[-1]}'",
            f"IN ('{word}', '{other}')",
            f"NOT IN ('{word}', '{other}')",
            f"IN ('{word}', null)",
            f"> '{word}'",
        ]
        return f"{path} {self.rng.choice(end)}" if path else None

    def _number(self) -> str | None:
        path = self.path(*_NUMBERS)
        operator = self.rng.choice(["=", "!=", "<", ">=", ">"])
        return f"{path} {operator} {self.rng.randint(0, 9)}" if path else None

    def _day(self) -> str | None:
        path = self.path(T.DATE)
        end = ["= LAST_N_DAYS:6", "< LAST_WEEK", "!= THIS_MONTH", "> 2026-03-12", "= 2026-03-09", "= null"]
        return f"{path} {self.rng.choice(end)}" if path else None

    def _flag(self) -> str | None:
        path = self.path(T.BOOLEAN)
        return f"{path} = {self.rng.choice(['true', 'false'])}" if path else None

    def _id(self) -> str | None:
        path = self.path(T.REFERENCE, T.ID)
        prefix = self.rng.choice(["005", "001", "003", "500", "a01"])
        ids = [new_record_id(prefix, self.rng.randint(1, 9)) for _ in range(3)]
        end = [f"= '{ids[0]}'", f"!= '{ids[0][:15]}'", "= null", f"IN ('{ids[1]}', '{ids[2]}')"]
        return f"{path} {self.rng.choice(end)}" if path else None

    def _channels(self) -> str | None:
        path = self.path(T.MULTIPICKLIST)
        operator = self.rng.choice(["INCLUDES", "EXCLUDES"])
        return f"{path} {operator} ('Mail;Web', 'Phone')" if path else None

    def _semi_join(self) -> str | None:
        """`Id` or a reference among the ids that a subquery yields, or not among them."""
        own = [("Id", (self.name,)), *(way for (owner, _), way in WAYS.items() if owner == self.name)]
        outer, targets = self.rng.choice(own)
        target = self.rng.choice(targets)
        inner = [(owner, reference) for (owner, _), (reference, to) in WAYS.items() if target in to]
        possible = [each for each in [*inner, (target, "Id")] if each[0] not in (self.name, "Task")]
        if not possible:
            return None
        child, reference = self.rng.choice(possible)
        subquery = Question(self.rng, child, self.needs, self.either)
        self.needs |= {(self.name, outer), (child, reference)}
        where = f" WHERE {subquery.condition(depth=1)}" if self.rng.random() < 0.7 else ""
        operator = self.rng.choice(["IN", "IN", "NOT IN"])
        return f"{outer} {operator} (SELECT {reference} FROM {child}{where})"
