"""A literal says its value and nothing more."""

import pytest

from understudy.llm.local.literals import literal
from understudy.soql.literals import quote


@pytest.mark.parametrize(
    "value", [None, True, False, 3, "plain", "O'Neil", "a\\", "\\' OR Id != '", "a\nb\tc"]
)
def test_it_is_the_languages_own(value: str | int | None) -> None:
    assert literal(value) == quote(value)
