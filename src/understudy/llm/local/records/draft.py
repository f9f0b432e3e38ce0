"""The reading of one object's records while it is being filled from the message."""

from dataclasses import dataclass, field
from functools import cached_property

from understudy.llm.local.lexicon import Mention, ObjectTerm
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Choice
from understudy.llm.local.spans import Range
from understudy.llm.local.world import FieldView, ObjectView, World
from understudy.llm.situation import Situation

__all__ = ["Draft"]


@dataclass
class Draft:
    """`conditions` are SOQL, `told` the same in words; `record` is the one record meant, if one is; `when`
    the date that the window is about; `subset` says that a declared subset such as "open cases" was named.
    """

    message: Message
    world: World
    situation: Situation
    kind: ObjectView
    conditions: list[str] = field(default_factory=list[str])
    told: list[str] = field(default_factory=list[str])
    ranges: list[Range] = field(default_factory=list[Range])
    choice: Choice | None = None
    record: str | None = None
    record_name: str = ""
    when: FieldView | None = None
    limit: int | None = None
    subset: bool = False
    strays: int = 0

    @cached_property
    def mentioned(self) -> list[Mention]:
        """Where the message names the object."""
        return [m for m in self.message.mentions if ObjectTerm(self.kind.name) in m.meanings]

    def add(self, condition: str, told: str, where: Range) -> None:
        """Limit the records further."""
        self.conditions.append(condition)
        self.told.append(told)
        self.ranges.append(where)

    def overlaps(self, mention: Mention) -> bool:
        """Whether some of the words are explained already."""
        return any(mention.start < end and start < mention.end for start, end in self.ranges)
