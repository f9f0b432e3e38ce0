"""Tables out of files: an SQLite database, or a folder of CSV or Parquet. Empty text is no value."""

import csv
import json
import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from understudy.kit.errors import InputError
from understudy.org.importer.report import Findings
from understudy.org.importer.texts import Texts

__all__ = ["Column", "Table", "read_tables"]

_SQLITE_MAGIC = b"SQLite format 3\x00"
_LONGEST_CELL = 64 * 1024 * 1024
_DELIMITERS = ",;\t|"
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it came: one value a row, None where there is none."""

    name: str
    values: list[Any] | Texts


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it came. `rows` says where each row stands in the file, for reports.

    `key` is the column that the source itself declares to identify the rows, if it does.
    """

    name: str
    file: str
    columns: tuple[Column, ...]
    rows: Sequence[int]
    key: str | None = None


def read_tables(path: Path, findings: Findings) -> tuple[Table, ...]:
    """Every table of the source, in the order of their names; what cannot be read is a problem.

    Raises: InputError when the path itself is nothing that can be imported.
    """
    if path.is_dir():
        return tuple(_read_folder(path, findings))
    if not path.exists():
        raise InputError(
            f"there is no {str(path)!r}", hint="give an SQLite file or a folder of CSV or Parquet"
        )
    with path.open("rb") as file:
        magic = file.read(len(_SQLITE_MAGIC))
    if magic == _SQLITE_MAGIC:
        return tuple(_read_sqlite(path, findings))
    if path.suffix.lower() in _READERS:
        return tuple(_read_file(path, findings))
    raise InputError(
        f"{path.name!r} is not an SQLite database", hint="give an SQLite file or a folder of CSV or Parquet"
    )


def _read_folder(folder: Path, findings: Findings) -> Iterator[Table]:
    files = sorted(path for path in folder.iterdir() if path.suffix.lower() in _READERS)
    if not files:
        raise InputError(f"the folder {str(folder)!r} holds no .csv and no .parquet file")
    for path in files:
        yield from _read_file(path, findings)


def _read_file(path: Path, findings: Findings) -> Iterator[Table]:
    read = _READERS[path.suffix.lower()]
    try:
        table = read(path, findings)
    except UnicodeDecodeError as error:
        findings.problem("is not UTF-8 text", path.name, hint=f"byte {error.start}: save it as UTF-8")
    except (OSError, ValueError, csv.Error) as error:
        findings.problem("cannot be read", path.name, hint=str(error))
    except Exception as error:  # noqa: BLE001  (arro3's own errors share no base but this one)
        findings.problem("cannot be read", path.name, hint=str(error))
    else:
        yield table


def _read_csv(path: Path, findings: Findings) -> Table:
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(_DELIMITERS, key=first.count)
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        header = next(reader, None)
        if not header:
            raise ValueError("it has no header line")
        columns = [Texts() for _ in header]
        lines = array("q")
        before = reader.line_num
        chunk: list[list[str]] = []
        for row in reader:
            line, before = before + 1, reader.line_num
            if len(row) == len(header):
                chunk.append(row)
                lines.append(line)
            elif row:
                findings.problem(f"has {len(row)} cells, the header has {len(header)}", path.name, row=line)
            if len(chunk) == _CHUNK:
                _grow(columns, chunk)
        _grow(columns, chunk)
    named = (Column(name.strip(), each) for name, each in zip(header, columns, strict=True))
    return Table(path.stem, path.name, tuple(named), lines)


def _grow(columns: Sequence[Texts], chunk: list[list[str]]) -> None:
    for column, cells in zip(columns, zip(*chunk, strict=True), strict=False):
        column.extend(cells)
    chunk.clear()


def _read_parquet(path: Path, findings: Findings) -> Table:
    from arro3.io import read_parquet

    read: Any = read_parquet(path).read_all()
    columns: list[Column] = []
    for index, name in enumerate(read.schema.names):
        try:
            values = [scalar.as_py() for chunk in read.column(index).chunks for scalar in chunk]
        except (ValueError, TypeError, NotImplementedError) as error:
            findings.problem("is a column that cannot be read", path.name, column=name, hint=str(error))
        else:
            columns.append(Column(name, _plain(values)))
    return Table(path.stem, path.name, tuple(columns), range(1, read.num_rows + 1))


_READERS: dict[str, Callable[[Path, Findings], Table]] = {".csv": _read_csv, ".parquet": _read_parquet}


def _read_sqlite(path: Path, findings: Findings) -> Iterator[Table]:
    # Without a log beside it the file is whole, and is then readable in a folder that is not writable.
    how = "mode=ro" if path.with_name(path.name + "-wal").exists() else "mode=ro&immutable=1"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True)) as connection:
        # What is not UTF-8 stays bytes, so that the column can be named.
        connection.text_factory = _text
        try:
            names = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                " ORDER BY name"
            ).fetchall()
        except sqlite3.DatabaseError as error:
            findings.problem("cannot be read", path.name, hint=str(error))
            return
        for (name,) in names:
            try:
                yield _read_sqlite_table(connection, path.name, name)
            except sqlite3.DatabaseError as error:
                findings.problem("is a table that cannot be read", f"{path.name}/{name}", hint=str(error))


def _read_sqlite_table(connection: sqlite3.Connection, file: str, name: str) -> Table:
    quoted = '"' + name.replace('"', '""') + '"'
    described = connection.execute(f"PRAGMA table_info({quoted})").fetchall()
    rows = connection.execute(f"SELECT * FROM {quoted}").fetchall()  # noqa: S608  (quoted above)
    by_column = list(zip(*rows, strict=True)) or [() for _ in described]
    columns = [Column(info[1], _plain(values)) for info, values in zip(described, by_column, strict=True)]
    keys = [info[1] for info in described if info[5]]
    key = keys[0] if len(keys) == 1 else None
    return Table(name, f"{file}/{name}", tuple(columns), range(1, len(rows) + 1), key)


def _text(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw


def _plain(values: Sequence[Any]) -> list[Any]:
    """Values without the empty ones, and nested ones as text."""
    return [_plain_value(value) if type(value) in _UNPLAIN else value for value in values]


_UNPLAIN = frozenset({str, float, list, dict})


def _plain_value(value: str | float | list[Any] | dict[str, Any]) -> str | float | None:
    """None for empty text and for NaN; `;` between the parts of a list, as a multi-picklist has it."""
    if isinstance(value, list):
        return ";".join(str(part) for part in value) or None
    if isinstance(value, dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    is_nan = value != value  # NaN alone differs from itself.
    return None if value == "" or is_nan else value
