"""What cases are made of: one org as each asker sees it, at one moment, by one seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any

from understudy.agents.actions.records import named_path, shown_fields
from understudy.agents.actions.registry import ActionContext
from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.cases import Value
from understudy.evals.generate.askers import READER, Asker
from understudy.evals.generate.windows import Window, windows
from understudy.evals.generate.words import Words, prose
from understudy.kit.clock import Moment
from understudy.kit.errors import NotPermittedError
from understudy.org.metadata import Field, ObjectType
from understudy.org.permissions import System
from understudy.org.roles import Part, address_of, role_of
from understudy.soql.literals import quote
from understudy.soql.names import find_names
from understudy.soql.run import Row, run
from understudy.soql.view import View

__all__ = ["Ground", "Handle", "Table", "number_field", "value_of"]

_NEWEST = 1000
_TOLD = 14
_ARTICLES = "__kav"
_ASKED_ABOUT = (Part.RECORD, Part.TASK, Part.MEETING)


@dataclass(frozen=True, slots=True)
class Table:
    """Records of an object that somebody sees, the newest first, with their telling fields.

    `paths` leads from each field to its column: for a reference, that of the name of what it points to.
    `is_own` says that the asker sees only their own. `is_whole` says that there are no more.
    """

    kind: ObjectType
    rows: Sequence[Row]
    paths: Mapping[Field, str]
    is_own: bool
    is_whole: bool

    @property
    def many(self) -> str:
        """The records in a sentence: "my orders", "the orders"."""
        return f"{'my' if self.is_own else 'the'} {prose(self.kind.plural)}"


@dataclass(frozen=True, slots=True)
class Handle:
    """What a person calls one record: `text` in a sentence, `bare` its number or name alone; `label` is what
    the platform calls it.
    """

    text: str
    bare: str
    id: str
    label: str

    @property
    def brief(self) -> str:
        """As key words."""
        return self.text.removeprefix("the ")


@dataclass
class Ground:
    """Read once and shared by all makers; what was read is kept."""

    stage: Stage
    spec: AgentSpec
    moment: Moment
    askers: Sequence[Asker]
    seed: int
    _tables: dict[tuple[str, str], Table | None] = field(default_factory=dict[tuple[str, str], Table | None])

    @cached_property
    def words(self) -> Words:
        """What things are called here."""
        return Words(self.stage.org.schema, self.stage.library)

    def random(self, name: str) -> Random:
        """Chance of one's own, so that no maker's depends on another's."""
        return Random(f"{self.seed} {name}")

    def windows(self, random: Random) -> list[Window]:
        """Times to ask about, in any order."""
        return windows(self.moment.today, self.moment.fiscal_year_start, random)

    def context(self, asker: Asker) -> ActionContext:
        """For what the platform computes by a declared definition."""
        return ActionContext(
            self.stage.database,
            self.stage.org,
            self.stage.library,
            asker.actor,
            self.moment,
            self.stage.encoder,
            may_use=self.spec.may_use,
        )

    def view(self, asker: Asker) -> View:
        """The schema as somebody sees it."""
        return View(self.stage.org.schema, self.stage.org.access, asker.actor)

    async def rows(self, query: str, asker: Asker | None = None) -> Sequence[Row]:
        """The answer of the system of record, as it would give it to the asker; to no one, all there is."""
        actor = asker.actor if asker else READER
        return (await run(self.stage.database, self.stage.org, query, actor, self.moment)).rows

    async def count(self, kind: ObjectType, where: str, asker: Asker | None = None) -> int:
        """How many records of the object fit."""
        query = f"SELECT COUNT() FROM {kind.name}" + (f" WHERE {where}" if where else "")
        actor = asker.actor if asker else READER
        return (await run(self.stage.database, self.stage.org, query, actor, self.moment)).total

    async def names(self, kind: ObjectType, where: str, asker: Asker, rest: str = "") -> list[str]:
        """What the records that fit are called, by the alphabet."""
        query = f"SELECT Id, {kind.name_field} FROM {kind.name} WHERE {where} {rest}"
        return sorted(str(row[kind.name_field or "Id"] or row["Id"]) for row in await self.rows(query, asker))

    async def tables(self, asker: Asker) -> list[Table]:
        """The objects that the asker may ask about by name, and of which there is something to see."""
        found = [await self.table(asker, kind) for kind in self.view(asker).objects()]
        return [table for table in found if table]

    async def table(self, asker: Asker, kind: ObjectType) -> Table | None:
        """The records of one object; None where there is nothing that has a name."""
        key = (asker.name, kind.name)
        if key not in self._tables:
            self._tables[key] = await self._read(asker, kind)
        return self._tables[key]

    async def _read(self, asker: Asker, kind: ObjectType) -> Table | None:
        view, context = self.view(asker), self.context(asker)
        name = kind.name_field
        if asker.is_customer and kind.name.endswith(_ARTICLES):
            return None  # customers ask what articles say, not for the articles
        if not name or not view.field(kind, name) or role_of(kind).part not in _ASKED_ABOUT:
            return None
        readable = [each for each in shown_fields(kind, _TOLD) if view.field(kind, each.name)]
        if (number := number_field(kind)) and number not in readable and view.field(kind, number.name):
            readable.append(number)
        paths = {each: path for each in readable if (path := named_path(each, context))}
        columns = ", ".join(dict.fromkeys(["Id", name, *paths.values()]))
        query = f"SELECT {columns} FROM {kind.name} ORDER BY Id DESC LIMIT {_NEWEST + 1}"
        try:
            rows = await self.rows(query, asker)
        except NotPermittedError:  # the path leads through what this asker may not see
            return None
        if not rows:
            return None
        access = self.stage.org.access.access(asker.actor, kind.name)
        is_own = asker.is_customer and ":" in access.rows
        return Table(kind, rows[:_NEWEST], paths, is_own, len(rows) <= _NEWEST)

    async def handle(self, asker: Asker, table: Table, row: Row) -> Handle | None:
        """What to call the record so that no other can be meant; None where there is nothing."""
        kind = table.kind
        name = str(row[kind.name_field or "Id"] or "")
        number = number_field(kind)
        if number and number.name in row and (told := row[number.name]):
            same = await self.count(kind, f"{number.name} = {quote(told)}")
            text = f"{prose(kind.label)} {told}"
            return Handle(text, str(told), str(row["Id"]), name or str(told)) if same == 1 else None
        if not name.strip() or "\n" in name:
            return None
        everyone = System("to tell whether a name is one record's")
        matches = await find_names(self.stage.database, self.stage.org, everyone, [name])
        if len(matches) != 1:
            return None
        quoted = f'"{name}"' if role_of(kind).part in (Part.TASK, Part.MEETING) else name
        text = name if address_of(kind) else f"the {prose(kind.label)} {quoted}"
        return Handle(text, name, str(row["Id"]), name)


def number_field(kind: ObjectType) -> Field | None:
    """The field with the number that people quote, if records have one."""
    found = [each for each in kind.fields if each.numbered is not None]
    named = f"{kind.label.lower()} number"
    found += [each for each in kind.fields if each.type.is_text and each.label.lower() == named]
    return found[0] if found else None


def value_of(value: Any) -> Value:  # noqa: ANN401  (as many types as fields have)
    """A value of a record as a suite expects it."""
    if isinstance(value, Decimal | float):
        return int(value) if value == int(value) else round(float(value), 2)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, bool | int) or value is None else str(value)
