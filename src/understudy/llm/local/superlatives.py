"""Direction and place: "the quickest", "fewest", "worst three", "second highest", "ranked by"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from understudy.llm.local.numbers import COUNT, ORDINAL, count_value, ordinal_value
from understudy.llm.local.outliers import Side, find_outliers
from understudy.llm.local.spans import Range, Span, any_of, blanked, cut, longest_first, plain

__all__ = ["Superlative", "find_superlatives"]

Kind = Literal["more", "less", "good", "bad"]
Dimension = Literal["duration", "amount", "price", "time", "frequency"]


@dataclass(frozen=True, slots=True)
class Superlative:
    """Which end of a measure is wanted, and how many or which place from there.

    `more` and `less` are the larger and the smaller value; `good` and `bad` depend on the measure: "top",
    "best" and "leading" are good. `count` is how many are wanted (None: not said), `position` which one alone
    ("second highest": 2). `dimension` is what the word itself measures ("quickest": duration). `form` is
    `ranking` when the whole order is wanted, `comparative` for "faster", `outlier` for one that stands out
    from the rest, which may come in two pieces ("significantly more", "than other months"). `weak` marks
    words that may be mere adjectives ("primary contact").
    """

    kind: Kind
    form: Literal["superlative", "comparative", "ranking", "outlier"] = "superlative"
    count: int | None = None
    position: int | None = None
    dimension: Dimension | None = None
    adverb: str = ""
    weak: bool = False


_Meaning = tuple[Kind, Dimension | None]
_WORDS_TABLE: tuple[tuple[_Meaning, str], ...] = (
    (
        ("more", None),
        "most, highest, greatest, maximum, maximal, max, heaviest, uppermost, topmost, peak, record",
    ),
    (
        ("more", "amount"),
        "biggest, largest, richest",
    ),
    (
        ("less", "amount"),
        "smallest, tiniest",
    ),
    (
        ("more", "price"),
        "priciest, costliest, dearest",
    ),
    (
        ("less", "price"),
        "cheapest",
    ),
    (
        ("less", None),
        "least, lowest, fewest, minimum, minimal, min, lightest, slightest",
    ),
    (
        ("more", "duration"),
        "longest, slowest, lengthiest",
    ),
    (
        ("less", "duration"),
        "shortest, quickest, fastest, speediest, briefest, swiftest, soonest",
    ),
    (
        ("more", "time"),
        "newest, latest, youngest, most recent",
    ),
    (
        ("less", "time"),
        "oldest, earliest, least recent",
    ),
    (
        ("good", None),
        (
            "best, top, leading, finest, strongest, top notch, number one, no. 1, #1, star, standout, "
            "happiest, healthiest, champion"
        ),
    ),
    (
        ("bad", None),
        (
            "worst, poorest, weakest, bottom, underperforming, lagging, trailing, unhappiest, "
            "lousiest, laggard, laggards"
        ),
    ),
    (
        ("more", "frequency"),
        (
            "busiest, commonest, predominant, prevalent, dominant, prevailing, primary, main, chief, "
            "principal, foremost, major"
        ),
    ),
    (
        ("less", "frequency"),
        "rarest, quietest",
    ),
)
_WORDS = {word: meaning for meaning, words in _WORDS_TABLE for word in words.split(", ")}
_WEAK = frozenset("primary main chief principal major peak record star minimal maximal trailing".split())
_NAME_LIKE = frozenset("max min peak record star main chief major principal best top champion".split())
# What "most" and "least" say of a word: whether its larger value is more, less, good or bad.
_GRADED_TABLE: tuple[tuple[_Meaning, str], ...] = (
    (
        ("more", "frequency"),
        (
            "frequent, frequently, common, commonly, often, prevalent, reported, recurring, popular, "
            "numerous, predominant, occurring"
        ),
    ),
    (
        ("less", "frequency"),
        "rare, rarely, seldom, infrequent, infrequently, uncommon",
    ),
    (
        ("less", "duration"),
        "quickly, rapidly, speedily, swiftly, promptly, quick, rapid, swift, prompt, fast",
    ),
    (
        ("more", "duration"),
        "slowly, slow, time-consuming, lengthy, drawn-out, protracted, time, long",
    ),
    (
        ("more", "time"),
        "recent, recently",
    ),
    (
        ("more", "price"),
        "expensive, costly, pricey",
    ),
    (
        ("more", "amount"),
        "lucrative, valuable, money, revenue",
    ),
    (
        ("good", None),
        (
            "successful, successfully, effective, effectively, efficient, efficiently, productive, "
            "profitable, suitable, suited, appropriate, qualified, reliable, responsive, satisfied, "
            "impressive, outstanding"
        ),
    ),
    (
        ("bad", None),
        "unsuccessful, ineffective, inefficient, unproductive, problematic, troublesome, unreliable",
    ),
)
_GRADED = {word: meaning for meaning, words in _GRADED_TABLE for word in words.split(", ")}
_INVERSE: dict[Kind, Kind] = {"more": "less", "less": "more", "good": "bad", "bad": "good"}
_FILLER = r"(?:\s+(?:amounts?|number|total|average|overall|share|volume)(?:\s+of)?)?"
_GRADED_MORE = any_of("encountered reported occurring raised seen mentioned used suitable qualified".split())
_GRADE = (
    rf"(?P<grade>most|least){_FILLER}\s+(?P<of>{any_of(_GRADED)})\b"
    rf"(?:\s+(?P<of2>{_GRADED_MORE})\b)?"
)
_PLAIN = rf"(?P<word>{any_of(_WORDS)})(?![\w'])"
_PERFORMING = (
    r"(?:[\s-]+(?:performing|selling|ranked|ranking|rated|scoring|earning|grossing|producing"
    r"|achieving|placed|converting|billing))?"
)
_N = rf"(?!an?\s)(?:{COUNT})"
_SUPERLATIVE = re.compile(
    rf"(?<![\w'-])(?:(?:(?P<ordinal>{ORDINAL}|next)[\s-]+|(?P<before>{_N})[\s-]+(?:of\s+the\s+)?))?"
    rf"(?:{_GRADE}|(?:very\s+)?{_PLAIN}{_PERFORMING})(?:\s+(?P<after>{_N})(?![\w'%]|[.,]\d|\s+or\b))?"
)
_NOT = re.compile(
    r"\bat\s+(?:the\s+)?(?:very\s+)?(?:most|least|best|worst|max(?:imum)?|min(?:imum)?|latest|earliest)\b"
    r"|(?:a|an|the)?\s*(?:max|min|maximum|minimum)\.?\s+(?:of\s+)?[$€£\d]"
    r"|most\s+of\b|(?:last\s+but\s+)?not\s+(?:the\s+)?least\b|for\s+the\s+most\s+part|most\s+likely"
    r"|best\s+(?:regards|wishes|practices?|buy|of\s+luck|guess|efforts?|before|case\s+scenario)\b"
    r"|as\s+best|try\s+(?:my|our)\s+best"
    r"|(?:the\s+)?latest\s+(?:news|update|version|on\b)|(?:on|off)\s+(?:the\s+)?(?:record|top)"
    r"|top\s+of\b|on\s+top|from\s+the\s+top"
    r"|(?:at|from|to)\s+the\s+(?:bottom|top)\b|bottom\s+line|top[\s-]+(?:up|level|secret|priority)"
    r"|(?:for|of)\s+the\s+record"
    r"|record\s+(?:id|type|name|number|types|ids|names|of)|trailing\s+(?:\d|\w+\s+(?:months?|weeks?"
    r"|days?|quarters?|years?))"
    r"|most\s+matching|(?:a|the|this|that|each|every|new)\s+record\b|records\b|main\s+(?:street"
    r"|st)\b|major\s+(?:account|accounts)|chief\s+\w+\s+officer"
)
_RUNNER_UP = re.compile(
    rf"(?<!\w)(?:the\s+)?(?:runner[\s-]up|(?P<place>{ORDINAL}|last)\s+place"
    r"|(?:came|comes|come|ranks?|ranked|placed|finished|finishes|was|is|were)\s+(?:in\s+)?"
    rf"(?P<came>{ORDINAL}|last)(?!\s+(?:[a-z]+est|best|worst|most|least|quarter|half|year|month|week|day))"
    rf"|(?:number|no\.?|nr\.?|rank|place)\s*(?P<number>two|three|four|five|[2-9])(?!\w|[.,]\d))(?!\w)"
)
_RANKING = re.compile(
    r"(?<!\w)(?:in\s+)?(?:(?P<desc>desc(?:ending)?\b)|(?P<asc>asc(?:ending)?\b))(?:\s+order)?"
    r"|(?<!\w)(?:from\s+)?(?P<from>highest|most|best|largest|biggest|longest|slowest|newest|top"
    r"|lowest|fewest|worst|smallest|shortest|fastest|quickest|oldest|bottom|least)\s+(?:to"
    r"|through)\s+(?:the\s+)?(?:lowest|fewest|worst|smallest|shortest|fastest|quickest|oldest"
    r"|bottom|least|highest|most|best|largest|biggest|longest|slowest|newest|top)\b"
    r"|(?<!\w)(?P<first>highest|most|best|largest|biggest|longest|slowest|newest|lowest|fewest"
    r"|worst|smallest|shortest|fastest|quickest|oldest|least)\s+first\b"
    r"|(?<!\w)(?P<rank>rank(?:ed|ing|s)?|sort(?:ed)?|order(?:ed)?(?=\s+by)|leaderboard"
    r"|league\s+table)\b(?:\s+by\b)?"
)
_COMPARATIVES_TABLE: tuple[tuple[_Meaning, str], ...] = (
    (
        ("less", "duration"),
        "faster, quicker, shorter, sooner",
    ),
    (
        ("more", "duration"),
        "slower, longer",
    ),
    (
        ("more", None),
        "higher, more, greater",
    ),
    (
        ("more", "amount"),
        "larger, bigger",
    ),
    (
        ("less", None),
        "lower, fewer, less",
    ),
    (
        ("less", "amount"),
        "smaller, cheaper",
    ),
    (
        ("more", "time"),
        "newer, later",
    ),
    (
        ("less", "time"),
        "older, earlier",
    ),
    (
        ("good", None),
        "better, stronger",
    ),
    (
        ("bad", None),
        "worse, poorer, weaker",
    ),
)
_COMPARATIVES = {word: meaning for meaning, words in _COMPARATIVES_TABLE for word in words.split(", ")}
_COMPARATIVE = re.compile(
    rf"(?<![\w'])(?P<word>{any_of(_COMPARATIVES)})\b(?!\s+(?:than|then|or\s+equal|{COUNT}|on\b"
    rf"|information|details?|help|about))"
)


def _of_match(match: re.Match[str]) -> Superlative:
    if match["grade"]:
        kind, dimension = _GRADED[" ".join(match["of"].split())]
        if match["grade"] == "least":
            kind = _INVERSE[kind]
        word = f"{match['grade']} {match['of']}"
    else:
        word = " ".join(match["word"].replace("-", " ").split())
        kind, dimension = _WORDS[word]
    ordinal = match["ordinal"]
    position = None if not ordinal else 2 if ordinal == "next" else ordinal_value(ordinal)
    number = match["before"] or match["after"]
    count = int(count_value(number)) if number else None
    weak = word in _WEAK and position is None and count is None
    return Superlative(kind, "superlative", count, position, dimension, word, weak)


def _in_name(text: str, start: int, end: int) -> bool:
    """Written with a capital beside another one: "Orbit Max", "Best Tools Ltd"."""
    if not text[start].isupper():
        return False
    before, after = text[:start].split()[-1:], text[end:].split()[:1]
    return any(word[0][:1].isupper() for word in (before, after) if word)


def _superlatives(text: str, low: str) -> Iterator[Span[Superlative]]:
    barred = [match.span() for match in _NOT.finditer(low)]
    for match in _SUPERLATIVE.finditer(low):
        middle = match.start("grade") if match["grade"] else match.start("word")
        if any(first <= middle < last for first, last in barred):
            continue
        if match["word"] in _NAME_LIKE and _in_name(text, middle, match.end("word")):
            continue
        value, start = _of_match(match), match.start()
        # "2021 top agents": a year before the word is no count.
        if match["before"] and value.count and value.count > 1900 and not match["after"]:
            value, start = replace(value, count=None), middle
        leading = re.search(r"\bthe\s+$", low[:start])
        yield cut(text, leading.start() if leading else start, match.end(), value)


def _rankings(text: str, low: str) -> Iterator[Span[Superlative]]:
    for match in _RANKING.finditer(low):
        word = match["from"] or match["first"]
        if word:
            kind, dimension = _WORDS[word]
        else:
            kind, dimension = ("less" if match["asc"] else "more" if match["desc"] else "good"), None
        yield cut(
            text,
            match.start(),
            match.end(),
            Superlative(kind, "ranking", dimension=dimension, adverb=match[0]),
        )


def _place(match: re.Match[str]) -> int:
    """The place that a match of `_RUNNER_UP` names: the second when it only says runner-up."""
    ordinal = match["place"] or match["came"]
    if ordinal:
        return 1 if ordinal == "last" else ordinal_value(ordinal)
    return int(count_value(match["number"])) if match["number"] else 2


def _others(text: str, low: str) -> Iterator[Span[Superlative]]:
    for match in _RUNNER_UP.finditer(low):
        value = Superlative("good", adverb=match[0], position=_place(match))
        if "last" in (match["place"], match["came"]):
            value = Superlative("bad", adverb=match[0], position=1)
        yield cut(text, match.start(), match.end(), value)
    for match in _COMPARATIVE.finditer(low):
        kind, dimension = _COMPARATIVES[match["word"]]
        yield cut(
            text,
            match.start(),
            match.end(),
            Superlative(kind, "comparative", dimension=dimension, adverb=match[0], weak=True),
        )


def _outlier(words: str, side: Side) -> Superlative:
    return Superlative("less" if side == "below" else "more", "outlier", adverb=words)


def find_superlatives(text: str, taken: Sequence[Range] = ()) -> list[Span[Superlative]]:
    """The directions and places that the text names; what is `taken` (times, quoted text) is not read."""
    low = blanked(plain(text), taken)
    outliers = [
        Span(found.start, found.end, found.text, _outlier(found.text, found.value))
        for found in find_outliers(low, text)
        if not _in_name(text, found.start, found.end)
    ]
    return longest_first([*outliers, *_superlatives(text, low), *_rankings(text, low), *_others(text, low)])
