"""The reading of one object's records while it is being filled from the message."""

from dataclasses import dataclass, field
from functools import cached_property

from understudy.llm.local.lexicon import FieldTerm, Mention, ObjectTerm
from understudy.llm.local.literals import literal
from understudy.llm.local.message import Message, NameMention
from understudy.llm.local.reading import Choice
from understudy.llm.local.spans import Range
from understudy.llm.local.world import FieldView, ObjectView, World
from understudy.llm.situation import Situation

__all__ = ["Draft", "lacking"]

_NONE = frozenset({"no", "without", "never", "zero"})
_DID = frozenset("do does did have has had".split())


def lacking(message: Message, mention: Mention) -> Range | None:
    """Where the message says that there are none of what is mentioned: "without orders", "never ordered"."""
    if message.word_before(mention.start) in _NONE:
        return message.tokens[mention.first - 1].start, mention.end
    negator = message.negator_of(mention.start)
    if negator is None:
        return None
    did = negator > 0 and message.tokens[negator - 1].word in _DID  # "did not order", "don't have contacts"
    if message.words[negator] not in _NONE and not (did and message.tokens[negator].word == "not"):
        return None
    return message.tokens[negator].start, mention.end


def _one_of(path: str, negated: bool, values: list[str]) -> str:
    literals = [literal(value) for value in dict.fromkeys(values)]
    if len(literals) == 1:
        return f"{path} {'!=' if negated else '='} {literals[0]}"
    return f"{path} {'NOT IN' if negated else 'IN'} ({', '.join(literals)})"


@dataclass
class Draft:
    """`conditions` are SOQL, `told` the same in words.

    `record` is the one record meant, if one is, and `name` what it is called by; `when` is the date that the
    window is about. `subset` says that a declared subset such as "open cases" was named, `ranked` that a
    superlative orders; `valued` are fields of the object of which the message names a value; `missing` asks
    for what nothing declares. `usual_when` is the date that a window without a word for one is about;
    `implied` says that only a value tells which object is meant.
    """

    message: Message
    world: World
    situation: Situation
    kind: ObjectView
    conditions: list[str] = field(default_factory=list[str])
    values: dict[tuple[str, bool], list[str]] = field(default_factory=dict[tuple[str, bool], list[str]])
    told: list[str] = field(default_factory=list[str])
    ranges: list[Range] = field(default_factory=list[Range])
    choice: Choice | None = None
    record: str | None = None
    name: NameMention | None = None
    record_name: str = ""
    when: FieldView | None = None
    limit: int | None = None
    subset: bool = False
    valued: list[tuple[FieldView, Range]] = field(default_factory=list[tuple[FieldView, Range]])
    missing: str | None = None
    ranked: bool = False
    strays: int = 0
    usual_when: str | None = None
    implied: bool = False

    @cached_property
    def mentioned(self) -> list[Mention]:
        """Where the message names the object, but for "without orders"."""
        term = ObjectTerm(self.kind.name)
        return [m for m in self.message.mentions if term in m.meanings and lacking(self.message, m) is None]

    @cached_property
    def named(self) -> list[Mention]:
        """Where several words name a field of the object: what they mean one by one does not count."""
        return [
            mention
            for mention in self.message.mentions
            if mention.size > 1
            and any(isinstance(t, FieldTerm) and t.object == self.kind.name for t in mention.meanings)
        ]

    def add(self, condition: str, told: str, where: Range) -> None:
        """Limit the records further."""
        self.conditions.append(condition)
        self.told.append(told)
        self.ranges.append(where)

    def limit_to(self, path: str, value: str, told: str, where: Range) -> None:
        """Only records with one of the values given for the path, or, after a "not", with none of them."""
        negator = self.message.negator_of(where[0])
        key = (path, negator is not None)
        self.ranges.append(where)
        if negator is not None:
            token, following = self.message.tokens[negator], self.message.tokens[negator + 1]
            self.ranges.append((token.start, following.end))
        if key not in self.values:
            self.told.append(f"not {told}" if negator is not None else told)
        else:
            self.told.append(f"or {told}")
        self.values.setdefault(key, []).append(value)

    @property
    def where(self) -> str:
        """All conditions as SOQL."""
        return " AND ".join([*self.conditions, *(_one_of(*key, found) for key, found in self.values.items())])

    def overlaps(self, mention: Mention) -> bool:
        """Whether some of the words are explained already."""
        return any(mention.start < end and start < mention.end for start, end in self.ranges)
