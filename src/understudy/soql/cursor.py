"""Where a reader of pages stands, as plain data: of which query, for whom, and the keys of the last row."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, ValidationError

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.soql.scope import Binds, Scalars

__all__ = ["Position", "packed", "read_cursor", "stale", "unpacked", "who"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Position:
    """A cursor that has been read. `load` is the PostgreSQL schema that the query's rows were in.

    `after` and `binds` are still packed. `left` is how many rows LIMIT still lets through, None for all.
    """

    org: str
    load: str
    actor: str
    query: str
    binds: dict[str, Any]
    now: str
    timezone: str
    fiscal_year_start: int
    after: list[Any]
    left: int | None
    total: int
    version: int = _VERSION

    def cursor(self) -> dict[str, Any]:
        """The position as it is given out."""
        return asdict(self)

    @property
    def moment(self) -> Moment:
        """The moment of the first page, which is that of all pages.

        Raises:
            InputError: it says no moment.
        """
        try:
            zone = ZoneInfo(self.timezone)
            return Moment(datetime.fromisoformat(self.now), zone, self.fiscal_year_start)
        except (ValueError, ZoneInfoNotFoundError):
            raise _no_cursor() from None

    @property
    def bound(self) -> Binds:
        """The values of the query's binds."""
        return {name: cast("Scalars", unpacked(value)) for name, value in self.binds.items()}


_POSITION = TypeAdapter(Position)


def read_cursor(cursor: Mapping[str, Any], org: Org, actor: Actor) -> Position:
    """The cursor, if it is one of this org and this actor.

    Raises:
        InputError: it is none, it belongs to someone else, or the org was loaded anew since.
    """
    try:
        read = _POSITION.validate_python(dict(cursor))
    except ValidationError:
        raise _no_cursor() from None
    if read.version != _VERSION:
        raise stale("an earlier version of the platform gave it out")
    if read.org != org.name or read.actor != who(actor):
        raise InputError("the cursor belongs to another reader", hint=_AGAIN)
    if read.load != org.pg_schema:
        raise stale("the org has been loaded anew since")
    return read


def who(actor: Actor) -> str:
    """One word for the person; what the person may see is worked out anew for each page."""
    match actor:
        case Employee(user_id=user_id):
            return f"employee:{user_id}"
        case Customer(contact_id=contact_id):
            return f"customer:{contact_id}"
        case System(reason=reason):
            return f"system:{reason}"


_AGAIN = "run the query again from its first page"


def stale(why: str) -> InputError:
    """The cursor was good once."""
    return InputError(f"the cursor is no longer valid: {why}", hint=_AGAIN)


def _no_cursor() -> InputError:
    return InputError("this is no cursor of a query", hint=_AGAIN)


def packed(value: object) -> object:
    """A value of a row or a bind as JSON has it, its type with it where JSON has none."""
    match value:
        case None | str() | bool() | int() | float():
            return value
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Mapping():
            pairs = cast("Mapping[str, object]", value)
            return {name: packed(each) for name, each in pairs.items()}
        case Sequence():
            return [packed(each) for each in cast("Sequence[object]", value)]
        case _:
            raise AssertionError(f"{type(value).__name__} is no value of a row")


def unpacked(value: object) -> object:
    """The value again.

    Raises:
        InputError: it was not packed here.
    """
    if isinstance(value, list):
        return [unpacked(each) for each in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    try:
        ((kind, text),) = cast("dict[str, str]", value).items()
        return _KINDS[kind](text)
    except (KeyError, ValueError, TypeError, InvalidOperation):
        raise _no_cursor() from None


_KINDS: dict[str, Callable[[str], object]] = {
    "decimal": Decimal,
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
}
