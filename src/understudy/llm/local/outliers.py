"""One that stands out from the rest: "significantly more … than other months", "a spike"."""

import re
from collections.abc import Iterator
from typing import Literal

from understudy.llm.local.spans import Span, any_of, cut

__all__ = ["Side", "find_outliers"]

Side = Literal["above", "below"]

_DEGREES = (
    "significantly substantially considerably notably markedly noticeably unusually exceptionally"
    " abnormally far much way"
    " distinctly clearly dramatically disproportionately remarkably strikingly vastly well"
    " statistically especially"
    " particularly materially extraordinarily appreciably decidedly"
).split()
_DEGREE = any_of([*_DEGREES, "a lot", "by far"])
_MORE = any_of("more higher greater larger bigger busier longer elevated above".split())
_LESS = any_of("fewer lower less smaller shorter quieter below".split())
_EXCEED = (
    r"(?:exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?|outnumber(?:s|ed|ing)?|outpac(?:es?|ed|ing)"
    r"|outstrip(?:s|ped|ping)?"
    r"|eclips(?:es?|ed|ing)|top(?:s|ped|ping)?|beat(?:s|ing)?|out(?:did|does|weighs?|weighed"
    r"|performed|performs))"
)
_AMONG = r"(?:(?:that|those|what|the\s+numbers?)\s*(?:(?:of|in|from|for)\s+)?)?(?:(?:in|of|for|during)\s+)?"
_REST = (
    rf"{_AMONG}(?:(?:any|all|every|each|the|our|most)\s+)*(?:of\s+the\s+)?"
    r"(?:others?|rest|usual|normal|average|typical|remaining"
    r"|remainder)\b(?:\s+(?:of\s+the\s+)?(?:day|week|month|quarter|year|one)s?\b)?"
)
_THAN = (
    r"(?:than|(?:as\s+)?compared\s+(?:to|with)|relative\s+to|versus|vs\.?|in\s+comparison\s+(?:to"
    r"|with)|against|over|above)\s+"
)

_HEADS: tuple[tuple[Side, re.Pattern[str]], ...] = (
    ("above", re.compile(rf"(?<!\w){_DEGREE}\s+{_MORE}\b(?:\s+{_THAN}{_REST})?")),
    ("below", re.compile(rf"(?<!\w){_DEGREE}\s+{_LESS}\b(?:\s+{_THAN}{_REST})?")),
    ("above", re.compile(rf"(?<!\w)(?:{_DEGREE}\s+)?{_EXCEED}\s+{_REST}")),
    ("above", re.compile(rf"(?<!\w){_DEGREE}\s+{_EXCEED}\b")),
    (
        "above",
        re.compile(
            r"(?<!\w)(?:(?:an?|the|any|some)\s+)?(?:unusual(?:ly)?\s+(?:many|high|large)(?:\s+number\s+of)?"
            r"|(?:unusual\s+|sudden\s+|clear\s+)?"
            r"(?:spikes?|spiked|spiking|surges?|surged|peaks?|peaked|outliers?|anomal(?:y|ies|ous)))\b"
        ),
    ),
    (
        "above",
        re.compile(
            rf"(?<!\w)(?:stands?|stood|standing|sticks?|stuck)\s+out\b(?:\s+(?:from|among"
            rf"|against)\s+{_REST})?"
        ),
    ),
)
_PLAIN = re.compile(
    r"(?<!\w)(?:(?P<more>more|higher|greater|larger|busier)|(?P<less>fewer|lower|less|smaller|quieter))\b"
)
_TAIL = re.compile(rf"(?<!\w){_THAN}{_REST}")


def find_outliers(low: str, text: str) -> Iterator[Span[Side]]:
    """What says that one differs from the rest; "than the rest" is a span of its own if apart."""
    heads: list[Span[Side]] = [
        cut(text, match.start(), match.end(), side)
        for side, pattern in _HEADS
        for match in pattern.finditer(low)
    ]
    yield from heads
    for tail in _TAIL.finditer(low):
        before = [head for head in heads if head.start < tail.start()]
        if before:
            yield cut(text, tail.start(), tail.end(), before[-1].value)
            continue
        plain = list(_PLAIN.finditer(low, 0, tail.start()))
        if plain:
            side: Side = "below" if plain[-1]["less"] else "above"
            yield cut(text, plain[-1].start(), plain[-1].end(), side)
            yield cut(text, tail.start(), tail.end(), side)
