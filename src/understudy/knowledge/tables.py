"""Which rows of a table answer: the one whose range holds a number, those the question names, or all."""

from collections.abc import Sequence
from itertools import takewhile

from understudy.knowledge.ranges import row_for
from understudy.knowledge.sentences import Sentence
from understudy.knowledge.words import content_stems

__all__ = ["rows_for"]

# More rows are no answer, they are the document.
_MOST_ROWS = 8


def rows_for(question: str, best: Sentence, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The rows to quote when `best` is a row, or when a range holds a number of the question; else none.

    The rows of a table differ in a word or two, too little to choose one by its meaning: when the question
    names none of them alone, the whole table answers if it is small.
    """
    ranged = row_for(question, sentences)
    if ranged is not None:
        return (ranged,)
    if not best.lead:
        return ()
    rows = _table_of(best, sentences)
    named = _named(question, rows)
    if named is not None:
        return (named,)
    return rows if len(rows) <= _MOST_ROWS else (best,)


def _table_of(best: Sentence, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The rows of the same table, in order, without its first row."""
    place = sentences.index(best)
    before = takewhile(lambda each: each.lead == best.lead, reversed(sentences[:place]))
    after = takewhile(lambda each: each.lead == best.lead, sentences[place:])
    return (*reversed(tuple(before)), *after)


def _named(question: str, rows: Sequence[Sentence]) -> Sentence | None:
    """The one row that has most of the words by which the question tells rows apart."""
    asked = content_stems(question)
    words = [content_stems(row.text) & asked for row in rows]
    common = frozenset.intersection(*words) if len(rows) > 1 else frozenset[str]()
    telling = [found - common for found in words]
    most = max(map(len, telling))
    best = [row for row, found in zip(rows, telling, strict=True) if len(found) == most]
    return best[0] if most and len(best) == 1 else None
