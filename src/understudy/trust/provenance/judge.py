"""Where each argument of an action comes from, and whether text from outside may have decided on it. Pure.

What a model was told by somebody outside may make it ask for anything, so that a value is not trusted for
being a real one: the id of a record that the payload points to is as real as any. Trusted is what the person
has said, what belongs to a record that the person has named, and what the agent's file gives.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from understudy.trust.provenance.effect import Effect
from understudy.trust.provenance.seen import Datum, Seen
from understudy.trust.provenance.texts import (
    is_bare_number,
    is_identifying,
    is_plain_word,
    plain,
    stands_in,
)

__all__ = ["ArgumentOrigin", "Provenance", "held_back", "judge"]

Provenance = Literal["person", "record", "definition", "outside", "picked", "unknown"]
_TRUSTED = frozenset({"person", "record", "definition"})
_SHORTEST_NAME = 4
_MOST_WORDS = 3
"""Of the value of a picklist."""
_CODE = re.compile(r"[A-Z]{1,4}-?\d{5,}|0\d{4,}|\d{8,}")
"""The number of a record, such as 00001234 or O-10023; no year and hardly an amount has this form."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_OPENING = " \t\n\r\"'“”„‘’«»([*>•-"
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_]+")


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


def judge(
    arguments: Mapping[str, Any],
    sensitive: Collection[str],
    seen: Seen,
    labels: Callable[[str], Collection[str]] = lambda _: (),
) -> tuple[ArgumentOrigin, ...]:
    """The origin of each value in the arguments, in order; what lies in a dict is called `values.Status`.

    `labels` tells what a field of that name is called.
    """
    origins: list[ArgumentOrigin] = []
    for name, value in arguments.items():
        for path, leaf in _leaves(name, value):
            field = path.rpartition(".")[2] if "." in path else ""
            origin, source = _origin(leaf, seen, [_spoken(field), *labels(field)] if field else [])
            origins.append(ArgumentOrigin(path, _shown(leaf), origin, source, name in sensitive))
    return tuple(origins)


def held_back(effect: Effect, origins: Collection[ArgumentOrigin], seen: Seen) -> bool:
    """Whether an action with these arguments needs an approval, for text from outside may have caused it.

    One that has no sensitive argument at all does: nothing in it shows that the person has asked for it. What
    was chosen from the person's message alone needs none.
    """
    if not effect.is_held or not seen.is_tainted or seen.by_message:
        return False
    sensitive = [each for each in origins if each.sensitive]
    return not sensitive or not all(each.trusted for each in sensitive)


def _origin(value: object, seen: Seen, field: Collection[str]) -> tuple[Provenance, str]:
    text = _shown(value)
    if value is None or isinstance(value, bool):
        return "unknown", "the model's own"  # a yes that the person said elsewhere is not this one
    outside = next((each.source for each in seen.untrusted if stands_in(text, each.text)), None)
    if _is_the_persons(text, seen, field, elsewhere=bool(outside) or seen.is_partial):
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


def _is_the_persons(text: str, seen: Seen, field: Collection[str], *, elsewhere: bool) -> bool:
    """Whether the person has said the value, and meant it.

    A word or a number is said by chance: it counts where it can stand nowhere `elsewhere`, and as the value
    of a field where one of the names of the `field` stands in the same message.
    """
    by_chance = is_plain_word(plain(text)) or is_bare_number(plain(text))
    if field and not is_identifying(text):
        by_chance = by_chance or len(text.split()) <= _MOST_WORDS
    if by_chance and elsewhere:
        return False
    messages = [said for said in seen.said if stands_in(text, said)]
    if by_chance and field:
        return any(stands_in(name, said) for name in field for said in messages)
    return bool(messages)


def _spoken(field: str) -> str:
    """The name of a field as people say it: `Discount__c` is a discount, `OwnerId` an owner."""
    parts = _PARTS.findall(re.sub("__[a-z]+$", "", field))
    return " ".join(parts[:-1] if len(parts) > 1 and parts[-1] == "Id" else parts)


def _is_named(datum: Datum, seen: Seen) -> bool:
    """Whether the person has named the record that the value is of: by its name, its id or its number."""
    if _is_said(datum.name, seen):
        return True
    if any(stands_in(datum.record, said) for said in seen.said):
        return True
    of_it = {datum.name, *(each.value for each in seen.data if each.record == datum.record)}
    codes = [
        re.compile(rf"(?<![\w.,-]){re.escape(each)}(?![\w-])") for each in of_it if _CODE.fullmatch(each)
    ]
    return any(code.search(said) for code in codes for said in seen.said)


def _is_said(name: str, seen: Seen) -> bool:
    """Whether the person has said this name of a record, and meant one.

    Whoever may name a record may call it "Please", "Show me all" or "2026": a name counts as it is spelt,
    with a capital that is not there because a sentence begins.
    """
    if len(name) < _SHORTEST_NAME:
        return False
    capitals = [word.start() for word in _WORD.finditer(name) if name[word.start()].isupper()]
    spelt = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    return any(
        not _begins_sentence(said, found.start() + place)
        for said in seen.said
        for found in spelt.finditer(said)
        for place in capitals
    )


def _begins_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(_OPENING)
    return not before or before[-1] in ".!?…" or "\n" in text[len(before) : place]


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
