"""The company's own words in a sentence: for its objects and fields, and what else these are called.

Nothing here knows an object by its name; all is read off labels, plurals, synonyms and types. Pure.
"""

import re
from collections.abc import Iterable, Mapping
from random import Random

from understudy.org.definitions.library import Library
from understudy.org.definitions.measure import MeasureDefinition
from understudy.org.metadata import Field, FieldType, ObjectType, Schema

__all__ = ["Words", "article", "is_participle", "is_person", "number_of", "plural_of", "prose", "time_noun"]

_NUMBERS = ("no", "one", "two", "three", "four", "five")
_IRREGULAR = frozenset({"sent", "made", "won", "lost", "sold", "bought", "paid", "built", "written"})
_CONTACT = {FieldType.EMAIL: "email address", FieldType.PHONE: "phone number"}
_TIME_NOUN = re.compile(r"\b(?:date|day|time|deadline|start|end)$")
_NO_NOUN = re.compile(r"\b(?:to|from|by|in|of|id|key)$|^(?:is|has)\b", re.IGNORECASE)


def prose(label: str) -> str:
    """A label within a sentence: "Close date" as "close date"; an abbreviation keeps its capitals."""
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in label.split())


def plural_of(noun: str) -> str:
    """Of a noun whose plural nobody has declared."""
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if re.search(r"(?:s|x|z|ch|sh)$", noun) else f"{noun}s"


def article(noun: str) -> str:
    """The one that stands before the noun."""
    return "an" if noun[0].lower() in "aeio" else "a"


def number_of(count: int) -> str:
    """A small number in words."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def is_participle(label: str) -> bool:
    """Whether one says that something was so: opened, sent."""
    word = label.lower()
    return " " not in word and (word in _IRREGULAR or bool(re.search(r"[^e]ed$", word)))


def time_noun(field: Field) -> str | None:
    """What a date is called as a noun: its label, or a synonym such as "expiration date"."""
    names = (prose(name) for name in (field.label, *field.synonyms))
    return next((name for name in names if _TIME_NOUN.search(name)), None)


class Words:
    """What things are called in one org, and what else, where it can mean nothing different."""

    def __init__(self, schema: Schema, library: Library) -> None:
        names = [name.lower() for kind in schema for name in _names_of(kind)]
        names += [name.lower() for each in library.measures.values() for name in (each.label, *each.synonyms)]
        self._taken = {name for name in names if names.count(name) > 1}

    def field(self, field: Field) -> str | None:
        """The field as a noun; None for one that has no name of that kind."""
        if field.type.is_time:
            return time_noun(field)
        label = _CONTACT.get(field.type) or prose(field.label)
        return None if _NO_NOUN.search(label) or is_participle(label) else label

    def others(self, random: Random, *about: ObjectType | Field | MeasureDefinition) -> Mapping[str, str]:
        """For the names of these another, where there is one that means only this."""
        found: dict[str, str] = {}
        for each in about:
            known = [name for name in each.synonyms if name.lower() not in self._taken and " of " not in name]
            if not known:
                continue
            other = random.choice(known)
            if isinstance(each, ObjectType):
                found[prose(each.plural)] = plural_of(other)
                found[prose(each.label)] = other
            elif isinstance(each, Field):
                called = self.field(each) or prose(each.label)
                if is_participle(other) == is_participle(called) and other != called:
                    found[called] = other
            else:
                found[prose(each.label)] = other
        return found


def _names_of(kind: ObjectType) -> Iterable[str]:
    return dict.fromkeys(name.lower() for name in (kind.label, kind.plural, *kind.synonyms))


def is_person(kind: ObjectType, field: Field) -> bool:
    """Whether a reference leads to people."""
    return field.type is FieldType.REFERENCE and kind.field("Email") is not None
