"""A question asked otherwise: in other words, by its key words, or with a typing mistake. Pure."""

import re
from random import Random
from typing import Literal, get_args

from understudy.knowledge.probe.grammar import SILENT
from understudy.llm.local.normalise import tokens

__all__ = ["LEVELS", "Level", "reworded"]

Level = Literal["as written", "other words", "key words", "typing mistake"]
LEVELS: tuple[Level, ...] = get_args(Level)

# What people say for what companies write.
_OTHER_WORDS = {
    "acquire": "get",
    "assistance": "help",
    "begin": "start",
    "begins": "starts",
    "broken": "damaged",
    "buy": "purchase",
    "call": "phone",
    "cancel": "call off",
    "cancelled": "called off",
    "choose": "pick",
    "colleague": "coworker",
    "cost": "price",
    "costs": "prices",
    "covers": "includes",
    "customers": "clients",
    "delivered": "brought",
    "delivery": "shipment",
    "employees": "staff",
    "faulty": "defective",
    "fee": "charge",
    "fees": "charges",
    "fix": "repair",
    "free": "at no charge",
    "goods": "items",
    "install": "put in",
    "invoice": "bill",
    "invoices": "bills",
    "late": "overdue",
    "maximum": "most",
    "mend": "repair",
    "minimum": "least",
    "months": "mo.",
    "noisy": "loud",
    "number": "no.",
    "obtain": "get",
    "package": "parcel",
    "parcel": "package",
    "password": "login",
    "pay": "settle",
    "payment": "paying",
    "permitted": "allowed",
    "photographs": "photos",
    "purchase": "buy",
    "refund": "money back",
    "refunds": "money back",
    "repair": "fix",
    "replace": "swap",
    "replaced": "swapped",
    "request": "ask for",
    "return": "send back",
    "returned": "sent back",
    "schedule": "timetable",
    "select": "pick",
    "shipped": "sent out",
    "shipping": "postage",
    "start": "begin",
    "vacation": "holiday",
    "warranty": "guarantee",
    "weeks": "wks",
    "years": "yrs",
}
_SHORT = (("what is", "what's"), ("how do i", "how to"), ("cannot", "can't"), ("is not", "isn't"))
_WORD = re.compile(r"[A-Za-z]+")
_SHORTEST_MISTAKEN = 5


def reworded(question: str, level: Level, random: Random) -> str:
    """The question at that level; the same as before where nothing of it can be said otherwise."""
    match level:
        case "other words":
            return _with_other_words(question)
        case "key words":
            return " ".join(token.text for token in tokens(question) if token.word not in SILENT)
        case "typing mistake":
            return _mistyped(question, random)
        case _:
            return question


def _with_other_words(question: str) -> str:
    told = _WORD.sub(lambda found: _OTHER_WORDS.get(found[0].lower(), found[0]), question)
    for long, short in _SHORT:
        told = re.sub(rf"\b{long}\b", short, told, flags=re.IGNORECASE)
    return f"{told[:1].upper()}{told[1:]}"


def _mistyped(question: str, random: Random) -> str:
    """One slip within one word that says something: two letters change places, one is left out or doubled."""
    words = [
        found
        for found in _WORD.finditer(question)
        if len(found[0]) >= _SHORTEST_MISTAKEN and found[0].lower() not in SILENT
    ]
    if not words:
        return question
    found = random.choice(words)
    word, at = found[0], random.randrange(1, len(found[0]) - 2)
    slips = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
    )
    slip = random.choice([each for each in slips if each != word])
    return question[: found.start()] + slip + question[found.end() :]
