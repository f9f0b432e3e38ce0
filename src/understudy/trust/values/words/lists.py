"""The lists, read when first asked for, in small letters."""

from functools import cache
from importlib.resources import files

__all__ = ["words_in"]


@cache
def words_in(name: str) -> frozenset[str]:
    """All that stands in the list of that name."""
    text = files("understudy.trust.values.words").joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(line.lower() for line in text.splitlines() if line and not line.startswith("#"))
