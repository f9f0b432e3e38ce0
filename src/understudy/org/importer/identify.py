"""Which column identifies the rows, and the 18-character id of each.

Ids in Salesforce's form are kept, the 15-character ones widened. Ids of any other kind (numbers, UUIDs,
codes) stay in a field of their own, and the row gets a new id; references are rewritten to it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from understudy.kit.ids import ALPHABET, RecordId, checksum, new_record_id, parse_record_id
from understudy.org.importer.naming import plain, singular
from understudy.org.importer.report import Findings
from understudy.org.importer.sources import Column, Table

__all__ = ["Identity", "id_key", "identify", "looks_like_record_id", "new_prefix"]

_CUSTOM = "a"
_DISTINCTIVE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Identity:
    """The ids of one table.

    `column` held the original ids (None if the table had none); `of` finds a row's id by what other tables
    call it. `minted` says that the ids are new; `distinctive` that an original id can be recognised
    wherever it occurs, as a number cannot.
    """

    ids: Sequence[RecordId]
    prefix: str
    column: Column | None
    of: Mapping[str, RecordId]
    minted: bool
    distinctive: bool


def id_key(value: object) -> str:
    """The text under which an id is looked up: 7, 7.0 and "7" are the same."""
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    return str(value).strip()


def looks_like_record_id(value: object) -> bool:
    """Whether the text has the form of a Salesforce id, right or wrong."""
    return (
        isinstance(value, str)
        and len(value) in (15, 18)
        and value.isascii()
        and value.isalnum()
        and not value.isdigit()
    )


def identify(table: Table, prefix: str | None, taken: set[str], findings: Findings) -> Identity:
    """The ids of the table's rows. `prefix` is the standard key prefix, `taken` those of other objects."""
    column = _id_column(table)
    values: Sequence[Any] = column.values if column else []
    prefixes = Counter(str(value)[:3] for value in values if looks_like_record_id(value))
    # Ids of one object share their first three characters; codes of the same length would not.
    if column and prefixes and prefixes.most_common(1)[0][1] * 2 >= len(values):
        return _kept(table, column, findings, prefix or "")
    chosen = prefix or new_prefix(taken)
    ids = [new_record_id(chosen, serial) for serial in range(1, len(table.rows) + 1)]
    if column is None:
        return Identity(ids, chosen, None, {}, minted=True, distinctive=False)
    _report_unusable(table, column, [id_key(v) if v is not None else None for v in values], findings)
    of = {id_key(value): made for value, made in zip(values, ids, strict=True) if value is not None}
    distinctive = all(len(key) >= _DISTINCTIVE_LENGTH and not key.isdigit() for key in of)
    return Identity(ids, chosen, column, of, minted=True, distinctive=distinctive)


def _id_column(table: Table) -> Column | None:
    by_name = {column.name.lower(): column for column in table.columns}
    if "id" in by_name:
        return by_name["id"]
    if table.key is not None:
        return by_name[table.key.lower()]
    own = {plain(table.name), plain(singular(table.name))}
    wanted = {f"{name}id" for name in own} | {"uuid", "guid"} | {f"{name}key" for name in own}
    return next((c for c in table.columns if plain(c.name) in wanted and _is_unique(c.values)), None)


def _is_unique(values: Sequence[Any]) -> bool:
    return None not in values and len({id_key(value) for value in values}) == len(values)


def _kept(table: Table, column: Column, findings: Findings, standard_prefix: str) -> Identity:
    parsed = [parse_record_id(value) if isinstance(value, str) else None for value in column.values]
    for row, value, found in zip(table.rows, column.values, parsed, strict=True):
        if found is None and value is not None:
            hint = "its checksum is wrong" if looks_like_record_id(value) else "15 or 18 letters and digits"
            findings.problem(
                "is not a valid id:", table.file, row=row, column=column.name, value=value, hint=hint
            )
    kept = _Kept(parsed)
    if len(kept) < len(parsed):
        _report_unusable(table, column, parsed, findings)
    prefixes = Counter(found[:3] for found in parsed if found)
    prefix = prefixes.most_common(1)[0][0] if prefixes else standard_prefix
    for row, found in zip(table.rows, parsed, strict=True):
        if found and not found.startswith(prefix):
            findings.problem(
                f"is the id of another object: ids here begin with {prefix}",
                table.file,
                row=row,
                column=column.name,
                value=found,
            )
    ids = [found or RecordId("") for found in parsed]
    return Identity(ids, prefix, column, kept, minted=False, distinctive=True)


class _Kept(Mapping[str, RecordId]):
    """Ids by themselves, in either length. A dict of both would take a fifth of an import's memory."""

    def __init__(self, ids: Iterable[RecordId | None]) -> None:
        self._ids = {found for found in ids if found}

    def __getitem__(self, key: str) -> RecordId:
        is_short = len(key) == 15 and key.isascii() and key.isalnum()
        found = RecordId(key + checksum(key) if is_short else key)
        if found not in self._ids:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


def _report_unusable(table: Table, column: Column, keys: Sequence[str | None], findings: Findings) -> None:
    """Report rows without an id and ids that occur twice."""
    first: dict[str, int] = {}
    for row, key, value in zip(table.rows, keys, column.values, strict=True):
        if value is None:
            findings.problem("has no id", table.file, row=row, column=column.name)
        elif key is not None and first.setdefault(key, row) != row:
            findings.problem(
                "is an id that occurs twice:",
                table.file,
                row=row,
                column=column.name,
                value=value,
                hint=f"first in row {first[key]}",
            )


def new_prefix(taken: Iterable[str]) -> str:
    """A key prefix for a custom object that no other object has."""
    known = set(taken)
    return next(made for a in ALPHABET for b in ALPHABET if (made := f"{_CUSTOM}{a}{b}") not in known)
