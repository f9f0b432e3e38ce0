"""Whether a message is a yes or a no, and nothing else: no model stands between it and what it settles."""

import re
from typing import Literal

__all__ = ["Consent", "read_consent"]

Consent = Literal["yes", "no", "unclear"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MORE = re.compile(r"[^\w\s'’.,!]|[\d_]")
"""What no plain yes or no has in it: a question mark, a number, a sign."""
_YES = frozenset(
    "yes y yep yeah yup sure ok okay okey confirm confirmed agreed agree correct affirmative absolutely"
    " certainly definitely proceed exactly".split()
)
_NO = frozenset("no n nope nah cancel stop don't dont don’t never not abort negative leave nothing".split())
_GOING_ON = (
    ("go", "ahead"),
    ("do", "it"),
    ("do", "that"),
    ("do", "so"),
    ("please", "do"),
    ("make", "it", "so"),
)
_SMALL = frozenset(
    "please do it that this go ahead thanks thank you just so the change changes with by all means looks"
    " good fine right of course i want to like that's as well then and for me now".split()
)
_LONGEST = 12


def read_consent(message: str) -> Consent | None:
    """Whether the message is a plain yes or no; `unclear` for a yes that says more, else None."""
    words = tuple(_WORD.findall(message.lower()))
    if not words:
        return None
    if _MORE.search(message) or not set(words) <= _YES | _NO | _SMALL:
        # A no that says more lets the question lapse and is read as what it says; a yes must be plain.
        return "unclear" if words[0] in _YES and len(words) <= _LONGEST else None
    goes_on = any(words[i : i + len(cue)] == cue for cue in _GOING_ON for i in range(len(words)))
    agrees, declines = bool(_YES & set(words)) or goes_on, bool(_NO & set(words))
    if declines:
        return "unclear" if _YES & set(words) else "no"
    return "yes" if agrees else None
