"""The name a person may have meant, to suggest where another one is not known."""

from collections.abc import Iterable

from rapidfuzz import fuzz, process

__all__ = ["nearest"]

_ALIKE = 65


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like it, whatever the capitals; None if none is much like it."""
    found = process.extractOne(name, list(known), scorer=fuzz.ratio, processor=str.lower, score_cutoff=_ALIKE)
    return found[0] if found else None
