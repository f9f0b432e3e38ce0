"""What a comparison says, and how often it raises a false alarm."""

from collections.abc import Mapping

import numpy as np
import pytest

from understudy.evals.gates.comparison import compare_tallies

Tallies = Mapping[str, tuple[int, int]]


def run(passed: list[bool]) -> Tallies:
    return {f"case {n}": (int(each), 1) for n, each in enumerate(passed)}


def test_cases_that_flipped_are_named() -> None:
    found = compare_tallies(
        {"a": (1, 1), "b": (0, 1), "c": (1, 2), "gone": (1, 1)},
        {"a": (0, 1), "b": (1, 1), "c": (2, 2), "new": (1, 1)},
    )
    assert (found.cases, found.regressed, found.improved) == (3, ("a",), ("b", "c"))
    assert (found.before, found.after) == (0.5, pytest.approx(2 / 3))


@pytest.mark.parametrize(
    ("before", "after", "outcome", "told"),
    [
        ([True] * 100, [False] * 12 + [True] * 88, "worse", "worse by more than chance"),
        ([False] * 12 + [True] * 88, [True] * 100, "better", "better by more than chance"),
        ([True] * 400, [True] * 400, "same", "one of 5 points or more is ruled out"),
        ([True] * 20, [False] * 2 + [True] * 18, "not enough data", "would mostly go unseen"),
        ([], [], "not enough data", "no case in common"),
    ],
)
def test_what_it_says(before: list[bool], after: list[bool], outcome: str, told: str) -> None:
    found = compare_tallies(run(before), run(after))
    assert found.outcome == outcome
    assert told in str(found)


def drawn(generator: np.random.Generator, rates: np.ndarray, attempts: int = 1) -> Tallies:
    return {f"c{n}": (int(generator.binomial(attempts, rate)), attempts) for n, rate in enumerate(rates)}


@pytest.mark.parametrize("attempts", [1, 3])
def test_a_version_against_itself_is_hardly_ever_worse(attempts: int) -> None:
    """200 comparisons of a fickle agent with itself: at most 5% are called worse."""
    generator = np.random.default_rng(1)
    worse = 0
    for _ in range(200):
        rates = generator.beta(4, 1, size=100)
        before, after = drawn(generator, rates, attempts), drawn(generator, rates, attempts)
        worse += compare_tallies(before, after).outcome == "worse"
    assert worse <= 10


def test_the_smallest_difference_is_seen_about_four_times_in_five() -> None:
    """Of 200 cases 10% end differently; the difference is the one that is said to be seen."""
    generator = np.random.default_rng(3)
    smallest = 2.8016 * (0.1 / 200) ** 0.5
    shares = [(0.1 + smallest) / 2, (0.1 - smallest) / 2]
    seen = 0
    for _ in range(200):
        worse, better, same = generator.multinomial(200, [*shares, 1 - sum(shares)])
        before = run([True] * worse + [False] * better + [True] * same)
        after = run([False] * worse + [True] * better + [True] * same)
        seen += compare_tallies(before, after).outcome == "worse"
    assert 0.7 <= seen / 200 <= 0.9
