"""Ways to say the same thing. Pure: what is meant stays, and so do names and values, letter by letter."""

import re
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType

from understudy.evals.generate.draft import Phrase
from understudy.knowledge.probe.wordings import reworded

__all__ = ["STYLES", "said_in"]

_POLITE = (
    ("Hello! ", " Thank you."),
    ("Good morning. ", " Many thanks in advance."),
    ("Hi there, I hope you are well. ", " Thanks!"),
    ("Hello, one thing, if you have a minute. ", " That would be very kind."),
)
_ANGRY = (
    ("This is the third time I ask! ", ""),
    ("I have no time for this. ", " And be quick about it."),
    ("Nobody here ever answers me. ", " Is that so hard?"),
    ("", " I am fed up with waiting!"),
)
_DICTATED = (
    ("um ", ""),
    ("okay so ", ""),
    ("hey ", " please"),
    ("uh ", " thanks"),
    ("right ", ""),
)
_MARKS = re.compile(r"[.,;:!?“”\"()]")


def said_in(style: str, phrase: Phrase, random: Random) -> str | None:
    """The phrase in that style; None where it cannot be said so, or would be as it was."""
    told = STYLES[style](phrase, random)
    return None if not told or (style != "plain" and told == phrase.whole) else told


def _plain(phrase: Phrase, _random: Random) -> str:
    return phrase.whole


def _terse(phrase: Phrase, _random: Random) -> str:
    return phrase.brief


def _polite(phrase: Phrase, random: Random) -> str:
    before, after = random.choice(_POLITE)
    return f"{before}{phrase.whole}{after}"


def _angry(phrase: Phrase, random: Random) -> str:
    before, after = random.choice(_ANGRY)
    return f"{before}{phrase.whole}{after}"


def _typos(phrase: Phrase, random: Random) -> str:
    """One slip, in the longest part that is no name."""
    parts = _parts(phrase)
    at = max(range(0, len(parts), 2), key=lambda place: len(parts[place]))
    parts[at] = reworded(parts[at], "typing mistake", random)
    return "".join(parts)


def _dictated(phrase: Phrase, random: Random) -> str:
    """As a program writes down what somebody speaks: no marks, no capitals but in names."""
    before, after = random.choice(_DICTATED)
    parts = _parts(phrase)
    parts[::2] = [_MARKS.sub("", part).lower() for part in parts[::2]]
    return f"{before}{' '.join(''.join(parts).split())}{after}"


def _other_words(phrase: Phrase, _random: Random) -> str:
    parts = _parts(phrase)
    if phrase.others:
        longest = sorted(phrase.others, key=len, reverse=True)
        words = re.compile(rf"\b({'|'.join(map(re.escape, longest))})\b", re.IGNORECASE)
        others = {word.lower(): other for word, other in phrase.others.items()}
        parts[::2] = [words.sub(lambda found: others[found[0].lower()], part) for part in parts[::2]]
    return _one_article("".join(parts))


def _one_article(text: str) -> str:
    """An article that fits the word that stands behind it now."""
    text = re.sub(r"\b([Aa])n (?=[bcdfgjklmnpqrstvwxyz])", r"\1 ", text)
    return re.sub(r"\b([Aa]) (?=[aeio])", r"\1n ", text)


def _parts(phrase: Phrase) -> list[str]:
    """The text cut at what is kept, which stands at the odd places."""
    kept = sorted({each for each in phrase.kept if each}, key=len, reverse=True)
    return re.split(f"({'|'.join(map(re.escape, kept))})", phrase.whole) if kept else [phrase.whole]


STYLES: Mapping[str, Callable[[Phrase, Random], str]] = MappingProxyType(
    {
        "plain": _plain,
        "terse": _terse,
        "polite": _polite,
        "typos": _typos,
        "dictated": _dictated,
        "other_words": _other_words,
        "angry": _angry,
    }
)
"""Those that a draft may be said in, by name."""
