"""Words written large, one behind the other: what may be a name, with the words around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from understudy.trust.values.words.lists import words_in

__all__ = ["Phrase", "phrases"]

_TOKEN = re.compile(r"[^\W\d_]\.(?=[ ,]|$)|[^\W\d_]\w*(?:['’-][^\W\d_]\w*)*")
_POSSESSIVE = re.compile(r"['’][sS]$")
_BEGINNING = re.compile(r"(?:^|[.!?:;…]['\"”’)]*\s+|\n\s*(?:[-*>•?]+\s*)*|[\"“(\[{>*•-]\s*|\?{2,} )$")
_LISTS = ("given_names", "family_names", "countries", "cities", "nationalities")
_APOSTROPHE = re.compile(r"['’]")
_SMALL = frozenset(
    "de da do del della des di du dos la le las los el al van von der den ter ten bin ibn y e zu z".split()
)
_WORD = r"(?:[^\W\d_a-zß-öø-ÿ]\.(?=[ ,]|$)|[^\W\d_a-zß-öø-ÿ]\w*(?:['’-][^\W\d_]\w*)*)"
_RUN = re.compile(rf"(?<![\w-]){_WORD}(?:[ \u00a0]{{1,2}}(?:(?:{'|'.join(sorted(_SMALL))}) ){{0,2}}{_WORD})*")
_SHOUTED, _FEW = 0.7, 6
_LEAD = 12
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words written large in a row: where it stands, its words, what is before and behind it.

    `begins` says that it begins a sentence or a line, where any word is written large.
    """

    start: int
    end: int
    words: tuple[str, ...]
    before: str
    after: str
    begins: bool

    @property
    def small(self) -> tuple[str, ...]:
        """Its words in small letters."""
        return tuple(word.lower() for word in self.words)


def phrases(text: str) -> Iterator[Phrase]:
    """All of a text. Where nothing is written large, those of the words that stand in lists of names."""
    if text.islower():
        yield from _listed_phrases(text)
    elif not _is_shouted(text):
        for run in _RUN.finditer(text):
            words = list(_TOKEN.finditer(text, run.start(), run.end()))
            yield from _phrases(text, words)


def _is_shouted(text: str) -> bool:
    """Whether so much is written large that it tells nothing."""
    large = sum(map(str.isupper, text))
    return large > _FEW and large > _SHOUTED * sum(map(str.isalpha, text))


def _phrases(text: str, words: list[re.Match[str]]) -> Iterator[Phrase]:
    """A run of words, cut behind each that owns what follows: "Ann's Bob" are two."""
    start = 0
    for at, word in enumerate(words):
        if not (word[0][0].isupper() or word[0] in _SMALL or text.islower()):  # a script without capitals
            yield from _phrase(text, words[start:at])
            start = at + 1
        elif at + 1 == len(words) or _POSSESSIVE.search(word[0]):
            yield from _phrase(text, words[start : at + 1])
            start = at + 1


def _listed_phrases(text: str) -> Iterator[Phrase]:
    """Where nothing is written large: words that stand in lists of names, one behind the other."""
    run: list[re.Match[str]] = []
    for token in _TOKEN.finditer(text):
        goes_on = _is_listed(token[0]) or token[0] in _SMALL
        if run and not (goes_on and text[run[-1].end() : token.start()] == " "):
            yield from _phrases(text, run)
            run = []
        if run or _is_listed(token[0]):
            run.append(token)
    if run:
        yield from _phrases(text, run)


def _is_listed(word: str) -> bool:
    known = word.removesuffix("'s")
    return known not in words_in("common") and any(known in words_in(name) for name in _LISTS)


def _phrase(text: str, run: list[re.Match[str]]) -> Iterator[Phrase]:
    """The run as a phrase, without common words that begin it and common or small ones that end it."""
    if not run:
        return
    begins = _BEGINNING.search(text[max(0, run[0].start() - _LEAD) : run[0].start()]) is not None
    while run and _is_common(run[0][0]) and not _is_place(run):
        run, begins = run[1:], False
    while run and _ends_in_common(run) and not _is_place(run):
        run = run[:-1]
    while run and run[0][0] in _SMALL:
        run = run[1:]
    if run:
        start = run[0].start()
        last = _POSSESSIVE.sub("", run[-1][0])
        end = run[-1].start() + len(last)
        words = (*(token[0] for token in run[:-1]), last)
        yield Phrase(
            start, end, words, text[max(0, start - _AROUND) : start], text[end : end + _AROUND], begins
        )


def _is_common(word: str) -> bool:
    """Also "I'm" and "It's", which are their first word with a verb."""
    return _APOSTROPHE.split(word.lower())[0] in words_in("common")


def _ends_in_common(run: list[re.Match[str]]) -> bool:
    """Words like Young are names where a given name is before them."""
    last = run[-1][0]
    named = len(run) > 1 and run[-2][0].lower() in words_in("given_names")
    return last in _SMALL or (_is_common(last) and not (named and last.lower() in words_in("family_names")))


def _is_place(run: list[re.Match[str]]) -> bool:
    """Names of countries and cities begin and end with common words: New Zealand, Mexico City."""
    whole = " ".join(token[0] for token in run).lower()
    return whole in words_in("countries") or whole in words_in("cities")
