"""What kind of thing a question asks for, and whether a sentence tells a thing of that kind."""

import re
from typing import Literal

__all__ = ["asked_for", "tells"]

Aspect = Literal["figure", "person"]

_ASKS_FIGURE = re.compile(
    r"\bhow (?:much|many|long|often|early|late|soon|fast|quickly|far|high|big|old|deep|wide|hot|cold)\b"
    r"|\bwhen\b|\bwhat\b.*\b(?:costs?|limit|price|rate|share|percent|percentage)\b",
    re.IGNORECASE,
)
_ASKS_PERSON = re.compile(r"\bwho(?:m|se)?\b", re.IGNORECASE)
_FIGURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|third|quarter|once|twice|free"
    r"|never|always|daily|weekly|monthly|yearly|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|january|february|march|april|june|july|august|september|october|november|december"
    r"|minutes?|hours?|days?|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
# A name within a sentence, or a word for somebody by what they do.
_PERSON = re.compile(
    r"(?<=[a-z,;:|] )[A-Z][a-z]+"
    r"|\b(?:manager|lead|leader|head|director|officer|owner|agent|representative|rep|clerk|assistant|colleague"
    r"|employee|customer|partner|team|doctor|parent)s?\b",
)


def asked_for(question: str) -> Aspect | None:
    """Whether the question wants an amount or a time, or somebody; None when it wants neither alone."""
    if _ASKS_FIGURE.search(question):
        return "figure"
    return "person" if _ASKS_PERSON.search(question) else None


def tells(text: str, aspect: Aspect) -> bool:
    """Whether the text has such a thing in it."""
    return bool((_FIGURE if aspect == "figure" else _PERSON).search(text))
