"""Judges are measured by people; those that agree too little have no say."""

import pytest

from understudy.evals.judges.calibrate import Calibration, calibrate, labels_of, trusted
from understudy.evals.judges.store import Judged
from understudy.evals.review.store import Review, Said


def said(name: str, verdict: Said, reviewer: str = "Ada", reason: str = "random") -> Review:
    return Review(name, 1, reviewer, verdict, reason)


def judged(name: str, passed: bool | None, criterion: str = "overall") -> Judged:
    return Judged(name, 1, "openai:fake", criterion, passed, "so")


def one(people: str, judge: str) -> Calibration:
    """What comes of verdicts, a letter a result: y, n, and ? for a judge that could not say."""
    reviews = [said(f"case {n}", "good" if each == "y" else "bad") for n, each in enumerate(people)]
    passed = {"y": True, "n": False, "?": None}
    found = [(7, judged(f"case {n}", passed[each])) for n, each in enumerate(judge)]
    (calibration,) = calibrate(labels_of(7, reviews), found)
    return calibration


def test_most_people_decide_of_what_was_drawn_at_random() -> None:
    reviews = [
        said("a", "good"),
        said("a", "bad", "Bo"),
        said("a", "bad", "Cy"),
        said("b", "good"),
        said("b", "bad", "Bo"),
        said("c", "skip"),
        said("d", "bad", reason="disagreeing"),
        said("e", "good"),
    ]
    assert labels_of(7, reviews) == {(7, "a", 1): False, (7, "e", 1): True}


@pytest.mark.parametrize(
    ("people", "judge", "may", "told"),
    [
        ("y" * 15 + "n" * 15, "y" * 15 + "n" * 15, True, "has a say"),
        ("y" * 15 + "n" * 15, "y" * 14 + "n" * 16, True, "has a say"),
        ("y" * 15 + "n" * 15, "yn" * 15, False, "agrees too little"),
        ("y" * 15 + "n" * 15, "y" * 30, False, "agrees too little"),
        ("y" * 30, "y" * 30, False, "the same of all"),
        ("y" * 6 + "n" * 6, "y" * 6 + "n" * 6, False, "not enough data: 12 of 20"),
        ("y" * 15 + "n" * 15, "y" * 9 + "?" * 12 + "n" * 9, False, "not enough data: 18 of 20"),
    ],
)
def test_who_agrees_too_little_has_no_say(people: str, judge: str, may: bool, told: str) -> None:
    found = one(people, judge)
    assert (found.is_trusted, found.silent) == (may, judge.count("?"))
    assert told in found.told
    kept = trusted([judged("x", True), judged("y", None), judged("z", False, "tone")], [found])
    assert [each.name for each in kept] == (["x"] if may else [])


def test_a_failure_of_a_judge_is_no_no() -> None:
    """Were it one, this judge would agree in 15 of 30."""
    assert one("y" * 15 + "n" * 15, "y" * 15 + "?" * 15).agreement.observed == 1.0
