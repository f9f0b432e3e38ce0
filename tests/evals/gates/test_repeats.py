"""Repeated attempts."""

from itertools import combinations
from statistics import mean

import numpy as np
import pytest

from understudy.evals.gates.repeats import repeats_of


def test_they_are_means_over_all_draws_of_attempts() -> None:
    ended = {"a": [1, 1, 1, 1], "b": [1, 0, 1, 1], "c": [0, 0, 1, 0], "d": [0, 0, 0, 0]}
    found = repeats_of({name: (sum(each), 4) for name, each in ended.items()})
    assert found
    assert (found.cases, found.flipped) == (4, ("b", "c"))
    assert found.flip_rate.rate == pytest.approx(
        mean(mean(x != y for x, y in combinations(each, 2)) for each in ended.values())
    )
    for k in (1, 2, 3, 4):
        drawn = mean(mean(all(some) for some in combinations(each, k)) for each in ended.values())
        assert found.all_pass[k].rate == pytest.approx(drawn)


def test_one_attempt_tells_nothing_of_repeats() -> None:
    assert repeats_of({"a": (1, 1), "b": (0, 1)}) is None
    found = repeats_of({"a": (1, 1), "b": (2, 3), "c": (2, 2)})
    assert found
    assert (found.cases, list(found.all_pass)) == (2, [1, 2])


def test_both_are_right_on_average_and_their_intervals_hold_the_truth() -> None:
    """Cases that pass with a chance between 0 and 1 each; five attempts."""
    generator = np.random.default_rng(5)
    twice, differ = 4 * 5 / (5 * 6), 2 * 4 * 1 / (5 * 6)  # E p² and 2 E p (1 - p) of a beta (4, 1)
    found = []
    for _ in range(200):
        passed = generator.binomial(5, generator.beta(4, 1, size=40))
        repeats = repeats_of({f"c{n}": (int(c), 5) for n, c in enumerate(passed)})
        assert repeats
        found.append(repeats)
    assert mean(each.all_pass[2].rate for each in found) == pytest.approx(twice, abs=0.01)
    assert mean(each.flip_rate.rate for each in found) == pytest.approx(differ, abs=0.01)
    assert mean(each.all_pass[2].low <= twice <= each.all_pass[2].high for each in found) >= 0.95
    assert mean(each.flip_rate.low <= differ <= each.flip_rate.high for each in found) >= 0.95
