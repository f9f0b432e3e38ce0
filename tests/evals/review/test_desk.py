"""What a reviewer is shown and says, over results that are kept."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.evals.reviewing import kept_run, played_run
from tests.evals.runs.test_store import result

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.cases import Case, Expectation, load_suite
from understudy.evals.keeping.expected import Correction
from understudy.evals.review import store
from understudy.evals.review.desk import ReviewDesk, case_of
from understudy.evals.runs.kept import KeptRun
from understudy.kit.errors import InputError
from understudy.org.permissions import System
from understudy.org.users import find_actor

OPERATOR = System("a test of reviews")
ASKED = "How many cases were opened in May 2026?"
pytestmark = pytest.mark.usefixtures("traced")


@pytest.fixture
async def run(demo_stage: Stage) -> AsyncGenerator[KeptRun]:
    results = [result(f"case {number}") for number in range(6)]
    results[0] = replace(results[0], passed=True)
    async with kept_run(demo_stage, results) as made:
        yield made


def desk_of(stage: Stage, name: str, suites: Path | None = None) -> ReviewDesk:
    return ReviewDesk(stage.database, stage.org, OPERATOR, suites, name)


async def test_what_one_has_said_waits_no_more(demo_stage: Stage, run: KeptRun) -> None:
    ada, bo = desk_of(demo_stage, "Ada"), desk_of(demo_stage, "Bo")
    waiting = await ada.waiting(run)
    assert (await ada.run()).id == run.id
    for each, verdict in zip(waiting[:3], ("good", "bad", "skip"), strict=True):
        assert not await ada.say(run, each.result.name, 1, verdict, each.reason)
    assert len(await ada.waiting(run)) == 3
    assert len(await bo.waiting(run)) == 6
    for each, verdict in zip(waiting[:3], ("good", "good", "good"), strict=True):
        await bo.say(run, each.result.name, 1, verdict, each.reason)
    progress = await bo.progress(run, await bo.waiting(run))
    assert (progress.said, progress.waiting) == (3, 3)
    assert (progress.agreement.items, progress.agreement.observed) == (2, 0.5)
    with pytest.raises(InputError, match="no such result"):
        await ada.say(run, "case 99", 1, "good", "random")


async def test_where_opinions_differ_it_is_shown_early(demo_stage: Stage, run: KeptRun) -> None:
    """A check found the first right; Ada does not."""
    await desk_of(demo_stage, "Ada").say(run, "case 0", 1, "bad", "random")
    waiting = await desk_of(demo_stage, "Bo").waiting(run)
    assert "case 0" in [each.result.name for each in waiting[:2]]


async def test_a_correction_is_written_into_the_suite(
    demo_app: App, demo_stage: Stage, tmp_path: Path
) -> None:
    path = tmp_path / "reviewed.yaml"
    path.write_text(
        "name: reviewed\nagent: analyst\ncases:\n  # Somebody counted.\n  - name: one\n"
        f"    say: {ASKED}\n    expect: {{action: measure, answers: [1]}}  # perhaps\n    owner: me\n"
    )
    (case,) = load_suite(str(path)).cases
    spec, moment = demo_app.agent("analyst"), demo_app.moment(demo_stage.org)
    async with played_run(demo_stage, spec, moment, case) as played:
        desk = desk_of(demo_stage, "Ada", tmp_path)
        (waits,) = await desk.waiting(played)
        assert case_of(waits.result) == case
        assert await desk.say(played, "one", 1, "good", waits.reason, Correction(answers=(93,)))
        (review,) = await store.reviews_of(demo_stage.database, played.id)
        assert review.expected == {"answers": [93]}
    (mended,) = load_suite(str(path)).cases
    assert mended.expect == Expectation(kind="reply", action="measure", answers=(93,))
    assert "  # Somebody counted.\n" in path.read_text()
    assert mended.owner == "me"


async def test_people_are_shown_what_they_may_read(demo_app: App, demo_stage: Stage) -> None:
    """Who sees everything all of it, others what was said to them."""
    asked = Expectation(kind="reply")
    cases = [
        Case(name="by the operator", say=ASKED, expect=asked),
        Case(name="by Caroline", say=ASKED, expect=asked, actor="Caroline Mbatha"),
    ]
    spec, moment = demo_app.agent("analyst"), demo_app.moment(demo_stage.org)
    async with played_run(demo_stage, spec, moment, *cases) as played:
        for who, seen in (
            ("Rosalind Achebe", {"by the operator", "by Caroline"}),
            ("Caroline Mbatha", {"by Caroline"}),
            ("Delia Ortiz", set[str]()),
            ("maria.okafor@harborlightnursery.example", set[str]()),
        ):
            actor = await find_actor(demo_stage.database, demo_stage.org, who)
            desk = ReviewDesk(demo_stage.database, demo_stage.org, actor)
            assert {each.result.name for each in await desk.waiting(played)} == seen, who
            if "by the operator" not in seen:
                with pytest.raises(InputError):
                    await desk.say(played, "by the operator", 1, "good", "random")


async def test_two_versions_are_compared_blind(demo_stage: Stage) -> None:
    first = [result(f"case {number}") for number in range(3)]
    second = [replace(each, replies=("Ada.",)) for each in first]
    async with kept_run(demo_stage, first) as one, kept_run(demo_stage, second) as two:
        ada = desk_of(demo_stage, "Ada")
        pairs = await ada.pairs(one, two)
        for pair in pairs[:2]:
            choice = "left" if pair.left is pair.second else "right"
            await ada.prefer(one, two, pair.first.name, 1, choice)
        await ada.prefer(one, two, pairs[2].first.name, 1, "same")
        tally = await ada.tally(one, two)
        assert (tally.first, tally.second, tally.same) == (0, 2, 1)
        assert await ada.pairs(one, two) == []
        assert len(await desk_of(demo_stage, "Bo").pairs(one, two)) == 3
        with pytest.raises(InputError, match="no such pair"):
            await ada.prefer(one, two, "case 0", 1, "left")
