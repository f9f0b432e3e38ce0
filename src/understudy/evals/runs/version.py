"""All that a result depends on but its case, in named parts, each with what tells it apart. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

__all__ = ["PARTS", "Change", "Marks", "PartName", "Version", "mark"]

Marks = Mapping[str, str]
"""What a part is made of, by name, each with a mark that is another once it has changed."""

PartName = Literal[
    "agent",
    "definitions",
    "words",
    "policy",
    "access",
    "objects",
    "knowledge",
    "records",
    "model",
    "program",
]
PARTS: tuple[PartName, ...] = PartName.__args__


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another than it was, or was not there, or is gone."""

    part: PartName
    name: str
    how: Literal["added", "changed", "removed"]

    def __str__(self) -> str:
        return f"{_WORDS[self.part].format(self.name)} {_HOW[self.how]}"


_WORDS: Mapping[PartName, str] = {
    "agent": "the agent's {}",
    "definitions": "the definition {}",
    "words": "how {} is spoken of",
    "policy": "of what may be done, {}",
    "access": "of who may see what, {}",
    "objects": "the object {}",
    "knowledge": "the document {}",
    "records": "records of {}",
    "model": "the model {}",
    "program": "the program, {},",
}
_HOW = {"added": "was added", "changed": "changed", "removed": "was removed"}


@dataclass(frozen=True, slots=True)
class Version:
    """What an agent was when it was tried: two results of the same case and version differ by chance alone.

    `agent` has the keys of its file (`topic returns`, `guardrail prices`); `definitions`, `objects` and
    `records` have their names; `words` what messages are read by of each definition; `knowledge` documents by
    source and key with a slash between (as in `Touched`); `policy` the rules with their order, limits and
    trusted origins; `access` the rules of who may see what; `model` what it thinks with; `program` this one.
    """

    agent: Marks = field(default_factory=dict)
    definitions: Marks = field(default_factory=dict)
    words: Marks = field(default_factory=dict)
    policy: Marks = field(default_factory=dict)
    access: Marks = field(default_factory=dict)
    objects: Marks = field(default_factory=dict)
    knowledge: Marks = field(default_factory=dict)
    records: Marks = field(default_factory=dict)
    model: Marks = field(default_factory=dict)
    program: Marks = field(default_factory=dict)

    @property
    def parts(self) -> dict[PartName, dict[str, str]]:
        """Every part by name, for keeping; `Version(**parts)` is the way back."""
        return {part: dict(self.part(part)) for part in PARTS}

    def part(self, name: PartName) -> Marks:
        """One of them."""
        return getattr(self, name)

    @property
    def digest(self) -> str:
        """The same for versions in which nothing differs."""
        return mark(self.parts)

    def changes_since(self, earlier: "Version", parts: Iterable[PartName] = PARTS) -> tuple[Change, ...]:
        """All that differs from an earlier version, by part and name."""
        return tuple(
            Change(part, name, how)
            for part in parts
            for name in sorted({*self.part(part), *earlier.part(part)})
            if (how := _how(earlier.part(part).get(name), self.part(part).get(name)))
        )


def _how(before: str | None, after: str | None) -> Literal["added", "changed", "removed"] | None:
    if before == after:
        return None
    return "added" if before is None else "removed" if after is None else "changed"


def mark(value: object) -> str:
    """A short digest of a value that JSON can hold; the order of a mapping's keys does not matter."""
    told = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]


assert tuple(each.name for each in fields(Version)) == PARTS, "a part without its name"
