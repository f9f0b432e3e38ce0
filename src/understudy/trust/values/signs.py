"""What the words around a name say of it: whether a person, an organisation or a place is meant."""

import re
from collections.abc import Iterable
from itertools import product
from typing import Literal

__all__ = ["NameKind", "signs_after", "signs_before"]

NameKind = Literal["PERSON", "ORGANIZATION", "GPE"]
Weights = dict[NameKind, float]

_KIN = (
    "mother father mom mum dad brother sister wife husband partner son daughter child"
    " uncle aunt cousin nephew"
    " niece grandmother grandfather friend colleague boss neighbor neighbour landlord"
    " killer killers name birthday"
    " band fan fans"
)
_ROLE = (
    "producer singer author writer actor actress president chancellor minister senator"
    " mayor judge ceo cto cfo"
    " director founder chairman manager engineer lawyer professor coach captain customer"
    " client contact guardian"
    " beneficiary user patient tenant guitarist drummer composer artist consultant"
    " representative rep agent owner"
)
_SAY = (
    "say says said ask asks asked tell tells told write writes wrote reply replies replied"
    " explained added claimed"
)
_LIVE = (
    "was is lives lived moved married died retired studied spent began grew flew"
    " travelled traveled thinks thought"
    " wants wanted called listed works worked likes loves knows just plays played sings"
    " sang can could will has"
)
_MOVE = (
    "travel travelling traveling fly flying flew go going move moved moving return returned"
    " drive trip welcome"
)
_STAY = (
    "live lives lived living born based located up raised stay stayed staying office"
    " offices headquartered died"
    " meet arrive arrived station airport weather store branch"
)
_SEAT = (
    "city town village state country capital province republic university kingdom"
    " government people north south"
    " east west mayor outskirts streets airport"
)


def _led(kind: NameKind, weight: float, *parts: str) -> Iterable[tuple[str, NameKind, float]]:
    """Each way to take a word of each part, one behind the other; `_` stands for a space in a word."""
    for words in product(*(part.split() for part in parts)):
        yield " ".join(words).replace("_", " "), kind, weight


_SIGNS = (
    each
    for signs in (
        _led("GPE", 1.5, "to from at into"),
        _led(
            "GPE", 2, "in throughout across visit visited visiting leaving near outside inside around where:"
        ),
        _led("GPE", 2, "southern northern western eastern"),
        _led("ORGANIZATION", 2, "support became invest_in invested_in founded shares_of stock_of address_of"),
        _led(
            "ORGANIZATION",
            2,
            "customer customers subsidiary part division director head founder ceo office",
            "of",
        ),
        _led("PERSON", 2.5, f"by add met with for and or assistant_to as than not {_SAY}"),
        _led("PERSON", 2.5, _SAY, "to"),
        _led(
            "PERSON",
            3,
            "this_is i_am i'm i’m under ask_for thank_you thanks dear hi hello hey regards sincerely",
        ),
        _led("PERSON", 3, "cheers yours love"),
        _led("PERSON", 3, "speak speaking talk talking spoke talked spoken", "with to"),
        _led(
            "PERSON",
            3,
            "user customer contact caller client patient attn attention c/o cc owner author",
        ),
        _led(
            "PERSON",
            3,
            "user: customer: contact: caller: client: patient: attn: attention: from: to: cc: owner:",
        ),
        _led("PERSON", 3, "author: signed: by:"),
        _led("PERSON", 3, f"{_ROLE} {_KIN}"),
        _led("PERSON", 3, _KIN, "is was called named"),
        _led("PERSON", 4, "name name: names names: name_is named called call_me call_him call_her calls"),
        _led("PERSON", 4, "named called", "him her them it me"),
        _led(
            "PERSON", 4, "surname surname: surname_is lastname firstname maiden_name username name? surname?"
        ),
        _led("GPE", 3, _MOVE, "to from"),
        _led("GPE", 3, _MOVE, "back", "to from"),
        _led("GPE", 3, _STAY, "in at near"),
        _led("GPE", 3, _SEAT, "of of_the"),
        _led("GPE", 3, "home", "city town country"),
        _led("GPE", 3, "hometown"),
        _led(
            "ORGANIZATION", 3, "work works worked working job career position year internship", "for at with"
        ),
        _led(
            "ORGANIZATION", 3, "employer employer: employed_by joined join acquired acquired_by hired_by at"
        ),
        _led(
            "ORGANIZATION",
            3,
            "company organization organisation firm business account brand bank supplier vendor",
        ),
        _led(
            "ORGANIZATION", 3, "company: organization: organisation: firm: account: vendor: provider airline"
        ),
    )
    for each in signs
)
_BEFORE: dict[str, dict[NameKind, float]] = {}
for _ending, _kind, _weight in _SIGNS:
    _BEFORE.setdefault(_ending, {})[_kind] = _weight

_LONGEST = 3
_TRIMMED = "\"“”'‘(,;.!*-–—"
_FIRM = (
    "company|agency|bank|firm|business|manufacturer|provider|startup|start-up|organi[sz]ation|corporation|retailer"
    "|brand|airline|501"
)
_AFTER: tuple[tuple[NameKind, float, re.Pattern[str]], ...] = (
    (
        "PERSON",
        3,
        re.compile(rf"['’]s (?:{_KIN.replace(' ', '|')})\b|,? (?:{f'{_SAY} {_LIVE}'.replace(' ', '|')})\b"),
    ),
    (
        "PERSON",
        2,
        re.compile(r", (?:can|could|please|i|what|how|thanks|we|you|would)\b|:? ?[\"“]", re.IGNORECASE),
    ),
    ("ORGANIZATION", 5, re.compile(rf" (?:is|was) an? (?:\w+,? ){{0,4}}(?:{_FIRM})")),
    (
        "ORGANIZATION",
        4,
        re.compile(
            r" (?:office|orchestra|headquarters|shares|stock|employees|products?|website|customers)\b"
            r"| (?:was|is) (?:founded|the brainchild|hiring|located|acquired)\b"
            r"| (?:invest|announce|launch|acquire|sponsor|employ)"
        ),
    ),
    (
        "GPE",
        4,
        re.compile(
            r" (?:country club|airport|weather|area|region|government|city|police|university)\b"
            r"| is (?:moving in|a country|a city|the capital)",
            re.IGNORECASE,
        ),
    ),
)


def signs_before(text: str, weights: Weights) -> None:
    """Add what the end of the text before a name speaks for, once for each kind and number of words."""
    words = [word.strip(_TRIMMED) for word in text.lower().split()[-_LONGEST:]]
    for count in range(1, len(words) + 1):
        for kind, weight in _BEFORE.get(" ".join(words[-count:]), {}).items():
            weights[kind] += weight


def signs_after(text: str, weights: Weights) -> None:
    """The same for what is behind it."""
    for kind, weight, pattern in _AFTER:
        if pattern.match(text):
            weights[kind] += weight
