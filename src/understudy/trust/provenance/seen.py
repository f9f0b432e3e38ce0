"""What a turn and its session have read so far, and from whom. Immutable values; no I/O.

A text is from outside unless something says that it is not: an action whose finding is silent on where its
parts come from has handed out text from outside.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from understudy.llm.finding import Finding, Item

__all__ = ["Datum", "OutsideText", "Seen", "leaves", "seen_as_json", "seen_from_json"]

_MOST_TEXTS = 60
_LONGEST_TEXT = 2000
_MOST_DATA = 400
_MOST_SAID = 24
_TOLD = ("headline", "items", "rows", "citations", "statements", "notes", "facts")


@dataclass(frozen=True, slots=True)
class OutsideText:
    """A text that somebody outside may have written; `source` says in words what it is."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Datum:
    """A structured value of the system of record: its text, and the id and name of the record that it is of.

    The name may be anybody's words; that the record is called so is the system's.
    """

    value: str
    record: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What has been read. `said` are the person's own messages, `untrusted` texts from outside, `data` what
    the system of record holds, `definitions` what the agent's file says.

    `by_message` says that what is done now was chosen from the person's message alone, whatever was read.
    The newest are kept of each. `sources` names every source from outside that was ever read, so that what
    has been forgotten is still known to have been there.
    """

    said: tuple[str, ...] = ()
    untrusted: tuple[OutsideText, ...] = ()
    data: tuple[Datum, ...] = ()
    definitions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    by_message: bool = False

    @property
    def is_tainted(self) -> bool:
        """Whether text from outside may have had a say in what comes now."""
        return bool(self.sources)

    @property
    def is_partial(self) -> bool:
        """Whether some of the text from outside may have been cut or forgotten: anything may stand there."""
        return len(self.untrusted) >= _MOST_TEXTS or any(
            len(each.text) >= _LONGEST_TEXT for each in self.untrusted
        )

    @property
    def lasting(self) -> "Seen":
        """What the next turn has to be told: what was said, and the agent's file, it knows by itself."""
        return replace(self, said=(), definitions=(), by_message=False)

    def with_message(self, message: str) -> "Seen":
        """Once the person has said this."""
        return replace(self, said=(*self.said, message)[-_MOST_SAID:])

    def with_outside(self, text: str, source: str) -> "Seen":
        """Once a text from outside has been read."""
        return self._with_texts([OutsideText(text, source)])

    def with_error(self, action: str, text: str) -> "Seen":
        """Once an action has failed: what it says may repeat what stands in a record or at an address."""
        return self.with_outside(text, f"an error of {action}")

    def with_finding(self, action: str, finding: Finding) -> "Seen":
        """Once the finding of an action has been read."""
        read = self._with_texts(_outside_texts(action, finding))
        data = dict.fromkeys((*_data(finding), *read.data))
        return replace(read, data=tuple(data)[:_MOST_DATA])

    def _with_texts(self, texts: Iterable[OutsideText]) -> "Seen":
        new = [replace(each, text=each.text[:_LONGEST_TEXT]) for each in texts if each.text.strip()]
        if not new:
            return self
        kept = dict.fromkeys((*new, *self.untrusted))
        sources = dict.fromkeys((*self.sources, *(each.source for each in new)))
        return replace(self, untrusted=tuple(kept)[:_MOST_TEXTS], sources=tuple(sources)[:_MOST_TEXTS])


_ADAPTER = TypeAdapter(Seen)


def seen_as_json(seen: Seen) -> dict[str, Any]:
    """As it is kept with a turn."""
    return _ADAPTER.dump_python(seen.lasting, mode="json", exclude_defaults=True)


def seen_from_json(kept: Mapping[str, Any]) -> Seen:
    """As it was kept."""
    return _ADAPTER.validate_python(kept)


def _outside_texts(action: str, finding: Finding) -> Iterator[OutsideText]:
    """The texts of the finding's parts that are from outside, each with its source."""
    if finding.outside is None:
        for part in _TOLD:
            yield from (OutsideText(text, f"what {action} found") for text in leaves(getattr(finding, part)))
        return
    for each in finding.outside:
        held = getattr(finding, each.part)
        if each.part == "rows" and each.column is not None:
            held = [row[each.column] for row in finding.rows if each.column < len(row)]
        yield from (OutsideText(text, each.source) for text in leaves(held))


def leaves(value: object) -> Iterator[str]:
    """All texts in a value of dataclasses, lists and dicts; keys of dicts and ids of records are ours."""
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from leaves(each)
        case list() | tuple():
            for each in value:
                yield from leaves(each)
        case Item():  # its id is made by the system of record
            yield from leaves([value.label, value.value, value.shown])
        case _ if is_dataclass(value):
            for each in fields(value):
                yield from leaves(getattr(value, each.name))
        case _:
            return


def _data(finding: Finding) -> Iterator[Datum]:
    """The ids of the records found with what they are called, and the values that are not from outside."""
    for item in finding.items:
        if item.id:
            yield Datum(item.id, item.id, item.label)
    yield from _cells(finding)
    one = finding.facts.get("id")
    if isinstance(one, str):
        names = (item.label for item in finding.items if item.id == one)
        name = next(names, str(finding.facts.get("name", "")))
        yield Datum(one, one, name)
        for value in leaves(finding.facts.get("values")):
            yield Datum(value, one, name)


def _cells(finding: Finding) -> Iterator[Datum]:
    if finding.outside is None or len(finding.items) != len(finding.rows):
        return
    outside = {each.column for each in finding.outside if each.part == "rows"}
    if None in outside:
        return
    for item, row in zip(finding.items, finding.rows, strict=True):
        for column, cell in enumerate(row):
            if item.id and cell and column not in outside:
                yield Datum(cell, item.id, item.label)
