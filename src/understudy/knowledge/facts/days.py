"""Days, weekdays and clock times as values; the form in which they are compared is `Value.key`."""

import re
from calendar import day_name, month_abbr, month_name
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.numbers import ORDINAL, ordinal_value
from understudy.llm.local.spans import Span

__all__ = ["find_clocks", "find_days", "find_weekdays"]

_MONTHS = {name.lower(): at for names in (month_name, month_abbr) for at, name in enumerate(names) if at}
_MONTHS["sept"] = 9
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:19|20)\d\d"
_DATES = (
    re.compile(rf"(?<![\w-])(?P<year>{_YEAR})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w-])"),
    re.compile(
        rf"(?<![\w.])(?:the\s+)?(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH})\b(?:,?\s+"
        rf"(?P<year>{_YEAR})\b)?"
    ),
    re.compile(
        rf"(?<!\w)(?P<month>{_MONTH})\.?\s+(?:the\s+)?(?P<day>{_DAY})(?![\w:%])(?:,?\s+(?P<year>{_YEAR})\b)?"
    ),
    re.compile(rf"(?<![\w./-])(?P<first>\d\d?)[/.](?P<second>\d\d?)[/.](?P<year>{_YEAR})(?![\w/])"),
    re.compile(
        rf"(?<!\w)(?P<end>end of|start of|beginning of"
        rf"|mid-?)\s*(?P<month>{_MONTH})\b(?:\s+(?P<year>{_YEAR})\b)?"
    ),
    re.compile(rf"(?<!\w)(?P<month>{_MONTH})\s+(?P<year>{_YEAR})\b"),
    re.compile(rf"(?<=\bby )(?P<month>{_MONTH})\b|(?<=\buntil )(?P<month_>{_MONTH})\b"),
)
_OF_MONTH = re.compile(
    rf"(?<!\w)(?:the\s+)?(?P<day>{ORDINAL}|last(?:\s+(?:business|working))?|first(?:\s+(?:business"
    rf"|working)))\s*(?:day\s+)?"
    r"(?:of\s+(?:the|each|every|that|next)\s+(?:(?:following|next|same)\s+)?month)(?!\w)"
)
_ON_THE = re.compile(
    r"(?<=\bon the )(?P<day>[12]?\d(?:st|nd|rd|th)|3[01](?:st|th|st))(?=\s*(?:$|[.,;]|and\b|or\b))"
)
_MAY_HAVE_DAY = re.compile(rf"month|\d|\b(?:{_MONTH})\b")
_MAY_HAVE_TIME = re.compile(r"\d|noon|midday|midnight|clock|night|\bfrom\b|\bbetween\b")
_LAST_DAY = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
_BEFORE = re.compile(
    r"\b(?:by|until|till|before|no later than|through|up to|ends? on|closes? on|due(?: on)?)\s*(?:the\s*)?$"
)
_AFTER = re.compile(
    r"\b(?:from|since|after|starting(?: on)?|starts? on|as of|begins? on|opens? on)\s*(?:the\s*)?$"
)

_WEEKDAYS = {name.lower(): at for at, name in enumerate(day_name)}
_WEEKDAYS |= {name[:3]: at for name, at in list(_WEEKDAYS.items())}
_WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_WEEK = re.compile(
    rf"(?<![\w-])(?:(?P<first>{_WEEKDAY})s?\.?\s?(?:-|to|through|until|thru)\s?(?P<last>{_WEEKDAY})s?"
    rf"|(?P<one>{_WEEKDAY})(?:s|\.)?|(?P<group>weekdays?|weekends?|every day|seven days a week))(?!\w)"
)
_GROUPS = {"weekday": "01234", "weekend": "56", "every day": "0123456", "seven days a week": "0123456"}

_TIME = (
    r"(?:(?P<hour{0}>[01]?\d|2[0-4])(?:[:.](?P<minute{0}>[0-5]\d))?\s?(?P<half{0}>a\.?m\.?|p\.?m\.?|o'clock"
    r"|in the (?:morning|afternoon|evening)|at night)?"
    r"|(?P<word{0}>noon|midday|midnight))"
)
_HALVES = {"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm"}
_ZONE = r"(?:\s?(?P<zone>utc|gmt|cet|cest|est|edt|et|cst|ct|pst|pdt|pt|mst|bst|ist)\b)?"
_SPAN = re.compile(
    rf"(?<![\w.,:$€£-]){_TIME.format('1')}\s?(?:-|to|until|till|and)\s?{_TIME.format('2')}(?![\w:%.]\d"
    rf"|\w){_ZONE}"
)
_POINT = re.compile(rf"(?<![\w.,:$€£-]){_TIME.format('1')}(?![\w:%]|\.\d){_ZONE}")
_WORDS = {
    word: at
    for at, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}
_HOUR = rf"(?:{'|'.join(_WORDS)}|1[0-2]|[1-9])"
_SPAN_IN_WORDS = re.compile(
    rf"\b(?:from|between)\s(?P<first>{_HOUR})\s(?:o'clock\s)?(?:until|till|to|and)\s(?P<last>{_HOUR})"
    r"(?:\so'clock)?(?=[.,;)]|\s(?:on|in|every|each|daily|and|at|for|from)\b|$)"
)
_SPEAKS_OF_HOURS = re.compile(
    r"\b(?:open|opens|opened|staffed|served?|serves|hours|reach(?:ed|able)?|available|answer(?:s|ed)?|runs|manned)\b"
)
_EARLIEST = 6
"""An hour before it is one of the afternoon."""
_CLOSES = re.compile(r"\b(?:by|to|until|till|before|no later than|(?:closes?|ends?)(?: at)?)\s*$")
_OPENS = re.compile(r"\b(?:from|after|(?:opens?|starts?|begins?)(?: at)?)\s*$")
_ROUND_THE_CLOCK = re.compile(r"(?<!\w)(?:24/7|24 hours a day|(?:a)?round the clock|day and night)(?!\w)")


def find_days(low: str) -> Iterator[Span[Value]]:
    """Days of the calendar and of the month."""
    if not _MAY_HAVE_DAY.search(low):
        return
    for pattern in _DATES:
        for match in pattern.finditer(low):
            if key := _key(match.groupdict()):
                yield _day(low, match, key)
    for match in (*_OF_MONTH.finditer(low), *_ON_THE.finditer(low)):
        told = match["day"]
        day = told if told.startswith(("last", "first ")) else str(ordinal_value(told))
        yield _day(low, match, f"of-month {day}")


def _day(low: str, match: re.Match[str], key: str) -> Span[Value]:
    before = low[: match.start()]
    bound = "most" if _BEFORE.search(before) else "least" if _AFTER.search(before) else "exact"
    return Span(match.start(), match.end(), match[0], Value("date", match[0], key=key, bound=bound))


def _key(told: dict[str, str | None]) -> str:
    """ "2026-03-31", with `?` for what is not told; empty for what is no day."""
    year = told.get("year") or "?"
    if told.get("first"):
        first, second = int(told["first"] or 0), int(told["second"] or 0)
        # Which of the two is the month is known only when the other can't be one.
        month, day = (second, first) if first > 12 else (first, second)
        if max(first, second) <= 12 and first != second:
            return f"{year}-{first}/{second}"
    else:
        name = told.get("month") or told.get("month_") or ""
        month = int(name) if name.isdigit() else _MONTHS[name]
        digits = re.match(r"\d+", told.get("day") or "")
        day = (
            int(digits[0])
            if digits
            else {"e": _LAST_DAY[month], "s": 1, "b": 1, "m": 15}.get((told.get("end") or "?")[0], 0)
        )
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year}-{month:02d}-{f'{day:02d}' if day else '?'}"


def find_weekdays(low: str) -> Iterator[Span[Value]]:
    """Days of the week; the key has their numbers, Monday being 0."""
    for match in _WEEK.finditer(low):
        if match["first"]:
            first, last = _WEEKDAYS[match["first"]], _WEEKDAYS[match["last"]]
            days = "".join(str(day % 7) for day in range(first, last + 1 if last >= first else last + 8))
            yield _weekday(match, days, "range")
        elif match["one"]:
            if match["one"] in ("sun", "sat", "wed", "mar") and "." not in match[0]:
                continue
            yield _weekday(match, str(_WEEKDAYS[match["one"]]), "exact")
        else:
            group = match["group"] if match["group"] in _GROUPS else match["group"].removesuffix("s")
            yield _weekday(match, _GROUPS[group], "range")


def _weekday(match: re.Match[str], days: str, bound: str) -> Span[Value]:
    value = Value("weekday", match[0], key=days, bound="range" if bound == "range" else "exact")
    return Span(match.start(), match.end(), match[0], value)


def find_clocks(low: str) -> Iterator[Span[Value]]:
    """Clock times and spans of them; a bare number is none."""
    if not _MAY_HAVE_TIME.search(low):
        return
    for match in _ROUND_THE_CLOCK.finditer(low):
        yield Span(match.start(), match.end(), match[0], Value("clock", match[0], 0.0, 24.0, bound="range"))
    for match in _SPAN.finditer(low):
        if not any(_is_told(match, at) for at in "12"):
            continue
        first, last = _hours(match, "1", match["half2"]), _hours(match, "2", None)
        if first >= last and not match["half1"] and match["half2"]:
            first = _hours(match, "1", None)
        value = Value("clock", match[0], first, last, _zone(match), bound="range")
        yield Span(match.start(), match.end(), match[0], value)
    yield from _told_in_words(low)
    for match in _POINT.finditer(low):
        if _is_told(match, "1"):
            at = _hours(match, "1", None)
            before = low[: match.start()]
            bound = "most" if _CLOSES.search(before) else "least" if _OPENS.search(before) else "exact"
            value = Value("clock", match[0], at, at, _zone(match), bound=bound)
            yield Span(match.start(), match.end(), match[0], value)


def _told_in_words(low: str) -> Iterator[Span[Value]]:
    """ "Open from seven until eleven": hours without a half of the day, where it is said that it is open."""
    if not _SPEAKS_OF_HOURS.search(low):
        return
    for match in _SPAN_IN_WORDS.finditer(low):
        first, last = (float(_WORDS.get(match[at], 0) or match[at]) for at in ("first", "last"))
        if 0 < first <= 12 and 0 < last <= 12:
            first += 12 if first < _EARLIEST else 0
            last += 12 if last <= first else 0
            value = Value("clock", match[0], first, last, bound="range")
            yield Span(match.start("first"), match.end("last"), match[0], value)


def _is_told(match: re.Match[str], at: str) -> bool:
    minute = match[f"minute{at}"]
    colon = minute and match[0].find(f":{minute}") >= 0
    return bool(colon or match[f"half{at}"] or match[f"word{at}"])


def _hours(match: re.Match[str], at: str, half_after: str | None) -> float:
    word = match[f"word{at}"]
    if word:
        return 24.0 if word == "midnight" and at == "2" else 0.0 if word == "midnight" else 12.0
    half = (match[f"half{at}"] or half_after or "").replace(".", "")
    half = _HALVES.get(half.rpartition(" ")[2], half)
    hour = int(match[f"hour{at}"])
    if half in ("am", "pm"):
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour + int(match[f"minute{at}"] or 0) / 60


def _zone(match: re.Match[str]) -> str:
    return match["zone"] or ""
