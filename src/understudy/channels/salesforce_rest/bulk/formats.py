"""The CSV of bulk jobs: read row by row from what was uploaded, written piece by piece."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Literal

from understudy.channels.salesforce_rest.faults import WireError

__all__ = ["Delimiter", "LineEnding", "csv_lines", "read_csv"]

Delimiter = Literal["BACKQUOTE", "CARET", "COMMA", "PIPE", "SEMICOLON", "TAB"]
LineEnding = Literal["LF", "CRLF"]
_DELIMITERS = {"BACKQUOTE": "`", "CARET": "^", "COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "TAB": "\t"}
_LINE_ENDINGS = {"LF": "\n", "CRLF": "\r\n"}
_LONGEST_CELL = 32 * 1024 * 1024


def read_csv(file: IO[bytes], column_delimiter: str) -> Iterator[list[str]]:
    """The rows of a file, the header first.

    Raises: WireError when it is no CSV.
    """
    csv.field_size_limit(_LONGEST_CELL)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield from (
            row for row in csv.reader(text, delimiter=_DELIMITERS[column_delimiter], strict=True) if row
        )
    except (csv.Error, UnicodeDecodeError) as error:
        raise WireError(400, "INVALIDBATCH", f"the data is no CSV in UTF-8: {error}") from error


def csv_lines(rows: Iterable[Sequence[str]], column_delimiter: str, line_ending: str) -> bytes:
    """The rows as text, every cell in quotes."""
    text = io.StringIO()
    csv.writer(
        text,
        delimiter=_DELIMITERS[column_delimiter],
        lineterminator=_LINE_ENDINGS[line_ending],
        quoting=csv.QUOTE_ALL,
    ).writerows(rows)
    return text.getvalue().encode()
