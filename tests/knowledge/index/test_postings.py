"""Packed postings, and BM25 over them beside the formula written out."""

from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.knowledge.index.postings import Shelf, WordScores, pack, score_words, without

TEXTS = {7: "red hose red", 9: "blue hose", 12: "green pump with a blue pump lid", 40: "frame"}


def shelf(texts: dict[int, str], gone: tuple[int, ...] = ()) -> Shelf:
    counted = {number: Counter(text.split()) for number, text in texts.items()}
    alive = {number: words for number, words in counted.items() if number not in gone}
    return Shelf(
        1,
        len(alive),
        sum(sum(words.values()) for words in alive.values()),
        np.array(gone, "<u4").tobytes(),
        {term: [entries] for term, entries in pack(counted.items()).items()},
    )


def by_hand(texts: dict[int, str], terms: set[str]) -> dict[int, tuple[float, float]]:
    """Score and coverage, slowly."""
    words = {number: text.split() for number, text in texts.items()}
    usual = sum(map(len, words.values())) / len(words)
    rarity = {}
    for term in terms:
        known = sum(term in each for each in words.values())
        rarity[term] = log(1 + (len(words) - known + 0.5) / (known + 0.5))
    out = {}
    for number, each in words.items():
        if terms & set(each):
            often = {term: each.count(term) for term in terms}
            norm = 0.9 * (0.6 + 0.4 * len(each) / usual)
            score = sum(rarity[term] * often[term] / (often[term] + norm) for term in terms)
            coverage = sum(rarity[term] for term in terms if often[term])
            out[number] = score / sum(rarity.values()), coverage / sum(rarity.values())
    return out


def scores(found: list[Shelf], terms: set[str]) -> dict[int, tuple[float, float]]:
    words = score_words(found, terms)
    numbers = words.passage.tolist()
    return dict(zip(numbers, zip(words.score.tolist(), words.coverage.tolist(), strict=True), strict=True))


@pytest.mark.parametrize(
    "terms", [{"hose"}, {"red", "hose"}, {"pump", "blue", "nowhere"}, {"nowhere"}, set()]
)
def test_bm25_is_the_formula(terms: set[str]) -> None:
    expected = by_hand(TEXTS, terms)
    found = scores([shelf(TEXTS)], terms)
    assert found.keys() == expected.keys()
    for number, values in expected.items():
        assert found[number] == pytest.approx(values)


WORDS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=9).map(" ".join)


@given(st.dictionaries(st.integers(0, 90), WORDS, min_size=2), st.sets(st.sampled_from("abcdefg")), st.data())
def test_what_is_gone_is_as_if_it_had_never_been(
    texts: dict[int, str], terms: set[str], data: st.DataObject
) -> None:
    gone = data.draw(st.sets(st.sampled_from(sorted(texts)), max_size=len(texts) - 1))
    left = {number: text for number, text in texts.items() if number not in gone}
    expected = scores([shelf(left)], terms)
    found = scores([shelf(texts, tuple(gone))], terms)
    assert found.keys() == expected.keys()
    for number, values in expected.items():
        assert found[number] == pytest.approx(values)


@given(st.dictionaries(st.integers(0, 2**32 - 1), WORDS, min_size=2), st.sets(st.sampled_from("abcdefg")))
def test_many_shelves_are_as_one(texts: dict[int, str], terms: set[str]) -> None:
    """Whatever their numbers are; a term may stand in several pieces."""
    numbers = sorted(texts)
    halves = [{n: texts[n] for n in part} for part in (numbers[::2], numbers[1::2])]
    together, expected = scores([shelf(half) for half in halves], terms), by_hand(texts, terms)
    assert together.keys() == expected.keys()
    for number, values in expected.items():
        assert together[number] == pytest.approx(values)


def test_the_best_come_first_and_equals_in_order() -> None:
    found = score_words([shelf({3: "hose", 1: "hose", 2: "hose hose"})], {"hose"})
    assert found.best(2).tolist() == [2, 1]
    scored, covered = found.of(np.array([1, 2, 99]))
    assert scored[1] > scored[0] > scored[2] == 0
    assert covered.tolist() == [1, 1, 0]


def test_entries_without_what_is_gone() -> None:
    packed = pack({1: {"a": 2}, 2: {"a": 1}}.items())["a"]
    assert without(packed, np.array([1], np.uint32)) == pack({2: {"a": 1}}.items())["a"]
    assert without(packed, np.array([1, 2], np.uint32)) == b""


def test_a_passage_may_be_longer_than_an_entry_can_say() -> None:
    found = score_words([shelf({1: "a " * 70_000, 2: "b"})], {"a"})
    assert 0 < found.score[0] < 1


@given(st.lists(st.sampled_from([0.1, 0.2, 0.3]), max_size=12), st.integers(1, 14))
def test_the_best_are_those_of_the_highest_scores(given_scores: list[float], most: int) -> None:
    passages = np.arange(len(given_scores)) + 3
    found = WordScores(passages, np.array(given_scores), np.array(given_scores)).best(most)
    in_order = sorted(passages.tolist(), key=lambda each: (-given_scores[each - 3], each))
    assert found.tolist() == in_order[:most]
