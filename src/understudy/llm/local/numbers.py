"""Numbers as people write and say them: "1,200", "3.5k", "half a dozen", "third", "$2 million"."""

import re
from dataclasses import dataclass
from typing import Literal

from understudy.llm.local.spans import Span, any_of, longest_first, plain

__all__ = [
    "COUNT",
    "CURRENCY_AFTER",
    "CURRENCY_BEFORE",
    "ORDINAL",
    "PERCENT",
    "VAGUE",
    "Number",
    "count_value",
    "find_numbers",
    "ordinal_value",
]

NumberKind = Literal["cardinal", "ordinal", "money", "percent"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number; a percentage is kept as it is written (12.5 for "12.5%"). `vague` marks "a few"."""

    value: float
    kind: NumberKind = "cardinal"
    currency: str | None = None
    vague: bool = False


_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SMALL = {**_UNITS, **_TENS, "fourty": 40, "nil": 0, "a": 1, "an": 1, "half": 0.5}
_SCALES = {
    "hundred": 100,
    "dozen": 12,
    "score": 20,
    "couple": 2,
    "pair": 2,
    "thousand": 1_000,
    "grand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
_LETTERS = {
    "k": 1_000,
    "m": 1_000_000,
    "mm": 1_000_000,
    "mn": 1_000_000,
    "bn": 1_000_000_000,
    "b": 1_000_000_000,
}
_VAGUE = {"a few": 3, "few": 3, "several": 3, "a handful": 5, "a handful of": 5}
VAGUE = any_of(_VAGUE)

_BELOW_TWENTY = any_of([*_UNITS, "nil"])
_BELOW_HUNDRED = rf"(?:{any_of([*_TENS, 'fourty'])}(?:[\s-]+{_BELOW_TWENTY})?|{_BELOW_TWENTY})\b"
_SCALE = r"(?:hundred|dozen|thousand|grand|million|billion)s?\b"
_TAIL = rf"(?:[\s-]+{_SCALE}(?:(?:\s+and)?[\s-]+{_BELOW_HUNDRED})?)"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
_AFTER_DIGITS = rf"(?:(?:k|mm|mn|m|bn|b)(?![\w'])|\s(?:k|mn|bn)(?![\w'])|[\s-]+{_SCALE})"
_WORDS = (
    rf"(?:half[\s-]+an?[\s-]+{_SCALE}|an?\s+(?:couple|pair)\b(?:\s+{_SCALE}|\s+of\b)?"
    rf"|couple\s+of\b|{_BELOW_HUNDRED}{_TAIL}*|an?{_TAIL}+)"
)
COUNT = rf"(?:(?:{_DIGITS}){_AFTER_DIGITS}?|{_WORDS})(?:\s+and\s+a\s+half\b)?"
"""A pattern for a cardinal number, in digits or words, to be put between word boundaries."""

_FIRST_TO_NINTH = "first second third fourth fifth sixth seventh eighth ninth".split()
_TENTH_ON = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
    " twentieth"
).split()
_ORDINALS = {
    **{word: value for value, word in enumerate([*_FIRST_TO_NINTH, *_TENTH_ON], start=1)},
    "thirtieth": 30,
    **{
        f"{tens} {word}": _TENS[tens] + value
        for tens in ("twenty", "thirty")
        for value, word in enumerate(_FIRST_TO_NINTH, start=1)
    },
}
ORDINAL = rf"(?:\d{{1,3}}(?:st|nd|rd|th)\b|{any_of(_ORDINALS)}\b)"
"""A pattern for an ordinal, in digits or words."""

_SYMBOLS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_NAMES = {
    **dict.fromkeys(["dollar", "dollars", "usd", "bucks"], "USD"),
    **dict.fromkeys(["euro", "euros", "eur"], "EUR"),
    **dict.fromkeys(["pound", "pounds", "gbp", "quid", "sterling"], "GBP"),
    **dict.fromkeys(["yen", "jpy"], "JPY"),
    **dict.fromkeys(["franc", "francs", "chf"], "CHF"),
}
CURRENCY_BEFORE = r"(?:us\$|[$€£¥]|(?:usd|eur|gbp|jpy|chf)\b)"
CURRENCY_AFTER = rf"(?:[$€£¥]|{any_of(_NAMES)}\b)"
PERCENT = r"(?:%|per\s?cent\b|percentage\s+points?\b|pct\b|percents?\b)"

_FIND = re.compile(
    rf"(?<![\w.,'])(?:(?P<before>{CURRENCY_BEFORE})\s?)?(?P<count>{COUNT}|{VAGUE})(?![\w'])"
    rf"(?:[\s-]?(?P<percent>{PERCENT})|\s?(?P<after>{CURRENCY_AFTER}))?"
)
_FIND_ORDINAL = re.compile(rf"(?<![\w.]){ORDINAL}")
_DIGIT_FORM = re.compile(rf"({_DIGITS})\s*([a-z]+)?")
_ORDINAL_DIGITS = re.compile(r"\d+")


def _spoken_value(words: list[str]) -> float:
    """ "two hundred and five thousand" → 205000: what stands before a scale is multiplied by it."""
    total, group = 0.0, 0.0
    for word in words:
        scale = _SCALES.get(word) or _SCALES.get(word.removesuffix("s"))
        if scale is None:
            group += _SMALL.get(word, 0)
        elif scale < 1_000:
            group = max(group, 1) * scale
        else:
            total += max(group, 1 if group == 0 else group) * scale
            group = 0
    return total + group


def count_value(text: str) -> float:
    """The value of text that `COUNT` or `VAGUE` matched."""
    text = " ".join(plain(text).replace("-", " ").split())
    if text in _VAGUE:
        return _VAGUE[text]
    halved = text.endswith(" and a half")
    text = text.removesuffix(" and a half").removesuffix(" of")
    digits = _DIGIT_FORM.fullmatch(text)
    if digits:
        value = float(digits[1].replace(",", ""))
        value *= _LETTERS.get(digits[2] or "", _SCALES.get((digits[2] or "").removesuffix("s"), 1))
    elif text.startswith("half a"):
        value = 0.5 * _spoken_value(text.split()[2:])
    else:
        value = _spoken_value(text.split())
    return _halved(text, value) if halved else value


def _halved(text: str, value: float) -> float:
    """ "a million and a half" is half a million more, "two and a half" half of one more."""
    scale = _SCALES.get(text.rsplit(maxsplit=1)[-1].removesuffix("s"), 1)
    return value + 0.5 * scale


def ordinal_value(text: str) -> int:
    """The value of text that `ORDINAL` matched."""
    text = " ".join(plain(text).replace("-", " ").split())
    digits = _ORDINAL_DIGITS.match(text)
    return int(digits[0]) if digits else _ORDINALS[text]


def _number(found: re.Match[str]) -> Number:
    value = count_value(found["count"])
    if found["percent"]:
        return Number(value, "percent")
    symbol = found["before"] or found["after"]
    if symbol:
        return Number(value, "money", _SYMBOLS.get(symbol) or _NAMES.get(symbol, symbol.upper()))
    return Number(value, vague=re.fullmatch(VAGUE, found["count"]) is not None)


def find_numbers(text: str) -> list[Span[Number]]:
    """The numbers of the text; digits inside a word or an id are none, those of a date are."""
    low = plain(text)
    spans = [Span(m.start(), m.end(), text[m.start() : m.end()], _number(m)) for m in _FIND.finditer(low)]
    spans += [
        Span(m.start(), m.end(), text[m.start() : m.end()], Number(ordinal_value(m[0]), "ordinal"))
        for m in _FIND_ORDINAL.finditer(low)
    ]
    return longest_first(spans)
