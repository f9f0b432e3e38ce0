"""Versions, in sentences and in cells."""

import pytest

from understudy.knowledge.facts.versions import find_versions, version_of_cell
from understudy.llm.local.spans import plain


@pytest.mark.parametrize(
    ("text", "unit", "key"),
    [
        ("Requires Android 12 or later", "android", "12"),
        ("from version 4.0 on", "version", "4"),
        ("Python 3.11", "python", "3.11"),
        ("On Linux you need version 6 of it", "linux", "6"),
    ],
)
def test_a_version_is_read(text: str, unit: str, key: str) -> None:
    (found,) = find_versions(plain(text))
    assert (found.value.unit, found.value.key) == (unit, key)


@pytest.mark.parametrize(
    ("cell", "label", "head", "unit"),
    [
        ("14", "mac (macos)", "oldest", "macos"),
        ("3.2 or later", "reader", "version", "version"),
        ("14", "berths", "number", None),
        ("14 days", "linux", "support", None),
    ],
)
def test_a_number_in_a_cell_is_a_version_by_its_row_or_column(
    cell: str, label: str, head: str, unit: str | None
) -> None:
    found = version_of_cell(cell, label, head)
    assert (found.value.unit if found else None) == unit
