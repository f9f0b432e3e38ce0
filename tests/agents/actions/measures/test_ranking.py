"""Places, limits and ties."""

from decimal import Decimal

import pytest

from understudy.agents.actions.measures.ranking import Group, rank_groups
from understudy.org.definitions.measure import Ties


def groups(**values: float) -> list[Group]:
    return [Group(key, key, Decimal(str(value)), 1) for key, value in values.items()]


@pytest.mark.parametrize(
    ("given", "highest", "limit", "position", "expected"),
    [
        ({"a": 1, "b": 3, "c": 2}, True, 1, 1, ["b"]),
        ({"a": 1, "b": 3, "c": 2}, False, 1, 1, ["a"]),
        ({"a": 1, "b": 3, "c": 2}, True, 2, 1, ["b", "c"]),
        ({"a": 1, "b": 3, "c": 2}, True, 1, 2, ["c"]),
        ({"a": 1, "b": 3}, True, 1, 3, []),
        ({}, True, 1, 1, []),
    ],
)
def test_places(
    given: dict[str, float], highest: bool, limit: int, position: int, expected: list[str]
) -> None:
    ranking = rank_groups(groups(**given), highest=highest, limit=limit, position=position, ties=Ties.ALL)
    assert [g.key for g in ranking.groups[: ranking.asked]] == expected


@pytest.mark.parametrize(
    ("ties", "expected", "tied"),
    [(Ties.ALL, ["a", "b"], True), (Ties.FIRST, ["a"], False), (Ties.NONE, [], True)],
)
def test_a_tie_for_the_first_place(ties: Ties, expected: list[str], tied: bool) -> None:
    ranking = rank_groups(groups(b=3, a=3, c=1), highest=True, limit=1, position=1, ties=ties)
    assert [g.key for g in ranking.groups[: ranking.asked]] == expected
    assert ranking.tied is tied


def test_a_tie_at_the_last_of_several_places_widens_the_answer() -> None:
    ranking = rank_groups(groups(a=5, b=3, c=3, d=1), highest=True, limit=2, position=1, ties=Ties.ALL)
    assert [g.key for g in ranking.groups[: ranking.asked]] == ["a", "b", "c"]


def test_those_not_asked_for_follow_in_order() -> None:
    ranking = rank_groups(groups(a=1, b=3, c=2), highest=True, limit=1, position=2, ties=Ties.ALL)
    assert [g.key for g in ranking.groups] == ["c", "b", "a"]
