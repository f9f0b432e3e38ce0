"""Values as the text of a query."""

from datetime import UTC, date, datetime
from decimal import Decimal

__all__ = ["quote"]

_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quote(value: str | float | Decimal | bool | date | datetime | None) -> str:
    """The literal that stands for a value in both dialects.

    Raises:
        ValueError: a number that is not finite, or a time without a zone.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"'{value.translate(_ESCAPES)}'"
        case int() | float() | Decimal():
            number = Decimal(str(value))
            if not number.is_finite():
                raise ValueError(f"{value!r} cannot be written in a query")
            return f"{number:f}"
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"{value!r} has no time zone")
            return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
