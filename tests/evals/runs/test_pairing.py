"""Two runs side by side."""

from dataclasses import replace

from tests.evals.report.given import result

from understudy.evals.runs.pairing import pair


def test_only_the_same_cases_are_compared() -> None:
    before = [result("same"), result("other"), result("gone"), result("open", None), result("fell")]
    after = [
        result("same"),
        result("other", case={"say": "Something else?"}),
        result("new"),
        result("open"),
        result("fell", False),
    ]
    found = pair(before, after)
    assert found.comparison.cases == 2
    assert [each.name for each in found.regressed] == ["fell"]
    assert (found.changed, found.only_before, found.only_after, found.unjudged) == (
        ("other",),
        ("gone",),
        ("new",),
        ("open",),
    )


def test_the_replies_of_a_flip_show_it() -> None:
    before = [
        result("a", True, replies=("right",)),
        replace(result("a", True, replies=("right",)), attempt=2),
    ]
    after = [
        result("a", True, replies=("right",)),
        replace(result("a", False, replies=("wrong",)), attempt=2),
    ]
    (flip,) = pair(before, after).regressed
    assert (flip.before.replies, flip.after.replies) == (("right",), ("wrong",))


def test_a_case_that_must_never_fail_makes_it_worse_by_itself() -> None:
    never = {"must_never": True}
    found = pair([result("a", case=never)], [result("a", False, case=never)])
    assert found.comparison.outcome == "not enough data"
    assert found.is_worse
    assert not pair([result("a")], [result("a", False)]).is_worse
