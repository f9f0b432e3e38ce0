"""The questions of a probe: the same for the same seed, of all levels, some without an answer."""

from collections import Counter

import pytest

from understudy.conversations.turn import Stage
from understudy.knowledge.probe.corpus import is_held_back, is_told_elsewhere, sample
from understudy.knowledge.probe.draw import Probe, draw
from understudy.knowledge.probe.wordings import LEVELS

EVERYBODY = frozenset({"public", "customers", "employees"})


async def drawn(stage: Stage, seed: int = 1, count: int = 40) -> list[Probe]:
    return await draw(
        stage.database,
        stage.org.name,
        source=None,
        count=count,
        seed=seed,
        readable=EVERYBODY,
        hidden=frozenset({"employees"}),
    )


async def test_a_seed_draws_the_same_and_another_seed_others(articles: Stage) -> None:
    first, again, other = await drawn(articles), await drawn(articles), await drawn(articles, seed=2)
    assert first == again
    assert len(first) == len(other) == 40
    assert len({each.question for each in first} & {each.question for each in other}) < 20


async def test_there_are_all_kinds_and_levels(articles: Stage) -> None:
    probes = await drawn(articles)
    kinds = Counter(each.kind for each in probes)
    assert (kinds["other audience"], kinds["taken out"], kinds["answerable"]) == (4, 4, 32)
    assert set(Counter(each.level for each in probes).values()) == {10}
    assert {each.level for each in probes} == set(LEVELS)
    assert {each.document.audience for each in probes if each.kind == "other audience"} == {"employees"}
    assert [each.number for each in probes] == list(range(40))


async def test_every_place_lies_in_its_document(articles: Stage) -> None:
    for each in await drawn(articles):
        assert each.places
        for place in each.places:
            assert each.document.text[place.start : place.end].strip()
        assert (each.question != each.intended) == (each.level == "typing mistake")


async def test_what_must_stay_without_an_answer_is_told_nowhere_else(articles: Stage) -> None:
    for each in await drawn(articles):
        if each.kind != "answerable":
            elsewhere = await is_told_elsewhere(
                articles.database, articles.org.name, each.intended, each.document.id
            )
            assert each.level in ("other words", "key words") or not elsewhere


async def test_only_one_source(articles: Stage) -> None:
    org = articles.org.name
    assert len(await sample(articles.database, org, "articles", 1, 7)) == 7
    assert await sample(articles.database, org, "a folder", 1, 7) == []


@pytest.mark.parametrize("question", ["", "the of and"])
async def test_a_question_without_words_finds_nothing_kept_back(articles: Stage, question: str) -> None:
    assert not await is_held_back(articles.database, articles.org.name, question)
