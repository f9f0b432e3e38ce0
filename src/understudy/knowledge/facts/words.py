"""Words by which values are known, from `words.yaml`."""

from functools import cache
from importlib.resources import files

import yaml

__all__ = ["listed"]


@cache
def _read() -> dict[str, list[str]]:
    return yaml.safe_load(
        files("understudy.knowledge.facts").joinpath("words.yaml").read_text(encoding="utf-8")
    )


@cache
def listed(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a list, each with the words of one meaning."""
    return tuple(tuple(word.strip() for word in line.split(",")) for line in _read()[name])
