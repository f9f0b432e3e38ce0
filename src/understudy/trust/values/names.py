"""Names of persons, organisations and places: what the words themselves and those around them speak for.

No model: each sign adds to one of the three, and the one with most wins. A name without any sign is possible
at most; where it begins a sentence it is none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from understudy.trust.values.span import CERTAIN, LIKELY, POSSIBLE, Span
from understudy.trust.values.titles import TITLES
from understudy.trust.values.tokens import Phrase, phrases
from understudy.trust.values.words.lists import words_in

__all__ = ["find_names"]

_Kind = Literal["PERSON", "ORGANIZATION", "GPE"]
_KINSHIP = (
    "mother|father|mom|mum|dad|brother|sister|wife|husband|partner|son|daughter|child|uncle|aunt|cousin|nephew|niece"
    "|grandmother|grandfather|friend|colleague|boss|neighbou?r|landlord|assistant|killers?|name|birthday|band|fans?"
)
_ROLE = (
    r"producer|singer|author|writer|actor|actress|president|chancellor|minister|senator|mayor|judge|ceo|cto|cfo|director"
    r"|founder|chairman|manager|engineer|lawyer|professor|coach|captain|customer|client|contact|guardian|beneficiary"
    r"|user|patient|tenant|guitarist|drummer|composer|director|artist|engineer|consultant|representative|rep|agent|owner"
)
_SAID = (
    r"say|says|said|ask|asks|asked|tell|tells|told|write|writes|wrote|reply|replies|replied"
    r"|explained|added|claimed"
)
_LIVED = (
    r"was born|is born|lives|lived|moved|married|died|retired|studied|spent|began|grew up"
    r"|flew|travell?ed|thinks|thought"
    r"|wants|wanted|called|listed|works|worked|likes|loves|knows|just|wrote|plays|played|sings|sang|can|could|will"
)


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words around a name that speak for a kind."""

    kind: _Kind
    weight: float
    pattern: re.Pattern[str]


def _before(kind: _Kind, weight: float, words: str) -> _Sign:
    return _Sign(kind, weight, re.compile(rf"(?<![\w])(?:{words})\s*[\"“'‘]?$", re.IGNORECASE))


def _after(kind: _Kind, weight: float, words: str) -> _Sign:
    return _Sign(kind, weight, re.compile(rf"(?:{words})(?!\w)", re.IGNORECASE))


_BEFORE = (
    _before(
        "PERSON",
        4,
        r"(?:first|last|sur|full|maiden|user|middle)[ -]?name(?: is|:)?|my name(?:'s| is)"
        r"|name(?:d|s)?(?: is|:)?",
    ),
    _before(
        "PERSON",
        4,
        r"name(?:d)? (?:him|her|them|it|is|:)|names?\?|(?:named|calls?|called)(?: (?:him|her|them|me))?",
    ),
    _before(
        "PERSON",
        3,
        r"this is|i am|i['’]m|it['’]s under|under|(?:speak|speaking|talk|talking|spoke"
        r"|talked) (?:with|to)|ask for",
    ),
    _before(
        "PERSON",
        3,
        r"(?:best |kind |warm )?regards,?|sincerely,?|cheers,?|yours,?|love,?|dear|hi"
        r"|hello|hey|thank(?:s| you),?",
    ),
    _before(
        "PERSON",
        3,
        r"(?:user|customer|contact|caller|client|patient|attn|attention|c/o|from|to|cc|owner|author|signed|by)\s*:",
    ),
    _before("PERSON", 3, rf"(?:{_ROLE})"),
    _before("PERSON", 3, rf"(?:{_KINSHIP}),?(?: is| was)?(?: called)?"),
    _before("PERSON", 2.5, rf"by|(?:{_SAID})(?: to)?|add|met|with|for|and|or|assistant to|as|than|not"),
    _before("PERSON", 2.5, r"(?:mr|mrs|ms|miss|dr|prof|sir|madam|herr|frau)\.?"),
    _before(
        "GPE",
        3,
        r"(?:travel|travell?ing|fly|flying|flew|go|going|move|moved|moving|return"
        r"|returned|drive|trip|welcome|coming|come|relocate|came) (?:back )?(?:to|from)",
    ),
    _before(
        "GPE",
        3,
        r"(?:live[sd]?|living|born|based|located|grew up|raised|stay(?:ing|ed)?|offices?"
        r"|headquartered|died|meet|arrived?|station|airport|weather|store|branch) (?:in"
        r"|at|near)",
    ),
    _before(
        "GPE",
        3,
        r"(?:city|town|village|state|country|capital|province|republic|university|kingdom"
        r"|government|people|north|south|east|west|mayor|outskirts|president|streets"
        r"|airport) of(?: the)?|(?:home (?:city|town|country)|hometown)",
    ),
    _before(
        "GPE",
        2,
        r"in|throughout|across|visit(?:ed|ing)?|leaving|near|southern|northern|western|eastern|outside|inside|around|where:",
    ),
    _before("GPE", 1.5, r"to|from|at|into|world to"),
    _before(
        "ORGANIZATION",
        3,
        r"(?:work(?:s|ed|ing)?|job|career|position|year|internship) (?:for|at|with)"
        r"|employ(?:ed|er)(?: by|:| is)?|joined?|acquired(?: by)?|hired by|at",
    ),
    _before(
        "ORGANIZATION",
        3,
        r"(?:company|organi[sz]ation|employer|firm|business|account|brand|bank|supplier"
        r"|vendor|provider|airline)(?: is| called|:|,)?",
    ),
    _before(
        "ORGANIZATION",
        2,
        r"support|found(?:ed|er of)|invest(?:ed)? in|shares of|stock of|ceo of|address of"
        r"|office of|became|customers? of|(?:later|subsidiary|part|division|director"
        r"|president|head|founder) of",
    ),
)
_AFTER = (
    _after("PERSON", 3, rf"^['’]s (?:{_KINSHIP})|^ (?:{_SAID})|^,? (?:{_LIVED})"),
    _after(
        "PERSON",
        2,
        r"^, (?:can|could|please|i|what|how|thanks|we|you|would)|^:? ?[\"“]|^ is (?:very"
        r"|a \d|my|our|the best)|^ has ",
    ),
    _after(
        "ORGANIZATION",
        4,
        r"^ (?:is|was) an? (?:\w+,? ){0,4}(?:company|agency|bank|firm|business"
        r"|manufacturer|provider|startup|start-up|organi[sz]ation|corporation|retailer"
        r"|brand|airline|501)",
    ),
    _after(
        "ORGANIZATION",
        3,
        r"^ (?:office|orchestra|headquarters|shares|stock|employees|products?|website"
        r"|customers)|^ (?:was|is) (?:founded|the brainchild|hiring|located|acquired)|^"
        r" (?:invest|announce|launch|acquire|sponsor|employ)",
    ),
    _after(
        "GPE",
        2,
        r"^ (?:country club|airport|weather|area|region|government|city|police"
        r"|university)|^ is (?:moving in|a country|a city|the capital)",
    ),
)
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
    weights = _weights(phrase, small)
    if title:
        weights["PERSON"] += 5
    kind = max(weights, key=lambda each: weights[each])
    weight = weights[kind]
    if weight >= _ENOUGH:
        return Span(start, phrase.end, kind, CERTAIN - 0.1 if weight >= 4 else LIKELY)
    if phrase.begins and len(small) == 1:
        return None
    return Span(start, phrase.end, kind, POSSIBLE) if _may_be_name(phrase, small) else None


def _may_be_name(phrase: Phrase, small: Sequence[str]) -> bool:
    """Letters that stand for something else, and what a program is made of, are no names."""
    if len(small) == 1 and (small[0] in words_in("nationalities") or phrase.words[0].isupper()):
        return not phrase.words[0].isupper() or len(small[0]) > 4
    return not any(re.search(r"\d|_|[a-z][A-Z]", word) for word in phrase.words)


def _weights(phrase: Phrase, small: Sequence[str]) -> dict[_Kind, float]:
    weights: dict[_Kind, float] = {"PERSON": 0.1, "ORGANIZATION": 0.0, "GPE": 0.0}
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
    for sign in _BEFORE:
        if sign.pattern.search(phrase.before):
            weights[sign.kind] += sign.weight
    for sign in _AFTER:
        if sign.pattern.search(phrase.after):
            weights[sign.kind] += sign.weight
    return weights
