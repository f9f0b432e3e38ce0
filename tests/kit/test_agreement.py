"""Kappa, against published examples and against leaving out one item at a time."""

from collections.abc import Callable, Hashable, Sequence
from math import sqrt
from typing import Any

import pytest

from understudy.kit.agreement import Agreement, cohen, fleiss


def pairs(table: Sequence[Sequence[int]]) -> list[tuple[Hashable, Hashable]]:
    """The items behind a table of counts, a row for each label of the first rater."""
    return [(a, b) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)]


def labels(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """The items behind a table of counts, a row for each item."""
    return [[label for label, count in enumerate(row) for _ in range(count)] for row in rows]


DIAGNOSES = pairs([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
"""J. L. Fleiss, B. Levin, M. C. Paik, "Statistical Methods for Rates and Proportions" (2003), table 18.1."""
PAPERS = pairs([[20, 5], [10, 15]])
"""Wikipedia, "Cohen's kappa": two readers of 50 proposals."""
RATINGS = labels(
    [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
)
"""Wikipedia, "Fleiss' kappa": fourteen raters of ten subjects."""


def half(found: Agreement) -> float:
    """Half the width of the interval, in standard errors."""
    assert found.high is not None
    assert found.low is not None
    return (found.high - found.low) / 2 / 1.96


def test_two_raters_as_published() -> None:
    found = cohen(DIAGNOSES)
    assert (round(found.observed, 2), round(found.kappa or 0, 2)) == (0.89, 0.68)
    assert half(found) == pytest.approx(0.087, abs=0.001)  # the book goes on with a kappa of 0.68
    assert cohen(PAPERS).kappa == pytest.approx(0.4)


def test_many_raters_as_published() -> None:
    found = fleiss(RATINGS)
    assert (round(found.observed, 3), round(found.kappa or 0, 3)) == (0.378, 0.210)


def left_out(measure: Callable[[Any], Agreement], items: Sequence[Any]) -> float:
    """The standard error by the jackknife."""
    found = [measure([*items[:i], *items[i + 1 :]]).kappa or 0.0 for i in range(len(items))]
    middle = sum(found) / len(found)
    return sqrt((len(found) - 1) / len(found) * sum((each - middle) ** 2 for each in found))


@pytest.mark.parametrize(("measure", "items"), [(cohen, DIAGNOSES), (cohen, PAPERS), (fleiss, RATINGS)])
def test_the_interval_is_about_that_of_leaving_one_out(
    measure: Callable[[Any], Agreement], items: Sequence[Any]
) -> None:
    assert half(measure(items)) == pytest.approx(left_out(measure, items), rel=0.12)


def test_items_may_have_different_numbers_of_labels() -> None:
    some = [["a", "a"], ["a", "b", "b"], ["b", "b", "b", "b"], ["a"], []]
    assert fleiss(some).items == 3
    assert fleiss(some).observed == pytest.approx((1 + 1 / 3 + 1) / 3)


@pytest.mark.parametrize("measure", [cohen, fleiss])
def test_that_a_few_agree_is_not_certain(measure: Callable[[Any], Agreement]) -> None:
    few, many = measure([("a", "a"), ("b", "b")]), measure([("a", "a"), ("b", "b")] * 50)
    assert (few.kappa, few.high, many.kappa) == (1.0, 1.0, 1.0)
    assert few.low is not None
    assert many.low is not None
    assert few.low < 0 < 0.9 < many.low


@pytest.mark.parametrize("measure", [cohen, fleiss])
@pytest.mark.parametrize("items", [[], [("a", "b")], [("a", "a")] * 9])
def test_where_nothing_can_be_said_nothing_is(measure: Callable[[Any], Agreement], items: Any) -> None:
    found = measure(items)
    assert (found.kappa, found.low, found.high) == (None, None, None)
    assert "no kappa" in str(found)
