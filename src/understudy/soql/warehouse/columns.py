"""The types of fields in Parquet. Numbers are decimals as wide as what is in them, and never rounded."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from understudy.kit.errors import InputError
from understudy.org.metadata import Field, FieldType

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["column_types", "read_texts"]

_TYPES = {
    FieldType.BOOLEAN: "BOOLEAN",
    FieldType.DATE: "DATE",
    FieldType.DATETIME: "TIMESTAMP WITH TIME ZONE",
}
_NARROW, _WIDE = 18, 38
_LONGEST_ROW = 64 * 1024 * 1024


def read_texts(file: Path, fields: Sequence[Field]) -> str:
    """The rows of a CSV file as COPY writes it, every value a text; an empty one without quotes is null."""
    columns = ", ".join(f"{text(each.name)}: 'VARCHAR'" for each in fields)
    return (
        f"read_csv({text(str(file))}, columns = {{{columns}}}, auto_detect = false, header = false,"
        " delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false,"
        f" new_line = '\\n', parallel = false, max_line_size = {_LONGEST_ROW})"
    )


def column_types(
    connection: "DuckDBPyConnection", object_name: str, fields: Sequence[Field], texts: str
) -> Mapping[str, str]:
    """The type of each field, for numbers by what is in them.

    Raises:
        InputError: a number has more digits than a decimal of Parquet.
    """
    types = {each.name: _TYPES.get(each.type, "VARCHAR") for each in fields}
    numbers = [each for each in fields if each.type.is_number]
    measured = [part for each in numbers for part in _measures(name(each.name))]
    row = connection.execute(f"SELECT {', '.join(measured)} FROM {texts}").fetchone() if numbers else None
    for place, field in enumerate(numbers if row else ()):
        whole, fraction = row[2 * place] or 1, row[2 * place + 1] or 0  # type: ignore[index]
        if field.type is FieldType.NUMBER and field.scale == 0 and whole <= _NARROW:
            types[field.name] = "BIGINT"
            continue
        width = _NARROW if whole + fraction <= _NARROW else _WIDE
        if whole + fraction > width:
            message = f"{object_name}.{field.name} holds a number of {whole + fraction} digits"
            raise InputError(message, hint=f"Parquet takes {_WIDE}: round it in the org")
        types[field.name] = f"DECIMAL({width}, {fraction})"
    return types


def _measures(column: str) -> tuple[str, str]:
    """The most digits before the point and after it."""
    return (
        f"max(length(ltrim(split_part({column}, '.', 1), '-')))",
        f"max(length(split_part({column}, '.', 2)))",
    )


def name(value: str) -> str:
    """A name in DuckDB's SQL."""
    return '"' + value.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text in DuckDB's SQL."""
    return "'" + value.replace("'", "''") + "'"
