"""What is said around a question out of courtesy, and asks nothing. Pure."""

import re

__all__ = ["without_courtesies"]

_GREETING = (
    r"(?:hi|hello|hey)(?:\s+(?:there|all|team|everyone|everybody))?|good\s+(?:morning|afternoon|evening|day)"
)
_PLEA = (
    r"(?:please|kindly|sorry\s+to\s+(?:bother|disturb|ask)(?:\s+you)?|excuse\s+me"
    r"|(?:just\s+)?(?:a\s+)?quick\s+question|(?:so|well|ok(?:ay)?)(?=,))"
)
_WISH = (
    r"(?:(?:can|could|would|will)\s+(?:you|someone|somebody|anyone|anybody)\s+(?:please\s+|kindly\s+)?"
    r"(?:tell|explain\s+to|let|help)\s+me(?:\s+(?:know|understand))?|(?:please\s+)?tell\s+me|let\s+me\s+know"
    r"|i(?:'d|\s+would)?\s+(?:like|love|want|need|wish)\s+to\s+(?:know|ask|understand|find\s+out)"
    r"|i\s+(?:was|am)\s+(?:just\s+)?wondering|i(?:'m|\s+am)\s+curious|i\s+wonder|may\s+i\s+ask"
    r"|do\s+you\s+(?:happen\s+to\s+)?know|any\s+idea)"
)
_BEFORE = re.compile(rf"^\s*(?:(?:{_GREETING}|{_PLEA}|{_WISH})\b[\s,:;.!-]*)+", re.IGNORECASE)
_BEHIND = re.compile(
    r"[\s,.!]*\b(?:please|thanks?(?:\s+you)?(?:\s+(?:so|very)\s+much|\s+a\s+lot|\s+in\s+advance|\s+for\s+[\w\s]+)?"
    r"|cheers|(?:kind|best)\s+regards|best\s+wishes|many\s+thanks)[\s.!?]*$",
    re.IGNORECASE,
)


def without_courtesies(question: str) -> str:
    """The question alone; the whole when nothing else is said."""
    bare = _BEHIND.sub("?" if question.rstrip().endswith("?") else "", _BEFORE.sub("", question)).strip()
    return bare if any(map(str.isalnum, bare)) else question
