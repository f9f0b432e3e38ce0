"""Numbers with what they measure: money, percentages, durations, frequencies, sizes and counts."""

import re
from math import inf

from understudy.knowledge.facts.bounds import bound_of, is_loose
from understudy.knowledge.facts.claim import Kind, Value
from understudy.llm.local.normalise import stem
from understudy.llm.local.numbers import COUNT, CURRENCY_AFTER, CURRENCY_BEFORE, PERCENT, find_numbers
from understudy.llm.local.numbers import count_value as value_of_count
from understudy.llm.local.spans import Span, blanked

__all__ = ["SIZES", "find_amounts"]

_DAYS = {
    "second": 1 / 86_400,
    "sec": 1 / 86_400,
    "minute": 1 / 1_440,
    "min": 1 / 1_440,
    "hour": 1 / 24,
    "hr": 1 / 24,
    "h": 1 / 24,
    "day": 1.0,
    "night": 1.0,
    "week": 7.0,
    "wk": 7.0,
    "fortnight": 14.0,
    "month": 30.4375,
    "mo": 30.4375,
    "quarter": 91.3125,
    "year": 365.25,
    "yr": 365.25,
}
_A_YEAR = {"day": 365.25, "week": 52.1775, "fortnight": 26.09, "month": 12.0, "quarter": 4.0, "year": 1.0}
_OFTEN = {
    "daily": 365.25,
    "weekly": 52.1775,
    "biweekly": 26.09,
    "fortnightly": 26.09,
    "monthly": 12.0,
    "quarterly": 4.0,
    "yearly": 1.0,
    "annually": 1.0,
    "biannually": 2.0,
    "hourly": 8766.0,
}
# What a unit is in the base of its dimension.
_SIZES: dict[str, tuple[str, float]] = {
    "kb": ("byte", 1e3),
    "mb": ("byte", 1e6),
    "gb": ("byte", 1e9),
    "tb": ("byte", 1e12),
    "kilobyte": ("byte", 1e3),
    "megabyte": ("byte", 1e6),
    "gigabyte": ("byte", 1e9),
    "mib": ("byte", 1024.0**2),
    "gib": ("byte", 1024.0**3),
    "terabyte": ("byte", 1e12),
    "mbps": ("bit/s", 1e6),
    "mbit/s": ("bit/s", 1e6),
    "gbps": ("bit/s", 1e9),
    "kbps": ("bit/s", 1e3),
    "mg": ("gram", 1e-3),
    "g": ("gram", 1.0),
    "gram": ("gram", 1.0),
    "kg": ("gram", 1e3),
    "kilo": ("gram", 1e3),
    "kilogram": ("gram", 1e3),
    "tonne": ("gram", 1e6),
    "ton": ("gram", 1e6),
    "lb": ("gram", 453.592),
    "pound": ("gram", 453.592),
    "oz": ("gram", 28.3495),
    "ounce": ("gram", 28.3495),
    "mm": ("meter", 1e-3),
    "cm": ("meter", 1e-2),
    "m": ("meter", 1.0),
    "meter": ("meter", 1.0),
    "metre": ("meter", 1.0),
    "km": ("meter", 1e3),
    "kilometer": ("meter", 1e3),
    "kilometre": ("meter", 1e3),
    "centimeter": ("meter", 1e-2),
    "centimetre": ("meter", 1e-2),
    "millimeter": ("meter", 1e-3),
    "millimetre": ("meter", 1e-3),
    "inch": ("meter", 0.0254),
    "inche": ("meter", 0.0254),
    "foot": ("meter", 0.3048),
    "feet": ("meter", 0.3048),
    "ft": ("meter", 0.3048),
    "yard": ("meter", 0.9144),
    "mile": ("meter", 1609.344),
    "ml": ("liter", 1e-3),
    "l": ("liter", 1.0),
    "liter": ("liter", 1.0),
    "litre": ("liter", 1.0),
    "gallon": ("liter", 3.78541),
    "watt": ("watt", 1.0),
    "w": ("watt", 1.0),
    "kw": ("watt", 1e3),
    "kilowatt": ("watt", 1e3),
    "volt": ("volt", 1.0),
    "v": ("volt", 1.0),
    "kwh": ("wh", 1e3),
    "wh": ("wh", 1.0),
    "mah": ("ah", 1e-3),
    "ah": ("ah", 1.0),
    "amp": ("amp", 1.0),
    "°c": ("celsius", 1.0),
    "°f": ("fahrenheit", 1.0),
    "bar": ("bar", 1.0),
    "psi": ("psi", 1.0),
    "db": ("decibel", 1.0),
    "decibel": ("decibel", 1.0),
    "mhz": ("hertz", 1e6),
    "ghz": ("hertz", 1e9),
    "hz": ("hertz", 1.0),
    "pixel": ("pixel", 1.0),
    "px": ("pixel", 1.0),
    "dpi": ("dpi", 1.0),
}
SIZES = frozenset(base for base, _ in _SIZES.values())
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s?(?:k|bn|thousand|million|billion)(?![\w']))?"
_NUMBER = rf"(?:{_DIGITS}|(?=[a-z])(?:{COUNT}))"
_TIME = "|".join(sorted((rf"{word}s?" for word in _DAYS), key=len, reverse=True))
_SIZE = "|".join(sorted((rf"{re.escape(word)}s?" for word in _SIZES), key=len, reverse=True))
_KIND_OF_DAY = r"(?:(?:business|working|work|calendar|full|consecutive|whole|complete|more|clear)\s+)*"
_UNIT = (
    rf"(?:[\s-]?(?P<percent>{PERCENT})|\s?(?P<after>{CURRENCY_AFTER})"
    rf"|[\s-]?(?P<days>{_KIND_OF_DAY})(?P<time>{_TIME})(?![\w/])|[\s-]?(?P<size>{_SIZE})(?![\w/]))"
)
_TO_HIGH = (
    rf"(?:\s?(?:{_TIME}|{PERCENT}|{CURRENCY_AFTER}))?\s?(?:-|to|or|(?P<and>and))"
    rf"\s?(?:{CURRENCY_BEFORE}\s?)?(?P<high>{_NUMBER})(?![\w'])"
)
_LOW = rf"(?<![\w.,'#/-])(?:(?P<before>{CURRENCY_BEFORE})\s?)?(?P<low>{_NUMBER})(?![\w'/])"
_AMOUNT = re.compile(rf"{_LOW}{_UNIT}?")
_RANGE = re.compile(_LOW + _TO_HIGH + _UNIT + "?")
_ARTICLE = re.compile(rf"(?<!\w)(?P<low>an?)\s(?P<days>{_KIND_OF_DAY})(?P<time>{_TIME})(?!\w)")
# Parts told in words, as what they are of a hundred or of an hour.
_PART = re.compile(
    r"(?<![\w-])(?:(?P<percent>half|third|quarter)(?:\s(?:the\s)?(?:usual\s|normal\s|full\s|regular\s)?"
    r"(?P<of>price|fee|cost|rate|charge|off)\b)"
    r"|(?:a\s)?(?P<hour>half|quarter)(?:\s|-)(?:of\s)?an?(?:\s|-)hour"
    r"|an\shour\sand\sa\s(?P<more>half|quarter))(?!\w)"
)
_PARTS = {"half": 0.5, "third": 1 / 3, "quarter": 0.25}
_CENTS = re.compile(rf"(?<![\w.,])(?P<low>{_DIGITS})\s?(?P<coin>cents?|pence|p)(?![\w/])")
_BEFORE_ARTICLE = re.compile(
    r"(?:within|after|for|of|takes?|lasts?|least|most|than|about|in|to|under|over|until)\s+(?:about\s+)?$"
)
_AFTER_ARTICLE = re.compile(
    r"\s+(?:after|before|later|earlier|from now|ahead|prior|in advance)\b|'s?\s+notice\b"
)
_TIMES = r"(?P<times>once|twice|(?:one|two|three|four|five|six|\d+)\s+times?)"
_PER = "|".join(_A_YEAR)
_FREQUENCY = re.compile(
    rf"(?<!\w)(?:{_TIMES}\s+(?:an?|per|every|each)\s+(?P<unit>{_PER})"
    rf"|every\s+(?:(?P<count>{_NUMBER}|other)\s+)?(?P<every>{_PER})s?|(?P<word>{'|'.join(_OFTEN)}))(?!\w)"
)
_RATE = re.compile(
    r"\s*(?:,?\s*(?:charged|billed|paid)\s+)?(?:(?:(?:per|an?|each|every)\b|/)\s*(?P<per>[a-z]+)"
    r"(?:\s*(?:per|/|an?|and)\s*(?P<also>[a-z]+))?|(?P<word>monthly|yearly|annually|daily|weekly|hourly))"
)
_PERIODS = {"monthly": "month", "yearly": "year", "annually": "year", "annual": "year", "daily": "day"}
_PERIODS |= {"weekly": "week", "hourly": "hour", "mo": "month", "yr": "year"}
_ITEM = re.compile(r"\d+[.)]\s")
_NOUN = re.compile(r"(?:[\s-]+(?P<words>[a-z][a-z'-]*(?:\s+[a-z][a-z'-]*){0,2}))")
_ENDS_NOUN = frozenset(
    "a about after again ago all an and are as at be been before below but by can cannot during each else for"
    " from has have how if in into is it its left like may must need needs no not of off old on once only or"
    " other out over per plus so such than that the their then there they this through to too total under"
    " until up upon via was we were when which while who will with within without you your".split()
)
_HALF = re.compile(r"\bhalf of\s+$")
# "Three times" counts what is done, whatever it is called elsewhere.
_TRIES = frozenset({"time", "times", "row"})
_NO_AMOUNT = re.compile(
    r"\b(?:step|section|page|chapter|figure|table|part|version|release|item|no\.?|number|nr\.?|option|level"
    r"|article|clause|paragraph|note|line|form|model|series|type|iso|en|rfc|building|room|gate|floor|suite"
    r"|box|street|question|appendix|case|ticket|order|invoice)\s*#?$"
)
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_COUNTS_ONE = re.compile(
    r"\b(?:only|just|at most|at least|up to|no more than|exactly|maximum of|limit(?:ed)? (?:of|to))$"
)
_FREE = re.compile(
    r"(?<![\w-])(?:free of charge|free of cost|at no (?:extra |additional )?(?:cost|charge)|without charge"
    r"|for free|(?:is|are|always|completely|entirely) free(?! (?:of(?! charge)|to|from|up|for all))"
    r"|no (?:charge|fee|cost)|free (?:standard )?(?:shipping|delivery|returns?|postage|installation))(?!\w)"
)
_ENDLESS = re.compile(
    r"(?<!\w)(?:unlimited|limitless|as many (?P<noun>[a-z]+) as you (?:like|want|need))(?!\w)"
)


def find_amounts(low: str) -> list[Span[Value]]:
    """The amounts of a sentence in small letters, with the bounds that words around them give."""
    found = [span for match in _FREQUENCY.finditer(low) if (span := _frequency(low, match))]
    found += [_part(match) for match in _PART.finditer(low)]
    found += [_small_money(low, match) for match in _CENTS.finditer(low)]
    found += _numbers(blanked(low, [span.range for span in found if span.value.kind != "frequency"]))
    found += [
        _measured(low, match, 1.0, 1.0)
        for match in _ARTICLE.finditer(low)
        if (_BEFORE_ARTICLE.search(low[: match.start()]) or _AFTER_ARTICLE.match(low, match.end()))
        and not (match["time"] == "second" and re.match(r"\s+[a-z]", low[match.end() :]))
    ]
    found += [Span(m.start(), m.end(), m[0], Value("money", m[0], 0.0, 0.0, "")) for m in _FREE.finditer(low)]
    found += [
        Span(m.start(), m.end(), m[0], Value("count", m[0], inf, inf, _noun(low, m.end()), bound="most"))
        for m in _ENDLESS.finditer(low)
    ]
    return found


def _frequency(low: str, match: re.Match[str]) -> Span[Value] | None:
    if match["word"]:
        # "Paid monthly" says how often; "a monthly fee" says what fee.
        if re.match(r"\s+[a-z]", low[match.end() :]) and not re.match(
            r"\s+(?:on|at|in|by|and|or|for|to|from|with|via|between)\b", low[match.end() :]
        ):
            return None
        a_year = _OFTEN[match["word"]]
    elif match["times"]:
        times = {"once": 1.0, "twice": 2.0}.get(match["times"]) or value_of_count(match["times"].split()[0])
        a_year = times * _A_YEAR[match["unit"]]
    else:
        count = match["count"]
        a_year = _A_YEAR[match["every"]] / (
            2.0 if count == "other" else value_of_count(count) if count else 1.0
        )
    return Span(match.start(), match.end(), match[0], Value("frequency", match[0], a_year, a_year))


def _part(match: re.Match[str]) -> Span[Value]:
    """ "Half price" is 50%, "a third off" 33.3%, "a quarter of an hour" 15 minutes."""
    if match["percent"]:
        share = 100 * _PARTS[match["percent"]]
        value = Value("percent", match[0], share, share)
    else:
        hours = _PARTS[match["hour"]] if match["hour"] else 1 + _PARTS[match["more"]]
        value = Value("duration", match[0], hours / 24, hours / 24)
    return Span(match.start(), match.end(), match[0], value)


def _small_money(low: str, match: re.Match[str]) -> Span[Value]:
    """Coins of a hundredth; cents are of any currency."""
    rate = _RATE.match(low, match.end())
    unit = ("?" if match["coin"].startswith("cent") else "GBP") + (_per(rate) if rate else "")
    amount = value_of_count(match["low"]) / 100
    bound = bound_of(low, match.start(), match.end())
    return Span(
        match.start(), match.end(), match[0], Value("money", match[0], amount, amount, unit, bound=bound)
    )


def _numbers(low: str) -> list[Span[Value]]:
    """Ranges, and single numbers outside of them; what numbers the item of a list is none."""
    found: list[Span[Value]] = []
    item = _ITEM.match(low)
    at = item.end() if item else 0
    while match := _AMOUNT.search(low, at):
        whole = _RANGE.match(low, match.start())
        if whole and _is_range(low, whole):
            found.append(_measured(low, whole, value_of_count(whole["low"]), value_of_count(whole["high"])))
            match = whole
        elif _is_amount(low, match):
            found.append(_measured(low, match, value_of_count(match["low"]), value_of_count(match["low"])))
        at = match.end()
    return found


def _is_range(low: str, match: re.Match[str]) -> bool:
    if match["and"] and not re.search(r"between\s+(?:about\s+)?$", low[: match.start()]):
        return False
    return value_of_count(match["low"]) < value_of_count(match["high"])


def _is_amount(low: str, match: re.Match[str]) -> bool:
    """Whether it measures something, rather than numbering it or standing for a word ("one of them")."""
    if match["before"] or _has_unit(match):
        return True
    before = low[: match.start()].rstrip()
    if match["low"] == "one":
        return bool(_COUNTS_ONE.search(before))
    is_year = bool(_YEAR.fullmatch(match["low"]))
    return match["low"] not in ("a", "an", "few") and not is_year and not _NO_AMOUNT.search(before)


def _has_unit(match: re.Match[str]) -> bool:
    return bool(match["percent"] or match["after"] or match["time"] or match["size"])


def _measured(low: str, match: re.Match[str], first: float, second: float) -> Span[Value]:
    groups = match.groupdict()
    kind: Kind = "count"
    factor, unit, end = 1.0, "", match.end()
    if groups.get("percent"):
        kind = "percent"
    elif groups.get("before") or groups.get("after"):
        kind = "money"
        unit = _currency(low[match.start() : match.end()])
        rate = _RATE.match(low, end)
        unit += _per(rate) if rate else ""
    elif groups.get("time"):
        kind = "duration"
        factor = _DAYS[_single(groups["time"])]
        if re.search(r"business|work", groups.get("days") or ""):
            unit = "working"
    elif groups.get("size"):
        unit, factor = _SIZES[_single(groups["size"])]
    else:
        unit = _noun(low, end)
        rate = re.search(rf"(?:^|\s)per\s+({_PER}|hour|minute|second)\b", low[end : end + 40])
        unit += f"/{rate[1]}" if rate else ""
    factor *= 0.5 if _HALF.search(low[: match.start()]) else 1.0
    bound = "range" if second > first else bound_of(low, match.start(), end)
    value = Value(
        kind,
        low[match.start() : end],
        first * factor,
        max(first, second) * factor,
        unit,
        bound=bound,
        loose=is_loose(low, match.start()),
    )
    return Span(match.start(), end, value.text, value)


def _single(unit: str) -> str:
    known = unit in _DAYS or unit in _SIZES
    return unit if known else unit.removesuffix("s")


def _currency(text: str) -> str:
    (number, *_) = [span.value for span in find_numbers(text) if span.value.kind == "money"] or [None]
    return (number.currency if number else None) or "?"


def _per(rate: re.Match[str]) -> str:
    """What a price is for one of: "/month", "/month/user"."""
    words = [_PERIODS.get(word, word) for word in (rate["per"], rate["also"], rate["word"]) if word]
    return "".join(f"/{word}" for word in sorted({stem(word) for word in words} - {"the"}))


def _noun(low: str, end: int) -> str:
    """What is counted, as stems; empty when no noun follows."""
    match = _NOUN.match(low, end)
    words: list[str] = []
    for word in match["words"].split() if match else []:
        if word in _ENDS_NOUN:
            break
        if word not in _TRIES:
            words.append(word)
    return " ".join(dict.fromkeys(stem(word) for word in words))
