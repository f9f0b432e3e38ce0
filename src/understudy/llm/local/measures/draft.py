"""The reading of one measure while it is being filled from the message, one kind of piece after the other."""

from dataclasses import dataclass, field
from typing import Any

from understudy.llm.local.likeness import core_vocabulary, vocabulary
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Choice
from understudy.llm.local.spans import Range
from understudy.llm.local.world import MeasureView, World
from understudy.llm.situation import Situation

__all__ = ["Draft"]


@dataclass
class Draft:
    """`arguments` of the action so far, the `ranges` of characters that they explain, a name that could not
    be decided, and `strays`: pieces that were understood but fit nowhere.
    """

    message: Message
    world: World
    situation: Situation
    measure: MeasureView
    arguments: dict[str, Any] = field(default_factory=dict[str, Any])
    ranges: list[Range] = field(default_factory=list[Range])
    choice: Choice | None = None
    strays: int = 0

    @property
    def group(self) -> str | None:
        """What it is grouped by."""
        return self.arguments.get("group_by")

    @property
    def core(self) -> frozenset[str]:
        """The stems of the words that name the measure."""
        return core_vocabulary(self.measure)

    @property
    def vocabulary(self) -> frozenset[str]:
        """The stems of all words that the measure explains by itself."""
        return vocabulary(self.measure)
