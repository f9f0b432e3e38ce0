"""Counts and comparisons: "more than three cases", "at least $10k", "between 3 and 7 orders"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from understudy.llm.local.nouns import noun_after, noun_before
from understudy.llm.local.numbers import (
    COUNT,
    CURRENCY_AFTER,
    CURRENCY_BEFORE,
    PERCENT,
    VAGUE,
    Number,
    find_numbers,
)
from understudy.llm.local.spans import Range, Span, any_of, blanked, cut, longest_first, plain

__all__ = ["Comparison", "find_quantities"]

Operator = Literal["gt", "ge", "lt", "le", "eq", "between"]
QuantityUnit = Literal[
    "count", "money", "percent", "minute", "hour", "day", "week", "month", "quarter", "year"
]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A bound on something that is counted or measured.

    `low` is the number for every operator, `high` the second one of `between` (both inclusive). `noun` is
    what the words nearby say is counted, "" when they say nothing, and `noun_range` its characters. `form` is
    `stated` for a comparison, `any` for "any cases" (at least one), `bare` for a number alone ("3 agents"),
    which may as well ask for that many answers. A percentage is as written, 20.0 for "20%".
    """

    op: Operator
    low: float
    high: float | None = None
    unit: QuantityUnit = "count"
    currency: str | None = None
    noun: str = ""
    noun_range: Range | None = None
    form: Literal["stated", "any", "bare"] = "stated"
    vague: bool = False

    def holds(self, value: float) -> bool:
        """Whether the value is within the bound."""
        if self.op == "between":
            return self.low <= value <= (self.low if self.high is None else self.high)
        return {
            "gt": value > self.low,
            "ge": value >= self.low,
            "lt": value < self.low,
            "le": value <= self.low,
            "eq": value == self.low,
        }[self.op]


_SIZE_MORE = "(?:more|greater|larger|higher|bigger|longer|older|better|further|costlier|later)"
_SIZE_LESS = "(?:fewer|less|lower|smaller|shorter|younger|newer|cheaper|lesser|sooner|earlier)"
# In this order: the first that fits at a place wins, so "no more than" stands before "more than".
_BEFORE: tuple[tuple[Operator, str], ...] = (
    ("le", rf"(?:no|not|never|nor)\s+{_SIZE_MORE}\s+than"),
    ("ge", rf"(?:no|not|never|nor)\s+{_SIZE_LESS}\s+than"),
    ("le", r"(?:not|without)\s+(?:over|above|exceed(?:ing)?|beyond|surpassing)"),
    ("ge", r"(?:not|without)\s+(?:under|below|beneath)"),
    (
        "ge",
        (
            rf"{_SIZE_MORE}\s+(?:than\s+)?or\s+(?:equal|equals)\s+(?:to\s+)?"
            rf"|equal\s+to\s+or\s+{_SIZE_MORE}\s+than"
        ),
    ),
    (
        "le",
        (
            rf"{_SIZE_LESS}\s+(?:than\s+)?or\s+(?:equal|equals)\s+(?:to\s+)?"
            rf"|equal\s+to\s+or\s+{_SIZE_LESS}\s+than"
        ),
    ),
    (
        "gt",
        (
            rf"(?:any\s+)?{_SIZE_MORE}\s+(?:than|then)|over(?:\s+and\s+above)?|above|exceed(?:s|ed|ing)?"
            rf"|in\s+excess\s+of|beyond"
        ),
    ),
    (
        "gt",
        (
            r"north\s+of|surpass(?:es|ed|ing)?|outnumber(?:s|ed|ing)?|top(?:s|ped|ping)(?=\s+[$€£\d])"
            r"|passed(?=\s+[$€£\d])"
        ),
    ),
    (
        "ge",
        (
            r"(?:at\s+(?:the\s+very\s+)?least|at\s+a\s+minimum(?:\s+of)?|at\s+minimum|(?:an?\s+"
            r"|the\s+)?(?:minimum|min\.?)(?:\s+of)?)"
        ),
    ),
    ("ge", r"upwards?\s+of|starting\s+(?:at|from)|reach(?:es|ed|ing)?(?=\s+[$€£\d])|a\s+floor\s+of"),
    ("lt", rf"{_SIZE_LESS}\s+(?:than|then)|under(?:neath)?|below|beneath|short\s+of|south\s+of|not\s+even"),
    (
        "le",
        (
            r"at\s+(?:the\s+(?:very\s+)?)?most|at\s+a\s+maximum(?:\s+of)?|at\s+maximum|(?:an?\s+"
            r"|the\s+)?(?:maximum|max\.?)(?:\s+of)?"
        ),
    ),
    ("le", r"up\s+to|as\s+many\s+as|as\s+much\s+as|within|capped\s+at|a\s+cap\s+of|limited\s+to|no\s+over"),
    ("ge", r"as\s+few\s+as|as\s+little\s+as"),
    ("eq", r"exactly|precisely|equal(?:s|ling)?(?:\s+to)?|just|only|a\s+total\s+of|no\s+other\s+than"),
    ("ge", r">=|=>|≥"),
    ("le", r"<=|=<|≤"),
    ("gt", r">"),
    ("lt", r"<"),
    ("eq", r"=="),
)
_BEFORE_PATTERN = "|".join(f"(?P<b{i}>{pattern})" for i, (_, pattern) in enumerate(_BEFORE))
_AMOUNT = (
    rf"(?:{CURRENCY_BEFORE}\s?)?(?:{COUNT}|{VAGUE}|an?(?=\s+(?:single\s+)?[a-z]))(?![\w'])"
    rf"(?:\s?\(\d+\))?(?:[\s-]?{PERCENT}|\s?{CURRENCY_AFTER})?"
)
_TIMES = r"(?:once|twice|thrice)\b"
_STATED = re.compile(rf"(?<![\w'-])(?:{_BEFORE_PATTERN})\s*(?:the\s+)?(?P<amount>{_TIMES}|{_AMOUNT})")
_AFTER_MORE = (
    rf"(?:or|and)\s+(?:{_SIZE_MORE}|above|over|up|upwards?)\b|\+|plus\b|upwards?\b"
    rf"|at\s+(?:the\s+very\s+)?least\b"
    r"|at\s+a\s+minimum\b|at\s+minimum\b|minimum\b|and\s+counting\b"
)
_AFTER_LESS = (
    rf"(?:or|and)\s+(?:{_SIZE_LESS}|below|under|down)\b|at\s+(?:the\s+)?(?:very\s+)?most\b"
    rf"|at\s+a\s+maximum\b|tops\b|max(?:imum)?\b"
)
_COUNTED = rf"(?!an?\s)(?:{_AMOUNT})"
_SUFFIXED = re.compile(
    rf"(?<![\w'.,-])(?P<amount>{_COUNTED})(?P<noun>(?:\s+(?!or\b|and\b|at\b)[a-z]+){{0,2}}?)(?:\s*,)?"
    rf"\s*(?:(?P<more>{_AFTER_MORE})|(?P<less>{_AFTER_LESS}))(?!\s+(?:\d|than\b))"
)
_BETWEEN = re.compile(
    r"(?<![\w'.,-])(?:(?P<lead>between|from|(?:in|within)\s+the\s+range\s+(?:of|from))\s+)?"
    rf"(?:anywhere\s+(?:between|from)\s+)?(?P<amount>{_COUNTED})\s*(?:-|to|and"
    rf"|through)\s*(?P<high>{_COUNTED})"
)
_NO_NOUN = (
    "longer more fewer less one idea matter doubt problem need explanation other later earlier"
    " greater lower higher way"
    " reason rush hurry worries such just only but and or if not thanks"
).split()
_NONE = re.compile(
    rf"(?<![\w'])(?:(?P<no>no|zero|without\s+any|without\s+a\s+single|not\s+(?:have\s+)?any"
    rf"|not\s+(?:have\s+)?a\s+single)\s+(?!{any_of(_NO_NOUN)}\b)(?=[a-z]))"
)
_TIME_NOUNS = (
    "day days week weeks month months quarter quarters year years time season date moment point of"
    " other idea chance"
    " help way reason more better tips advice thoughts questions question news luck updates case?"
    " specific particular"
).split()
_ANY = re.compile(
    rf"(?<![\w'])(?:any(?=\s*(?:$|[?.!,;]|at\s+all\b))(?:\s+at\s+all)?|at\s+all(?=\s*(?:$|[?.!,;]))"
    rf"|any\s+(?!{any_of(_TIME_NOUNS)}\b)(?=[a-z])|one\s+or\s+more)(?!\s+or\b)"
)
_MULTIPLE = re.compile(r"(?<![\w'])(?:multiple|a\s+number\s+of|more\s+than\s+a\s+single)\s+(?=[a-z])")
_UNIT = re.compile(
    r"[\s-]*(?P<unit>minute|min|hour|hr|(?:business\s+|working\s+)?day|week|month|quarter|year"
    r"|yr)s?\b(?!\s+(?:ago|from\s+now))"
)
_AGO = re.compile(r"\s*(?:[a-z]+\s+)?(?:ago|from\s+now)\b")
_NUMBERED = re.compile(
    r"(?:\b(?:top|bottom|first|last|next|past|previous|best|worst|case|order|number|no\.?|id|phase"
    r"|tier|level|version|step|q|part|week|fy|h"
    r"|rank|ranked|lead|ticket|article|score|scored|plan|stage)|#)\s*$"
)
_MONEY_NOUNS = frozenset(
    "worth valued priced price cost costs costing amount amounts revenue value budget spend"
    " spending deal".split()
)
_INVERSE: dict[Operator, Operator] = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
_NEGATED = re.compile(r"(?:\bnot|n't|\bnever)\s+(?:(?!with\b|who\b|that\b)[a-z]+\s+){0,2}$")


def _amount(text: str) -> Number:
    """The number of text that the amount pattern matched; "a" is one."""
    text = text.strip()
    if re.fullmatch(_TIMES, text):
        return Number({"once": 1, "twice": 2, "thrice": 3}[text])
    found = find_numbers(text)
    return found[0].value if found else Number(1)


def _applied(made: Comparison, low: str, start: int, end: int, number: Number) -> tuple[Comparison, int]:
    """The comparison with its unit and noun, and where it ends once the noun is taken in."""
    unit = _UNIT.match(low, end)
    currency = number.currency
    kind: QuantityUnit = "count"
    if number.kind == "money":
        kind = "money"
    elif number.kind == "percent":
        kind = "percent"
    elif unit:
        kind, end = _UNITS[unit["unit"].split()[-1]], unit.end()
    made = replace(made, unit=kind, currency=currency, vague=number.vague)
    if kind == "count":
        noun, where = noun_after(low, end)
        if noun:
            assert where
            return replace(made, noun=noun, noun_range=where), where[1]
        noun, where = noun_before(low, start)
        if _MONEY_NOUNS.intersection(noun.split()):
            made = replace(made, unit="money")
        return replace(made, noun=noun, noun_range=where), end
    return _measured(made, low, start, end)


def _measured(made: Comparison, low: str, start: int, end: int) -> tuple[Comparison, int]:
    """Money, shares and lengths: what is measured stands before, or after "in" and "of"."""
    noun, where = noun_before(low, start)
    after = re.compile(r"\s+(?:in|of|on)?\s*(?:total\s+)?(?!the\b|a\b|last\b|q\d)(?=[a-z])").match(low, end)
    if after and (made.unit == "percent" or not noun):
        later, later_where = noun_after(low, after.end() - 1 if low[after.end() - 1] == " " else after.end())
        if later_where:
            return replace(made, noun=later, noun_range=later_where), later_where[1]
    return replace(made, noun=noun, noun_range=where), end


_UNITS: dict[str, QuantityUnit] = {
    "min": "minute",
    "minute": "minute",
    "hr": "hour",
    "hour": "hour",
    "day": "day",
    "week": "week",
    "month": "month",
    "quarter": "quarter",
    "yr": "year",
    "year": "year",
}


def _span(text: str, low: str, start: int, end: int, made: Comparison, number: Number) -> Span[Comparison]:
    made, end = _applied(made, low, start, end, number)
    return cut(text, start, end, made)


def _looks_like_year(amount: str, low: str, end: int) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", amount) is not None and noun_after(low, end)[1] is None


def _stated(text: str, low: str) -> Iterator[Span[Comparison]]:
    for match in _STATED.finditer(low):
        op: Operator = next(op for i, (op, _) in enumerate(_BEFORE) if match[f"b{i}"])
        amount = match["amount"]
        if _AGO.match(low, match.end()) or (op != "eq" and _looks_like_year(amount, low, match.end())):
            continue
        if amount in ("a", "an") and op in ("eq", "le"):
            continue
        if re.fullmatch(_TIMES, amount):
            noun = Comparison(op, _amount(amount).value, noun="times")
            yield cut(text, match.start(), match.end(), noun)
            continue
        start = match.start()
        negated = _NEGATED.search(low[:start])
        if negated and op in _INVERSE and not low[start:].startswith(("no ", "not ")):
            op, start = _INVERSE[op], negated.start()
        number = _amount(amount)
        times = re.compile(r"\s+times\b").match(low, match.end())
        if times:
            yield cut(text, start, times.end(), Comparison(op, number.value, noun="times"))
        else:
            yield _span(text, low, start, match.end(), Comparison(op, number.value), number)


def _suffixed(text: str, low: str) -> Iterator[Span[Comparison]]:
    for match in _SUFFIXED.finditer(low):
        number = _amount(match["amount"])
        op: Operator = "ge" if match["more"] else "le"
        made = Comparison(op, number.value)
        if match["noun"].strip():
            made, _ = _applied(made, low, match.start(), match.end("amount"), number)
            yield cut(text, match.start(), match.end(), made)
        else:
            yield _span(text, low, match.start(), match.end(), made, number)


def _between(text: str, low: str) -> Iterator[Span[Comparison]]:
    for match in _BETWEEN.finditer(low):
        lower, upper = _amount(match["amount"]), _amount(match["high"])
        joint = low[match.end("amount") : match.start("high")].strip()
        if (joint == "and") != (match["lead"] == "between") or lower.value >= upper.value:
            continue
        span = _span(
            text, low, match.start(), match.end(), Comparison("between", lower.value, upper.value), upper
        )
        if match["lead"] or span.value.noun_range or span.value.unit != "count":
            yield span


def _worded(text: str, low: str) -> Iterator[Span[Comparison]]:
    """ "no transfers", "any cases", "multiple orders"."""
    rules: tuple[tuple[re.Pattern[str], Comparison], ...] = (
        (_NONE, Comparison("eq", 0)),
        (_ANY, Comparison("ge", 1, form="any")),
        (_MULTIPLE, Comparison("ge", 2)),
    )
    for pattern, made in rules:
        for match in pattern.finditer(low):
            end = match.end() - (1 if low[match.end() - 1] == " " else 0)
            noun, where = noun_after(low, end)
            if pattern is _ANY or noun:
                yield cut(
                    text,
                    match.start(),
                    where[1] if where else end,
                    replace(made, noun=noun, noun_range=where),
                )


def _bare(text: str, low: str) -> Iterator[Span[Comparison]]:
    for found in find_numbers(text):
        number = found.value
        if number.kind != "cardinal" or _NUMBERED.search(low[: found.start]) or _AGO.match(low, found.end):
            continue
        noun, where = noun_after(low, found.end)
        if not where or not noun.endswith("s") or number.value == 1 or _UNIT.match(low, found.end):
            continue
        made = Comparison("eq", number.value, noun=noun, noun_range=where, form="bare", vague=number.vague)
        # "several visits" asks for no exact number, and "0 visits" for no number of answers.
        if number.vague:
            made = replace(made, op="ge", form="stated")
        elif not number.value:
            made = replace(made, form="stated")
        yield cut(text, found.start, where[1], made)


def find_quantities(text: str, taken: Sequence[Range] = ()) -> list[Span[Comparison]]:
    """The bounds that the text sets; what is `taken` (times, ids, quoted text) is not looked at.

    Pass the times that were found: "over the past 3 weeks" sets no bound, "over 3 weeks" does.
    """
    low = blanked(plain(text), taken)
    worded = list(_worded(text, low))
    stated = longest_first([*_stated(text, low), *_suffixed(text, low), *_between(text, low)])
    return _with_shared_nouns(
        longest_first([*stated, *longest_first([*worded, *_bare(text, low)], [s.range for s in stated])]), low
    )


def _with_shared_nouns(spans: list[Span[Comparison]], low: str) -> list[Span[Comparison]]:
    """ "at least 2 but fewer than 5 cases": both count cases."""
    for i in range(len(spans) - 2, -1, -1):
        first, second = spans[i], spans[i + 1]
        joint = low[first.end : second.start].strip(" ,")
        if not first.value.noun and joint in ("but", "and", "or", "yet"):
            value = replace(
                first.value,
                noun=second.value.noun,
                noun_range=second.value.noun_range,
                unit=second.value.unit if first.value.unit == "count" else first.value.unit,
            )
            spans[i] = replace(first, value=value)
    return spans
