"""Records of several objects that have one name: which is meant, or the question which one is."""

from collections.abc import Sequence
from dataclasses import replace

from understudy.llm.local.normalise import stems
from understudy.llm.local.reading import Reading, choice_of
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.world import ObjectView

__all__ = ["told_apart"]

_BECAME = frozenset(stems("converted resulting became"))
_LESS = 0.1


def told_apart(found: Sequence[tuple[Draft, Reading]]) -> list[Reading]:
    """The readings; those between which nothing in the message decides ask which record is meant.

    A lead that may have become a contact of the same name stands back for the contact.
    """
    told: list[Reading] = []
    for draft, reading in found:
        others = [(other, its) for other, its in found if _is_namesake(draft, other)]
        if any(_became(draft.kind, other.kind) for other, _ in others):
            told.append(replace(reading, fit=reading.fit - _LESS))
        elif draft.name and not reading.choice and any(_fits(reading, draft, *pair) for pair in others):
            told.append(replace(reading, choice=choice_of(draft.name.text, draft.name.best)))
        else:
            told.append(reading)
    return told


def _is_namesake(draft: Draft, other: Draft) -> bool:
    named = draft.name is not None and other.name is not None and draft.name.text == other.name.text
    return named and other.record != draft.record


def _fits(reading: Reading, draft: Draft, other: Draft, its: Reading) -> bool:
    """Whether the other object's reading is as good."""
    as_good = (its.action, its.explained, its.fit) == (reading.action, reading.explained, reading.fit)
    return as_good and not _became(other.kind, draft.kind)


def _became(kind: ObjectView, other: ObjectView) -> bool:
    """Whether a record of the one kind may have become one of the other: "converted contact"."""
    return any(
        field.target == other.name and _BECAME & {s for n in (field.label, *field.synonyms) for s in stems(n)}
        for field in kind.fields
    )
