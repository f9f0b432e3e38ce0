"""Meaning and words weighed together, and nothing said twice."""

import numpy as np

from understudy.knowledge.index.postings import WordScores
from understudy.knowledge.index.ranking import ranked, without_repeats

WORDS = WordScores(np.array([1, 2]), np.array([0.5, 0.1]), np.array([0.9, 0.2]))


def test_both_sides_count() -> None:
    found = ranked({1: 0.1, 2: 0.3, 3: 0.6}, WORDS)
    assert [each.number for each in found] == [1, 3, 2]
    assert [each.coverage for each in found] == [0.9, 0.0, 0.2]


def test_no_other_passage_moves_a_score() -> None:
    (alone,) = ranked({2: 0.3}, WORDS)
    assert alone in ranked({1: 0.1, 2: 0.3, 3: 0.9}, WORDS)


def test_a_passage_that_says_nothing_new_is_left_out() -> None:
    texts = {
        4: "Rinse the filter. Dry it well.",
        2: "RINSE the filter!",
        3: "Rinse the filter. Never dry it in the sun.",
        5: "Dry it - well. Rinse the filter.",
        6: "Plan A costs 10 dollars.",
        7: "Plan A costs 20 dollars.",
        8: "Held if the temperature is < 5",
        9: "Held if the temperature is > 5",
        1: "“Plan A” costs 20 dollars!\nHeld – if the temperature is > 5.",
    }
    assert without_repeats(texts.items(), 9) == [4, 3, 6, 7, 8, 9]
    assert without_repeats(texts.items(), 2) == [4, 3]
