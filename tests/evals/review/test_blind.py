"""Two versions side by side: nothing tells which is which."""

from dataclasses import replace

from tests.evals.runs.test_store import result

from understudy.evals.review.blind import Tally, pairs_of, tally
from understudy.evals.runs.kept import KeptResult


def two_runs(count: int) -> tuple[list[KeptResult], list[KeptResult]]:
    first = [result(f"case {number}") for number in range(count)]
    return first, [replace(each, replies=("Ada.",)) for each in first]


def test_the_side_is_drawn_and_stays() -> None:
    first, second = two_runs(200)
    found = pairs_of(first, second, (1, 2), "me")
    left = sum(each.first_is_left for each in found)
    assert 70 < left < 130
    assert found == pairs_of(first[::-1], second, (1, 2), "me")
    others = {each.first.name: each.first_is_left for each in pairs_of(first, second, (1, 2), "you")}
    assert any(others[each.first.name] != each.first_is_left for each in found)
    for each in found:
        left_is = "first" if each.left is each.first else "second"
        assert each.preferred("left") == left_is != each.preferred("right")
        assert (each.preferred("same"), each.preferred("skip")) == ("same", "skip")


def test_only_what_differs_of_the_same_case_is_compared() -> None:
    first, second = two_runs(4)
    second = [first[0], replace(second[1], digest="changed"), second[2]]
    assert [each.first.name for each in pairs_of(first, second, (1, 2), "me")] == ["case 2"]


def test_what_was_skipped_does_not_count() -> None:
    assert tally(["first", "same", "skip", "second", "first"]) == Tally(2, 1, 1)
