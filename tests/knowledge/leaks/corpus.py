"""Documents for everybody and documents for employees about the same things, which say other things of them.

They should not disagree: what disagrees is kept from everybody until somebody decides.
Every sentence for employees holds a word that nothing else holds: a secret, by which a leak is known.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Audience, Head

__all__ = ["Corpus", "make_corpus"]

_THINGS = (
    "refund,delivery,warranty,discount,invoice,deposit,visit,repair,upgrade,exchange,subscription,account,"
    "training,sample,battery,sensor,greenhouse,heater,valve,fan,pump,lamp,tank,filter"
).split(",")
_RULES = (
    "The limit for a {thing} is {n} dollars{secret}.",
    "A {thing} takes up to {n} working days{secret}.",
    "Who asks for a {thing} must have waited {n} hours{secret}.",
    "You may ask for a {thing} at most {n} times a year{secret}.",
    "For a {thing} above ${n} the head of the team decides{secret}.",
    "A {thing} is never given to private persons{secret}.",
)
_INTERNAL = (
    "Our cost for each {thing} was {n} dollars last spring{secret}.",
    "Write down who asked for the {thing} and call {n} colleagues{secret}.",
    "The warehouse keeps {n} forms about every {thing}{secret}.",
    "Tell nobody outside that a {thing} failed {n} times{secret}.",
    "Our supplier of the {thing} sends {n} boxes each Monday{secret}.",
)
_SYLLABLES = "ka lo mi ru ta ve zo qui dra fen gol hax".split()


@dataclass(frozen=True)
class Corpus:
    """What customers may read, what only employees may, and the secrets of the latter."""

    open: tuple[Document, ...]
    internal: tuple[Document, ...]
    secrets: tuple[str, ...]

    def sentences(self, documents: Sequence[Document]) -> list[str]:
        """All sentences of these documents."""
        return [line for document in documents for line in document.text.split("\n")]


def make_corpus(rng: random.Random) -> Corpus:
    """Half of the internal documents have the title of one for everybody."""
    things = rng.sample(_THINGS, 16)
    secrets: list[str] = []
    readable = [_document(rng, thing, rng.choice(("public", "customers")), None) for thing in things[:10]]
    internal = [_document(rng, thing, "employees", secrets) for thing in things[5:]]
    return Corpus(tuple(readable), tuple(internal), tuple(secrets))


def _document(rng: random.Random, thing: str, audience: Audience, secrets: list[str] | None) -> Document:
    lines: list[str] = []
    rules = _RULES if secrets is None else _INTERNAL
    for rule in rng.sample(rules, rng.randint(2, 5)):
        secret = ""
        if secrets is not None:
            secrets.append("".join(rng.sample(_SYLLABLES, 4)))
            secret = f" ({secrets[-1]})"
        lines.append(rule.format(thing=thing, n=rng.randint(2, 400), secret=secret))
    key = f"{'internal' if secrets is not None else 'open'}/{thing}.md"
    return read_text("\n\n".join(lines), key, Head(audience, title=f"Rules for a {thing}"))
