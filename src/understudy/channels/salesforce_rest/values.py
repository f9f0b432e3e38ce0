"""Values as Salesforce writes them: in JSON, and in the CSV of bulk jobs."""

from datetime import UTC, date, datetime
from decimal import Decimal

__all__ = ["csv_text", "instant", "json_value"]


def instant(value: datetime) -> str:
    """An instant in UTC with milliseconds, as `2026-01-02T03:04:05.000+0000`."""
    return f"{value.astimezone(UTC).isoformat(timespec='milliseconds')[:23]}+0000"


def json_value(value: object) -> object:
    """A field's value in JSON. Numbers that are not whole are doubles there."""
    kind = type(value)
    if kind is Decimal:
        return float(value)  # pyright: ignore[reportArgumentType] - its kind has been asked for
    if kind is datetime:
        return instant(value)  # pyright: ignore[reportArgumentType]
    if kind is date:
        return value.isoformat()  # pyright: ignore[reportAttributeAccessIssue]
    return value


def csv_text(value: object) -> str:
    """A field's value in CSV, where every digit of a number counts and nothing is the empty text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{value.astimezone(UTC).isoformat(timespec='milliseconds')[:23]}Z"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
