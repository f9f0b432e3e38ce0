"""Cells come back as they were read, however they are kept meanwhile."""

import pytest

from understudy.org.importer import texts
from understudy.org.importer.texts import Texts


@pytest.mark.parametrize("few", [0, 3, 1000])
@pytest.mark.parametrize("cells", [["a", "", "b"], ["", ""], ["a\x1fb", "c", ""], ["one"]])
def test_cells_come_back(few: int, cells: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(texts, "_FEW", few)
    column = Texts()
    for n in range(4):
        column.extend([cell and f"{cell}{n}" for cell in cells])
    expected = [f"{cell}{n}" if cell else None for n in range(4) for cell in cells]
    assert list(column) == expected
    assert (len(column), column[1:3]) == (len(expected), expected[1:3])
    assert [column.mention(part) for part in ("0", "no such text")] == [any(cells), False]
    moved = column.taken()
    assert (list(moved), list(column)) == (expected, [])
    moved.clear()
    assert list(moved) == []


def test_what_comes_again_is_kept_once():
    column = Texts()
    column.extend([f"same {n // 3}" for n in range(3)])
    assert len({id(cell) for cell in column}) == 1
