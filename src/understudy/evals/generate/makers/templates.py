"""Wordings, one after the other, so that each is used about as often. Pure."""

from collections.abc import Sequence
from itertools import cycle
from random import Random

__all__ = ["Wordings", "capital"]


class Wordings:
    """Templates in an order that chance decides, from the first again after the last."""

    def __init__(self, random: Random, templates: Sequence[str]) -> None:
        self._next = cycle(random.sample(templates, len(templates)))

    def said(self, **parts: str) -> str:
        """The next template with these parts."""
        return capital(next(self._next).format(**parts))


def capital(text: str) -> str:
    """With the capital that begins a sentence."""
    return text[:1].upper() + text[1:]
