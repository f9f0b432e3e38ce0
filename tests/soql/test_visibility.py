"""Random actors ask random questions and see what a filter over the rows lets them see, no more, no less.

The filter is written here once more, from the words of the rules: nothing of the compiler is used in it.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from understudy.kit.errors import NotPermittedError
from understudy.kit.ids import new_record_id
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.soql.parse import parse
from understudy.soql.run import run

BATCHES, CASES_PER_BATCH = 6, 500
Record = dict[str, Any]
Tables = dict[str, dict[Any, Record]]
COUNTS = {"User": 5, "Account": 14, "Contact": 20, "Case": 60, "Visit__c": 15}
PREFIXES = {"User": "005", "Account": "001", "Contact": "003", "Case": "500", "Visit__c": "a01"}
PARENTS = {
    ("Account", "Owner"): ("OwnerId", "User"),
    ("Account", "Parent"): ("ParentId", "Account"),
    ("Contact", "Account"): ("AccountId", "Account"),
    ("Case", "Account"): ("AccountId", "Account"),
    ("Case", "Contact"): ("ContactId", "Contact"),
    ("Case", "Owner"): ("OwnerId", "User"),
    ("Visit__c", "Case__r"): ("Case__c", "Case"),
}
TEXTS = {
    "User": ["Email"],
    "Account": ["Name", "Industry"],
    "Contact": ["LastName", "Email"],
    "Case": ["Subject", "Status", "Priority"],
    "Visit__c": ["Name"],
}
NUMBERS = {
    "User": [],
    "Account": ["AnnualRevenue", "Employees"],
    "Contact": [],
    "Case": ["Hours"],
    "Visit__c": [],
}
DATES = {"User": [], "Account": [], "Contact": [], "Case": ["DueDate"], "Visit__c": []}
FLAGS = {"User": [], "Account": ["IsPartner"], "Contact": [], "Case": ["IsEscalated"], "Visit__c": []}
REFERENCES = {
    "User": [],
    "Account": ["OwnerId", "ParentId"],
    "Contact": ["AccountId"],
    "Case": ["AccountId", "ContactId", "OwnerId"],
    "Visit__c": ["Case__c"],
}
WORDS = ["Anis", "anis", "Brot", "Zimt", "Zopf", "Äpfel", "New", "Open", "Closed", "Low", "High", "Bakery"]
HIDDEN = {
    "seller": {("Account", "AnnualRevenue")},
    "auditor": {("User", "LastName"), ("User", "Name")},
    "customer": {("Case", "Priority")},
}
CLOSED = {"seller": {"Visit__c"}, "auditor": {"Contact"}, "customer": {"User", "Visit__c"}}
FIRST_DAY = date(2026, 3, 1)


def make_rows(rng: random.Random) -> Tables:
    tables: Tables = {}
    for name, count in COUNTS.items():
        ids = [new_record_id(PREFIXES[name], i) for i in range(1, count + 1)]
        tables[name] = {record_id: {"Id": record_id} for record_id in ids}
    for name, records in tables.items():
        for record in records.values():
            fill(record, name, tables, rng)
    return tables


def fill(record: Record, name: str, tables: Tables, rng: random.Random) -> None:
    def maybe(value: Any) -> Any:
        return None if rng.random() < 0.2 else value

    record |= {field: maybe(rng.choice(WORDS)) for field in TEXTS[name]}
    record |= {field: maybe(rng.randint(0, 9)) for field in NUMBERS[name]}
    record |= {field: maybe(FIRST_DAY + timedelta(rng.randint(0, 30))) for field in DATES[name]}
    record |= {field: maybe(rng.random() < 0.5) for field in FLAGS[name]}
    targets = {field: to for (owner, _), (field, to) in PARENTS.items() if owner == name}
    for field in REFERENCES[name]:
        record[field] = maybe(rng.choice(list(tables[targets[field]])))
    record["CreatedDate"] = datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(hours=rng.randint(0, 700))


@dataclass
class Eyes:
    """What one actor sees: a filter per object, written by hand after the words of the policy."""

    kind: str
    actor: Actor
    tables: Tables

    def may_name(self, name: str, field: str | None = None) -> bool:
        if name in CLOSED.get(self.kind, ()):
            return False
        return field is None or (name, field) not in HIDDEN.get(self.kind, ())

    def sees(self, name: str, record: Record) -> bool:
        match self.actor:
            case Employee(profile="seller", user_id=user_id, team=team):
                return self._seller_sees(name, record, user_id, {*team, user_id})
            case Employee(profile="auditor"):
                return self._auditor_sees(name, record)
            case Customer(contact_id=contact_id, account_id=account_id):
                return self._customer_sees(name, record, contact_id, account_id)
            case _:
                return True

    def _seller_sees(self, name: str, record: Record, user_id: str, team: set[str]) -> bool:
        account = self.tables["Account"].get(record.get("AccountId") or "", {})
        match name:
            case "Account":
                return record["OwnerId"] in team
            case "Contact":
                return account.get("OwnerId") in team
            case "Case":
                return record["OwnerId"] == user_id or account.get("OwnerId") in team
            case _:
                return True

    def _auditor_sees(self, name: str, record: Record) -> bool:
        match name:
            case "Account":
                long_cases = [case for case in self.tables["Case"].values() if (case["Hours"] or 0) > 5]
                return any(case["AccountId"] == record["Id"] for case in long_cases)
            case "Case":
                return (record["Priority"] or "").lower() != "low" and (
                    record["Status"] or ""
                ).lower() != "new"
            case "Visit__c":
                case = self.tables["Case"].get(record["Case__c"] or "", {})
                return bool(self.tables["Account"].get(case.get("AccountId") or "", {}).get("IsPartner"))
            case _:
                return True

    def _customer_sees(self, name: str, record: Record, contact_id: str, account_id: str | None) -> bool:
        match name:
            case "Account":
                return account_id is not None and record["Id"] == account_id
            case "Contact":
                return account_id is not None and record["AccountId"] == account_id
            case _:
                own = account_id is not None and record["AccountId"] == account_id
                return own or record["ContactId"] == contact_id

    def rows(self, name: str) -> list[Record]:
        return [record for record in self.tables[name].values() if self.sees(name, record)]

    def get(self, name: str, record: Record, path: str) -> Any:
        """The value at the end of a path; null behind a parent that this actor may not see."""
        *ways, field = path.split(".")
        for way in ways:
            reference, name = PARENTS[name, way]
            parent = self.tables[name].get(record[reference] or "")
            if parent is None or not self.sees(name, parent):
                return None
            record = parent
        return record[field]


def actors(rng: random.Random, tables: Tables) -> Eyes:
    users = list(tables["User"])
    kind = rng.choice(["system", "standard", "seller", "seller", "auditor", "customer", "customer"])
    if kind == "system":
        return Eyes(kind, System("test"), tables)
    if kind == "customer":
        contact = rng.choice(list(tables["Contact"].values()))
        return Eyes(kind, Customer(contact["Id"], contact["AccountId"]), tables)
    team = frozenset(rng.sample(users, rng.randint(0, 2)))
    return Eyes(kind, Employee(rng.choice(users), kind, team=team), tables)


@dataclass
class Asked:
    """A path and what a query that names it needs the actor to be allowed."""

    path: str
    needs: list[tuple[str, str]]


class Question:
    """A random query on one object, with the predicate that its WHERE is."""

    def __init__(self, rng: random.Random, eyes: Eyes, name: str) -> None:
        self.rng, self.eyes, self.name = rng, eyes, name
        self.needs: list[tuple[str, str]] = []
        self.objects = {name}

    def path(self, kinds: Mapping[str, list[str]]) -> str | None:
        """A field of one of these kinds, perhaps a few steps up."""
        here, ways = self.name, []
        while len(ways) < 3 and self.rng.random() < 0.45:
            possible = [way for owner, way in PARENTS if owner == here]
            if not possible:
                break
            way = self.rng.choice(possible)
            ways.append((here, way))
            here = PARENTS[here, way][1]
        if not kinds[here]:
            return None
        field = self.rng.choice(kinds[here])
        self.needs += [(owner, PARENTS[owner, way][0]) for owner, way in ways] + [(here, field)]
        self.objects |= {PARENTS[step][1] for step in ways}
        return ".".join([*(way for _, way in ways), field])

    def condition(self, depth: int = 0) -> tuple[str, Callable[[Record], bool]]:
        if depth < 2 and self.rng.random() < 0.5:
            return self._compound(depth)
        makers = [
            self._text,
            self._text,
            self._number,
            self._day,
            self._flag,
            self._reference,
            self._semi_join,
        ]
        while True:
            made = self.rng.choice(makers)()
            if made:
                return made

    def _compound(self, depth: int) -> tuple[str, Callable[[Record], bool]]:
        left, holds_left = self.condition(depth + 1)
        joined = self.rng.choice(["AND", "OR", "NOT"])
        if joined == "NOT":
            return f"NOT ({left})", lambda r: not holds_left(r)
        right, holds_right = self.condition(depth + 1)
        if joined == "AND":
            return f"({left}) AND ({right})", lambda r: holds_left(r) and holds_right(r)
        return f"({left}) OR ({right})", lambda r: holds_left(r) or holds_right(r)

    def _get(self, path: str) -> Callable[[Record], Any]:
        return lambda record: self.eyes.get(self.name, record, path)

    def _text(self) -> tuple[str, Callable[[Record], bool]] | None:
        path = self.path(TEXTS)
        if path is None:
            return None
        get, word, other = self._get(path), self.rng.choice(WORDS), self.rng.choice(WORDS)

        def folded(record: Record) -> str | None:
            value = get(record)
            return None if value is None else value.lower()

        known = {word.lower(), other.lower()}
        return self.rng.choice(
            [
                (f"{path} = '{word}'", lambda r: folded(r) == word.lower()),
                (f"{path} != '{word}'", lambda r: folded(r) != word.lower()),
                (f"{path} = null", lambda r: folded(r) is None),
                (f"{path} != null", lambda r: folded(r) is not None),
                (f"{path} LIKE '{word[:2]}%'", lambda r: (folded(r) or "").startswith(word[:2].lower())),
                (f"{path} IN ('{word}', '{other}')", lambda r: folded(r) in known),
                (f"{path} NOT IN ('{word}', '{other}')", lambda r: folded(r) not in known),
                (f"{path} IN ('{word}', null)", lambda r: folded(r) in (word.lower(), None)),
                (f"{path} > '{word}'", lambda r: (folded(r) or "") > word.lower()),
            ]
        )

    def _number(self) -> tuple[str, Callable[[Record], bool]] | None:
        path = self.path(NUMBERS)
        if path is None:
            return None
        return self._ordered(path, self.rng.randint(0, 9), str)

    def _day(self) -> tuple[str, Callable[[Record], bool]] | None:
        path = self.path(DATES)
        if path is None:
            return None
        get, today = self._get(path), date(2026, 3, 18)
        if self.rng.random() < 0.5:
            n = self.rng.randint(0, 10)
            first, last = today - timedelta(n), today

            def inside(record: Record) -> bool:
                value = get(record)
                return value is not None and first <= value <= last

            literal = f"LAST_N_DAYS:{n}"
            return self.rng.choice(
                [
                    (f"{path} = {literal}", inside),
                    (f"{path} != {literal}", lambda r: not inside(r)),
                    (f"{path} < {literal}", lambda r: get(r) is not None and get(r) < first),
                    (f"{path} > {literal}", lambda r: get(r) is not None and get(r) > last),
                ]
            )
        return self._ordered(path, FIRST_DAY + timedelta(self.rng.randint(0, 30)), date.isoformat)

    def _ordered(
        self, path: str, value: Any, write: Callable[[Any], str]
    ) -> tuple[str, Callable[[Record], bool]]:
        get, text = self._get(path), write(value)

        def compared(holds: Callable[[Any], bool]) -> Callable[[Record], bool]:
            return lambda r: get(r) is not None and holds(get(r))

        return self.rng.choice(
            [
                (f"{path} = {text}", compared(lambda v: v == value)),
                (f"{path} != {text}", lambda r: get(r) != value),
                (f"{path} < {text}", compared(lambda v: v < value)),
                (f"{path} >= {text}", compared(lambda v: v >= value)),
            ]
        )

    def _flag(self) -> tuple[str, Callable[[Record], bool]] | None:
        path = self.path(FLAGS)
        if path is None:
            return None
        get, wanted = self._get(path), self.rng.random() < 0.5
        return f"{path} = {str(wanted).lower()}", lambda r: bool(get(r)) is wanted

    def _reference(self) -> tuple[str, Callable[[Record], bool]] | None:
        path = self.path(REFERENCES)
        if path is None:
            return None
        get, record_id = (
            self._get(path),
            new_record_id(self.rng.choice(["005", "001", "003"]), self.rng.randint(1, 6)),
        )
        return self.rng.choice(
            [
                (f"{path} = '{record_id[:15]}'", lambda r: get(r) == record_id),
                (f"{path} != '{record_id}'", lambda r: get(r) != record_id),
                (f"{path} = null", lambda r: get(r) is None),
            ]
        )

    def _semi_join(self) -> tuple[str, Callable[[Record], bool]] | None:
        """`Id [NOT] IN (SELECT reference FROM child WHERE ...)`."""
        ways = [(owner, field) for (owner, _), (field, to) in PARENTS.items() if to == self.name]
        if not ways:
            return None
        owner, field = self.rng.choice(ways)
        inner = Question(self.rng, self.eyes, owner)
        text, holds = inner._simple()
        self.needs += [*inner.needs, (owner, field)]
        self.objects |= inner.objects
        negated = self.rng.random() < 0.4

        def found(record: Record) -> bool:
            rows = self.eyes.rows(owner)
            return any(row[field] == record["Id"] and holds(row) for row in rows) != negated

        word = "NOT IN" if negated else "IN"
        return f"Id {word} (SELECT {field} FROM {owner} WHERE {text})", found

    def _simple(self) -> tuple[str, Callable[[Record], bool]]:
        while True:
            made = self.rng.choice([self._text, self._number, self._flag])()
            if made:
                return made

    def permitted(self) -> bool:
        named = all(self.eyes.may_name(name, field) for name, field in self.needs)
        return named and all(self.eyes.may_name(name) for name in self.objects)


def ask(rng: random.Random, eyes: Eyes) -> tuple[str, Any, bool]:
    """A query, the rows it must yield in order, and whether this actor may ask it at all."""
    question = Question(rng, eyes, rng.choice(list(COUNTS)))
    where, holds = ("", lambda _: True) if rng.random() < 0.1 else question.condition()
    shape = rng.choice([listing, listing, counting, grouping, children])
    text, expected = shape(rng, question, f" WHERE {where}" if where else "", holds)
    return text, expected if question.permitted() else None, question.permitted()


Holds = Callable[[Record], bool]


def matching(question: Question, holds: Holds) -> list[Record]:
    return [record for record in question.eyes.rows(question.name) if holds(record)]


def listing(
    rng: random.Random, question: Question, where: str, holds: Holds
) -> tuple[str, Callable[[], Any]]:
    shown = question.path(TEXTS) or "CreatedDate"
    key, descending = question.path(NUMBERS), rng.random() < 0.5
    limit, offset = rng.randint(1, 8), rng.randint(0, 3)

    def expected() -> list[Record]:
        rows = sorted(matching(question, holds), key=lambda r: r["Id"])
        if key:
            get = question._get(key)
            rows.sort(key=lambda r: (get(r) is not None, -(get(r) or 0) if descending else (get(r) or 0)))
        return [{"Id": r["Id"], shown: question._get(shown)(r)} for r in rows[offset : offset + limit]]

    order = f" ORDER BY {key} {'DESC' if descending else 'ASC'}" if key else ""
    return f"SELECT Id, {shown} FROM {question.name}{where}{order} LIMIT {limit} OFFSET {offset}", expected


def counting(_: random.Random, question: Question, where: str, holds: Holds) -> tuple[str, Callable[[], Any]]:
    return f"SELECT COUNT() FROM {question.name}{where}", lambda: [{"count": len(matching(question, holds))}]


def grouping(
    rng: random.Random, question: Question, where: str, holds: Holds
) -> tuple[str, Callable[[], Any]]:
    key = question.path(TEXTS) or question.path(REFERENCES) or "Id"
    number = question.path(NUMBERS)
    least = rng.randint(1, 3)

    def expected() -> list[Record]:
        groups: dict[Any, list[Record]] = {}
        for record in matching(question, holds):
            groups.setdefault(question._get(key)(record), []).append(record)
        kept = {value: rows for value, rows in groups.items() if len(rows) >= least}
        ordered = sorted(kept, key=lambda value: (value is None, value or ""))
        return [{"k": value, "n": len(kept[value]), **totals(kept[value])} for value in ordered]

    def totals(rows: list[Record]) -> Record:
        if not number:
            return {}
        values = [Decimal(v) for v in map(question._get(number), rows) if v is not None]
        mean = sum(values) / len(values) if values else None
        return {
            "total": sum(values) if values else None,
            "mean": None if mean is None else round(mean, 6),
            "top": max(values, default=None),
            "kinds": len(set(values)),
        }

    summed = f", SUM({number}) total, AVG({number}) mean, MAX({number}) top, COUNT_DISTINCT({number}) kinds"
    select = f"SELECT {key} k, COUNT(Id) n{summed if number else ''}"
    return f"{select} FROM {question.name}{where} GROUP BY {key} HAVING COUNT(Id) >= {least}", expected


def children(
    rng: random.Random, question: Question, where: str, holds: Holds
) -> tuple[str, Callable[[], Any]]:
    ways = {"Account": ("Cases", "Case", "AccountId"), "Contact": ("Cases", "Case", "ContactId")}
    if question.name not in ways:
        return counting(rng, question, where, holds)
    way, child, field = ways[question.name]
    question.objects.add(child)
    limit = rng.randint(1, 3)

    def expected() -> list[Record]:
        rows = sorted(matching(question, holds), key=lambda r: r["Id"])
        below = sorted(question.eyes.rows(child), key=lambda r: r["Id"])
        own = {r["Id"]: [{"Id": c["Id"]} for c in below if c[field] == r["Id"]][:limit] for r in rows}
        return [{"Id": r["Id"], way: tuple(own[r["Id"]])} for r in rows]

    return f"SELECT Id, (SELECT Id FROM {way} LIMIT {limit}) FROM {question.name}{where}", expected


def tidy(row: Mapping[str, Any]) -> Record:
    return {
        name: round(value, 6) if name == "mean" and value is not None else value
        for name, value in row.items()
    }


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_actor_sees_what_a_filter_over_the_rows_allows(
    batch: int, database: Any, small_org: Any, schema: Any, access: Any, moment: Any
) -> None:
    tables = make_rows(random.Random(batch))
    rows = {name: list(records.values()) for name, records in tables.items()}
    org = await small_org(schema, rows, access=access, timezone="Europe/Berlin")
    seen = 0
    for case in range(CASES_PER_BATCH):
        rng = random.Random(batch * 100_000 + case)
        eyes = actors(rng, tables)
        text, expected, permitted = ask(rng, eyes)
        if not permitted:
            with pytest.raises(NotPermittedError):
                await run(database, org, parse(text), eyes.actor, moment)
            continue
        result = await run(database, org, parse(text), eyes.actor, moment)
        assert [tidy(row) for row in result.rows] == expected(), f"{eyes.actor}: {text}\n{result.sql}"
        seen += bool(result.rows)
    assert seen > CASES_PER_BATCH / 4
