"""How often something may happen."""

import pytest

from understudy.kit import pace
from understudy.kit.pace import Pace


class Hand:
    """A clock that is set by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_evenly() -> None:
    clock = Hand()
    allowed = Pace(5, 10.0, clock)
    assert [allowed.take("ann") for _ in range(5)] == [0.0] * 5
    assert allowed.take("ann") == 2.0
    clock.now += 1.5
    assert allowed.take("ann") == 0.5
    clock.now += 0.5
    assert [allowed.take("ann"), allowed.take("ann")] == [0.0, 2.0]
    clock.now += 60
    assert [allowed.take("ann") for _ in range(6)] == [0.0] * 5 + [2.0]


def test_each_has_a_pace_of_their_own() -> None:
    allowed = Pace(1, 1.0, Hand())
    assert [allowed.take("ann"), allowed.take("bob"), allowed.take("ann") > 0] == [0.0, 0.0, True]


def test_looking_does_not_count() -> None:
    allowed = Pace(1, 1.0, Hand())
    assert [allowed.wait_s("ann"), allowed.wait_s("ann"), allowed.take("ann")] == [0.0, 0.0, 0.0]


def test_memory_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "_MOST_KNOWN", 100)
    clock = Hand()
    allowed = Pace(1, 10.0, clock)
    for number in range(1000):
        allowed.count(f"address {number}")
        assert len(allowed._paid_at) <= 100
    assert allowed.wait_s("address 999") > 0
    clock.now += 100
    for number in range(100):
        allowed.count(f"other {number}")
    assert "address 999" not in allowed._paid_at
