"""Words as they are typed in haste: a contraction without its apostrophe, "rn" for "right now"."""

import re

from understudy.llm.local.spans import Range, plain

__all__ = ["SHORTHAND", "find_nows"]

_CONTRACTIONS = (
    "who's what's where's how's that's there's i've we've you've they've they're don't doesn't didn't "
    "isn't aren't wasn't weren't haven't hasn't can't"
).split()
SHORTHAND = {each.replace("'", ""): each for each in _CONTRACTIONS} | {
    "rn": "right now",
    "atm": "at the moment",
    "pls": "please",
    "plz": "please",
}
"""What is meant by each, in small letters."""

_NOW = re.compile(r"\b(?:right now|at (?:the|this) (?:very )?moment|at present|these days|as we speak)\b")


def find_nows(text: str) -> list[Range]:
    """Where the text says that the present is meant, which limits nothing: every record is as it is now."""
    return [match.span() for match in _NOW.finditer(plain(text))]
