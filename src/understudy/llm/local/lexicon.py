"""Which words mean which declared thing: labels, synonyms and values of the org, found by their stems."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass

from rapidfuzz import fuzz

from understudy.llm.local.gazetteer import OTHER_NAMES
from understudy.llm.local.normalise import Token, stems, tokens
from understudy.llm.local.world import FieldView, MeasureView, ObjectView, World

__all__ = [
    "DimensionTerm",
    "FieldTerm",
    "Lexicon",
    "Meaning",
    "MeasureTerm",
    "Mention",
    "ObjectTerm",
    "ValueTerm",
]

LONGEST = 7
_SHORT = 3
_ALIKE = 60
_SMALL = frozenset("a an the of on in for to by at from as with me us my our your is are".split())
# "Not" has the stem of "notes".
_NEVER_ALONE = frozenset({"not", "no"})


@dataclass(frozen=True, slots=True)
class ObjectTerm:
    """A word for an object: case, deal."""

    object: str


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A word for a field: priority, close date."""

    object: str
    field: str


@dataclass(frozen=True, slots=True)
class ValueTerm:
    """A word for a value of a field: Escalated, Texas."""

    object: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class MeasureTerm:
    """A word for a measure: handle time."""

    measure: str


@dataclass(frozen=True, slots=True)
class DimensionTerm:
    """A word for a way to group: agent, product."""

    measure: str
    dimension: str


Meaning = ObjectTerm | FieldTerm | ValueTerm | MeasureTerm | DimensionTerm


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of the message that mean something declared; `first` and `last` count tokens, half-open."""

    start: int
    end: int
    first: int
    last: int
    text: str
    meanings: tuple[Meaning, ...]

    @property
    def size(self) -> int:
        """How many words it spans."""
        return self.last - self.first

    def is_part_of(self, other: "Mention") -> bool:
        """Whether it stands inside a longer one."""
        return other.first <= self.first and self.last <= other.last and self.size < other.size


class Lexicon:
    """All phrases of a world. Built once per world; a scan costs well under a millisecond."""

    def __init__(self, world: World, common: Container[str] = frozenset()) -> None:
        """`common` are words that mean what they say: no short forms."""
        self._common = common
        self._labels: list[tuple[str, str]] = []
        # Meanings in the order in which they came: a large org has thousands for one word.
        self._phrases: dict[tuple[str, ...], dict[Meaning, None]] = defaultdict(dict)
        self._values: dict[tuple[str, ...], dict[Meaning, None]] = defaultdict(dict)
        self._exact: dict[str, list[Meaning]] = defaultdict(list)
        self.words: set[str] = set()
        for kind in world.objects:
            self._add_object(kind)
        for measure in world.measures:
            self._add_measure(measure, world)

    def with_objects(self, kinds: Iterable[ObjectView]) -> "Lexicon":
        """This one with more objects; it stays itself as it is."""
        wider = copy(self)
        wider.grow(kinds)
        return wider

    def grow(self, kinds: Iterable[ObjectView]) -> None:
        """Learn more objects, without a change to those of which this is a copy."""
        self._labels, self.words = [*self._labels], {*self.words}
        self._phrases = defaultdict(dict, {key: {**found} for key, found in self._phrases.items()})
        self._values = defaultdict(dict, {key: {**found} for key, found in self._values.items()})
        self._exact = defaultdict(list, {key: [*found] for key, found in self._exact.items()})
        for kind in kinds:
            self._add_object(kind)

    def scan(self, words: Sequence[Token], text: str) -> list[Mention]:
        """Every phrase found, overlapping ones too, in the order of the message."""
        found: list[Mention] = []
        for first in range(len(words)):
            for last in range(first + 1, min(first + LONGEST, len(words)) + 1):
                meanings = self._meanings(words[first:last])
                if meanings:
                    start, end = words[first].start, words[last - 1].end
                    found.append(Mention(start, end, first, last, text[start:end], tuple(meanings)))
        return found

    def _meanings(self, words: Sequence[Token]) -> list[Meaning]:
        if len(words) == 1 and words[0].word in _NEVER_ALONE:
            return []
        said = " ".join(word.word for word in words)
        found = self._phrases.get(tuple(word.stem for word in words)) or self._loose(words)
        meanings = [m for m in found if not isinstance(m, ValueTerm) or self._is_spelt(m, said)]
        if len(words) == 1:
            meanings += self._exact.get(words[0].text, ())
            if not meanings and (cut := self.shortened(words[0].text)):
                meanings.append(ObjectTerm(cut))
        return meanings

    def shortened(self, word: str) -> str | None:
        """The one object whose name the word begins: "opps" for opportunities; not a word of its own."""
        begun = word.lower().removesuffix("s")
        is_common = begun in self._common or word.lower() in self._common
        if len(begun) < _SHORT or not begun.isalpha() or is_common:
            return None
        found = {name for label, name in self._labels if label.startswith(begun) and label != begun}
        return found.pop() if len(found) == 1 else None

    def _loose(self, words: Sequence[Token]) -> Iterable[Meaning]:
        """A value with other small words in it: "waiting for the customer" is Waiting on Customer."""
        if len(words) < _SHORT or words[0].word in _SMALL or words[-1].word in _SMALL:
            return ()
        return self._values.get(tuple(word.stem for word in words if word.word not in _SMALL), ())

    def _is_spelt(self, term: ValueTerm, said: str) -> bool:
        """Whether the words look like the value: "sold" shares a stem with the department Sales, no more."""
        return any(fuzz.ratio(said, name.lower()) >= _ALIKE for name in _names_of_value(term.value))

    def _add(self, phrases: Iterable[str], meaning: Meaning) -> None:
        for phrase in phrases:
            key = stems(phrase)
            if key and len(key) <= LONGEST:
                self._phrases[key][meaning] = None
                self.words |= {token.word for token in tokens(phrase)}

    def _add_object(self, kind: ObjectView) -> None:
        if " " not in kind.label:
            self._labels.append((kind.label.lower(), kind.name))
        self._add([kind.label, kind.plural, *kind.synonyms], ObjectTerm(kind.name))
        self.words |= {f"{name.split()[-1].lower()}s" for name in (kind.label, *kind.synonyms)}
        for field in kind.fields:
            self._add([field.label, *field.synonyms], FieldTerm(kind.name, field.name))
            self._add_values(kind, field)

    def _add_values(self, kind: ObjectView, field: FieldView) -> None:
        for value in field.values:
            meaning = ValueTerm(kind.name, field.name, value)
            for name in _names_of_value(value):
                if len(name) < _SHORT:
                    self._exact[name].append(meaning)  # "IN" and "OR" are states only in capitals
                else:
                    self._add([name], meaning)
                    self._add_loosely(name, meaning)

    def _add_loosely(self, name: str, meaning: Meaning) -> None:
        telling = tuple(token.stem for token in tokens(name) if token.word not in _SMALL)
        if len(telling) > 1:
            self._values[telling][meaning] = None

    def _add_measure(self, measure: MeasureView, world: World) -> None:
        self._add([measure.label, *measure.synonyms], MeasureTerm(measure.name))
        for dimension in measure.dimensions:
            term = DimensionTerm(measure.name, dimension.name)
            target = world.object_by_name.get(dimension.object or "")
            people_say = [target.label, target.plural, *target.synonyms] if target else []
            owner = world.object_by_name.get(dimension.owner)
            field = owner.by_name.get(dimension.field) if owner else None
            if field and not target:
                people_say += [field.label, *field.synonyms]
            self._add(
                [dimension.name.replace("_", " "), dimension.label, *dimension.synonyms, *people_say], term
            )


def _names_of_value(value: str) -> Iterator[str]:
    yield value
    other = OTHER_NAMES.get(value)
    if other:
        yield other
