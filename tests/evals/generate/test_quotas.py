"""How many cases each action gets."""

import pytest

from understudy.evals.generate.quotas import quotas_of
from understudy.kit.errors import InputError

NINE = [f"action_{at}" for at in range(9)]


@pytest.mark.parametrize(
    ("actions", "cases", "least", "besides"),
    [(NINE, 200, 20, 20), (NINE, 270, 30, 0), (NINE, 300, 30, 30), (NINE[:1], 200, 180, 20), (NINE, 9, 1, 0)],
)
def test_all_are_given_out(actions: list[str], cases: int, least: int, besides: int) -> None:
    quotas = quotas_of(actions, cases, besides=True)
    assert sum(quotas.of_actions.values()) + sum(quotas.besides.values()) == cases
    assert min(quotas.of_actions.values()) == least
    assert sum(quotas.besides.values()) == besides


def test_fewer_cases_than_actions() -> None:
    with pytest.raises(InputError, match="8 cases cannot try 9 actions") as caught:
        quotas_of(NINE, 8, besides=True)
    assert "270 give each 30" in (caught.value.hint or "")
