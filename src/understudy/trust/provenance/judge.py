"""Where each argument of an action comes from, and whether text from outside may have decided on it. Pure.

What a model was told by somebody outside may make it ask for anything, so that a value is not trusted for
being a real one: the id of a record that the payload points to is as real as any. Trusted is what the person
has said, what belongs to a record that the person has named, and what the agent's file gives.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from understudy.trust.provenance.effect import Effect
from understudy.trust.provenance.seen import Datum, Seen
from understudy.trust.provenance.texts import is_identifying, is_plain_word, plain, stands_in

__all__ = ["ArgumentOrigin", "Provenance", "held_back", "judge"]

Provenance = Literal["person", "record", "definition", "outside", "picked", "unknown"]
_TRUSTED = frozenset({"person", "record", "definition"})
_SHORTEST_NAME = 4
_LONG_NAME = 3
_CODE = re.compile(r"[A-Z]{0,4}-?\d{5,}")
"""The number of a record, such as 00001234 or O-10023; no amount and no date has this form."""


@dataclass(frozen=True, slots=True)
class ArgumentOrigin:
    """An argument's value and where it comes from, in a word and for a person.

    `picked` is a real value of the system of record that nobody asked for by name; `unknown` one that stands
    nowhere: the model has put it together.
    """

    argument: str
    value: str
    origin: Provenance
    source: str
    sensitive: bool = True

    @property
    def trusted(self) -> bool:
        """Whether nobody outside can have chosen it."""
        return self.origin in _TRUSTED

    def __str__(self) -> str:
        return f"{self.argument}: {self.source}"


def judge(arguments: Mapping[str, Any], sensitive: Collection[str], seen: Seen) -> tuple[ArgumentOrigin, ...]:
    """The origin of each value in the arguments, in order; what lies in a dict is called `values.Status`."""
    origins: list[ArgumentOrigin] = []
    for name, value in arguments.items():
        for path, leaf in _leaves(name, value):
            origin, source = _origin(leaf, seen)
            origins.append(ArgumentOrigin(path, _shown(leaf), origin, source, name in sensitive))
    return tuple(origins)


def held_back(effect: Effect, origins: Collection[ArgumentOrigin], seen: Seen) -> bool:
    """Whether an action with these arguments needs an approval, for text from outside may have caused it.

    One that has no sensitive argument at all does: nothing in it shows that the person has asked for it.
    """
    if not effect.is_held or not seen.is_tainted:
        return False
    sensitive = [each for each in origins if each.sensitive]
    return not sensitive or not all(each.trusted for each in sensitive)


def _origin(value: object, seen: Seen) -> tuple[Provenance, str]:
    text = _shown(value)
    if value is None or isinstance(value, bool):
        return "unknown", "the model's own"  # a yes that the person said elsewhere is not this one
    outside = next((each.source for each in seen.untrusted if stands_in(text, each.text)), None)
    if any(stands_in(text, said) for said in seen.said) and not (outside and is_plain_word(plain(text))):
        return "person", "as the person said"
    records = [each for each in seen.data if plain(each.value) == plain(text)]
    for each in records:
        if _is_named(each, seen):
            return "record", f"of {each.name or each.record}, which the person named"
    if is_identifying(text) and any(stands_in(text, each) for each in seen.definitions):
        return "definition", "as the agent's file has it"
    if outside:
        return "outside", f"from {outside}, which somebody outside may have written"
    if records:
        return "picked", f"of {records[0].name or records[0].record}, which the person has not named"
    return "unknown", "the model's own"


def _is_named(datum: Datum, seen: Seen) -> bool:
    """Whether the person has named the record that the value is of: by its name, its id or its number."""
    if _is_said(datum.name, seen):
        return True
    codes = (each.value for each in seen.data if each.record == datum.record and _CODE.fullmatch(each.value))
    return any(stands_in(code, said) for code in (datum.record, *codes) for said in seen.said)


def _is_said(name: str, seen: Seen) -> bool:
    """Whether the person has said this name of a record, and meant one.

    Who may name a record may call it "Please": a name without a number counts as it is spelt, and a single
    word not where a sentence begins. A long one is not said by chance.
    """
    if len(name) < _SHORTEST_NAME:
        return False
    if is_identifying(name) or len(name.split()) >= _LONG_NAME:
        return any(stands_in(name, said) for said in seen.said)
    before = r"(?<=[^.!?\s] )" if is_plain_word(name) else r"(?<!\w)"
    spelt = re.compile(rf"{before}{re.escape(name)}(?!\w)")
    return name[0].isupper() and any(spelt.search(said) for said in seen.said)


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def _leaves(path: str, value: object) -> Iterator[tuple[str, object]]:
    match value:
        case Mapping():
            for key, each in value.items():
                yield from _leaves(f"{path}.{key}", each)
        case list() | tuple():
            for each in value:
                yield from _leaves(path, each)
        case _:
            yield path, value
