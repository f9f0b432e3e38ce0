"""Which results are shown, in which order, and why."""

from tests.evals.runs.test_store import result

from understudy.evals.review.queue import Candidate, queue


def one(name: str, confidence: float | None = None, *opinions: bool | None, passed: bool = True) -> Candidate:
    return Candidate(result(name, passed=passed), confidence, opinions)


def test_each_once_and_why() -> None:
    plain = [one(f"plain {number}", 0.9, True) for number in range(20)]
    odd = [one("disputed", None, True, False), one("unsure", 0.3), one("less sure", 0.2)]
    found = queue([*plain, *odd], seed=1)
    assert len(found) == len({each.result.name for each in found}) == 23
    first = {each.result.name: each.reason for each in found[:6]}
    assert first["disputed"] == "disagreeing"
    assert first["less sure"] == "low confidence"
    assert first["unsure"] == "low confidence"
    assert [each.reason for each in found[:3]] == ["random", "disagreeing", "low confidence"]
    assert {each.reason for each in found[6:]} == {"random"}


def test_one_who_could_not_say_disputes_nothing() -> None:
    assert not one("a", None, None, True).is_disputed
    assert one("a", None, False, None, True).is_disputed


def test_the_order_is_that_of_the_seed_and_not_of_the_results() -> None:
    many = [one(f"case {number}") for number in range(30)]
    names = [each.result.name for each in queue(many, seed=7)]
    assert names == [each.result.name for each in queue(many[::-1], seed=7)]
    assert names != [each.result.name for each in queue(many, seed=8)]
    assert names != sorted(names)


def test_what_is_drawn_at_random_does_not_depend_on_the_rest() -> None:
    """Else those that are shown first would be no fair sample of all."""
    plain = [one(f"case {number}") for number in range(30)]
    odd = [one(f"case {number}", 0.1, True, False) for number in range(30)]

    def order(candidates: list[Candidate]) -> list[str]:
        return [each.result.name for each in queue(candidates, seed=3)][:1]

    assert order(plain) == order(odd)
