"""Excel's files (XLSX): a heading for each sheet, values as they are shown."""

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from html import escape
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from understudy.knowledge.documents import Document, read_html
from understudy.knowledge.formats.file import File, UnreadableError
from understudy.knowledge.formats.limits import MOST_CELLS
from understudy.knowledge.formats.office import checked_archive, core_head
from understudy.knowledge.formats.paragraphs import as_table
from understudy.knowledge.front_matter import Head

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["read_sheets"]

_CURRENCY = re.compile(r'(?:\[\$(?P<marked>[^\]-]{1,4})[^\]]*\]|"?(?P<plain>[$€£¥])"?)')
_DECIMALS = re.compile(r"\.(0+)")


def read_sheets(file: File) -> list[Document]:
    """One document; formulas count as what they came to when the file was saved."""
    from openpyxl import load_workbook

    archive = checked_archive(file)
    try:
        book = load_workbook(io.BytesIO(file.data), read_only=True, data_only=True)
    except (KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        raise UnreadableError(f"is no workbook: {error}") from error
    left = MOST_CELLS
    parts: list[str] = []
    for sheet in book.worksheets:
        # A sheet may claim to be a million rows long and hold one.
        sheet.reset_dimensions()
        rows: list[list[str]] = []
        for row in _rows(sheet):
            rows.append(row)
            left -= len(row) or 1
            if left < 0:
                raise UnreadableError(f"has more than {MOST_CELLS:,} cells")
        if any(any(row) for row in rows):
            parts.append(f"<h1>{escape(sheet.title)}</h1>{as_table(rows)}")
    known = core_head(archive, file.head)
    # A workbook is called by its file, not by the first of its sheets.
    head = known.filled(Head(known.audience, PurePosixPath(file.name).name))
    return [read_html("\n".join(parts), file.key, head)]


def _rows(sheet: "Worksheet") -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        yield _without_tail([_shown(cell) for cell in row])


def _without_tail(cells: Sequence[str]) -> list[str]:
    length = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
    return list(cells[:length])


def _shown(cell: "Cell | MergedCell") -> str:
    """A cell's value with the unit that its format gives it."""
    value, form = cell.value, str(cell.number_format or "")
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return str(value.date() if value.time() == time() else value)
        case date() | time():
            return value.isoformat()
        case int() | float():
            return _number(value, form)
        case _:
            return str(value).strip()


def _number(value: float, form: str) -> str:
    decimals = _DECIMALS.search(form)
    if "%" in form:
        return f"{value * 100:.{len(decimals[1]) if decimals else 0}f}%"
    if found := _CURRENCY.search(form):
        sign = found["marked"] or found["plain"]
        return f"{sign}{value:,.{len(decimals[1]) if decimals else 0}f}"
    return f"{value:.15g}"
