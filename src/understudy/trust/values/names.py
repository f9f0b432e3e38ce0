"""Names of persons, organisations and places: what the words themselves and those around them speak for.

No model: each sign adds to one of the three, and the one with most wins. A name without any sign is possible
at most; where it begins a sentence it is none.
"""

import re
from collections.abc import Iterator, Sequence

from understudy.trust.values.signs import NameKind, signs_after, signs_before
from understudy.trust.values.span import CERTAIN, LIKELY, POSSIBLE, Span
from understudy.trust.values.titles import TITLES
from understudy.trust.values.tokens import Phrase, phrases
from understudy.trust.values.words.lists import words_in

__all__ = ["find_names"]

_COMPANY = re.compile(
    r"(?:inc|incorporated|llc|ltd|limited|corp|corporation|company|co|gmbh|ag|kg|plc|sa|srl|spa|bv|nv|oy|ab|as|aps|pty|group"
    r"|holdings?|partners|associates|bank|university|institute|foundation|technologies|technology|systems|solutions|software"
    r"|labs|laboratories|studios?|media|networks?|energy|consulting|services|ventures|capital|industries|international|sons"
    r"|airlines|airways|insurance|pharma\w*|health\w*|analytics|data|cloud|college|school|hospital|hotel|society|association)\.?$"
)
_PLACE = re.compile(
    r"(?:ville|town|burgh?|stadt|dorf|shire|mouth|pool|chester|ton upon \w+|landia|stan"
    r"|grad|holm|haven|ford)$"
)
_SURNAMES = re.compile(
    r"(?<![\w-])((?P<a>[^\W\d_a-z]\w+), (?P<b>[^\W\d_a-z]\w+) (?:and|&)"
    r" (?P<c>[^\W\d_a-z]\w+)|(?P<d>[^\W\d_a-z]\w+) (?:and|&) Sons)(?![\w-])"
)
_LIST = re.compile(r"^(?:, | and | & |, and |; )$")
_ENOUGH = 1.5


def find_names(text: str) -> Iterator[Span]:
    """Persons, organisations and places, with how sure it is of each."""
    firms = list(_firms(text))
    yield from firms
    before: tuple[Phrase, Span] | None = None
    for phrase in phrases(text):
        if any(each.start <= phrase.start < each.end for each in firms):
            continue
        span = _named(phrase)
        if before and (span is None or span.sure < LIKELY):
            span = _as_before(text, before, phrase) or span
        if span:
            yield span
            before = phrase, span


def _firms(text: str) -> Iterator[Span]:
    """ "Henderson, Hicks and Brown" is a firm, unless they are given names: a list of people."""
    for found in _SURNAMES.finditer(text):
        named = [found[group].lower() for group in "abcd" if found[group]]
        family = sum(name in words_in("family_names") for name in named)
        given = sum(name in words_in("given_names") for name in named)
        if family >= given and not text[: found.start()].rstrip().endswith((":", ",")):
            yield Span(found.start(), found.end(), "ORGANIZATION", LIKELY)


def _as_before(text: str, before: tuple[Phrase, Span], phrase: Phrase) -> Span | None:
    """In a list each is of the kind of the one before it."""
    last, span = before
    if span.sure >= POSSIBLE and _LIST.match(text[last.end : phrase.start]):
        return Span(phrase.start, phrase.end, span.type, LIKELY)
    return None


def _named(phrase: Phrase) -> Span | None:
    first, last = phrase.words[0], phrase.words[-1]
    small = phrase.small
    start = phrase.start
    title = len(small) > 1 and first.lower().rstrip(".") in TITLES
    if title:
        small = small[1:]
        start = phrase.end - len(last) if len(small) == 1 else phrase.start + len(first) + 1
    if all(len(word.rstrip(".")) < 2 for word in small) or " ".join(small) in words_in("nationalities"):
        return None
    if not _may_be_name(phrase, small):
        return None
    weights = _weights(phrase, small)
    if title:
        weights["PERSON"] += 5
    kind = max(weights, key=lambda each: weights[each])
    weight = weights[kind]
    if weight >= _ENOUGH:
        return Span(start, phrase.end, kind, CERTAIN - 0.1 if weight >= 4 else LIKELY)
    if phrase.begins and len(small) == 1:
        return None
    return Span(start, phrase.end, kind, POSSIBLE)


def _may_be_name(phrase: Phrase, small: Sequence[str]) -> bool:
    """Letters that stand for something else, and what a program is made of, are no names."""
    if len(small) == 1 and (small[0] in words_in("nationalities") or phrase.words[0].isupper()):
        return not phrase.words[0].isupper() or len(small[0]) > 4
    return not any(re.search(r"\d|_|[a-z][A-Z]", word) for word in phrase.words)


def _weights(phrase: Phrase, small: Sequence[str]) -> dict[NameKind, float]:
    weights: dict[NameKind, float] = {"PERSON": 0.1, "ORGANIZATION": 0.0, "GPE": 0.0}
    whole = " ".join(small)
    if whole in words_in("countries"):
        weights["GPE"] += 4
    elif whole in words_in("cities"):
        weights["GPE"] += 2
    if len(small) > 1 and _COMPANY.search(small[-1]):
        weights["ORGANIZATION"] += 5
    if _PLACE.search(small[-1]) and small[-1] not in words_in("family_names"):
        weights["GPE"] += 1
    given = small[0] in words_in("given_names")
    family = small[-1] in words_in("family_names")
    if len(small) > 1:
        weights["PERSON"] += 2.5 * given + 1.5 * family + 0.5
        weights["PERSON"] += 2 * any(len(word) == 2 and word[1] == "." for word in small[1:-1])
    else:
        weights["PERSON"] += 1.6 * given + 0.8 * family
    if (
        len(small) == 1
        and "-" in small[0]
        and all(part in words_in("family_names") for part in small[0].split("-"))
    ):
        weights["ORGANIZATION"] += 2
    signs_before(phrase.before, weights)
    signs_after(phrase.after, weights)
    return weights
