"""The message as a search for words in any field: "which cases mention a refund", "search for 'frost'"."""

import re

from understudy.llm.local.lexicon import FieldTerm, ObjectTerm
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import World

__all__ = ["read_search"]

ACTION = "search"
_LIKENESS = 0.9
_QUOTED = re.compile(r"[\"“'‘](?P<words>[^\"”'’]{2,})[\"”'’](?=[\s.?!]|$)")
_MENTION = re.compile(
    r"\b(?:mention(?:s|ed|ing)?|contain(?:s|ed|ing)?|with\s+the\s+words?|talk(?:s|ed|ing)?\s+about)\s+"
    r"(?:(?:the|a|an|any)\s+)?(?:(?:word|phrase|term)s?\s+)?",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"\b(?:search(?:ing)?(?:\s+(?P<where>.{0,40}?))?\s+for"
    r"|(?:find|look\s+for|get\s+me|show\s+me)\s+(?:me\s+)?(?:everything|anything|all\s+records)\s+"
    r"(?:about|on|with|that\s+mentions|mentioning|containing))\s+(?:(?:the\s+)?(?:word|phrase|term)s?\s+)?",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s+in\s+(?:(?:the|our|all(?:\s+the)?)\s+)?(?P<where>[\w ]+?)[\s.?!]*$|[\s.?!]*$", re.IGNORECASE
)


def read_search(message: Message, world: World) -> list[Reading]:
    """One reading if the words are to be looked for as words, and not as what they mean.

    Words in quotes always are; others unless they name an object, a field, a time or an amount.
    """
    if not world.allowed(ACTION):
        return []
    cue = _MENTION.search(message.text) or _SEARCH.search(message.text)
    if cue is None:
        return []
    start, end = _sought(message, cue.end())
    words = message.typed(start, end).strip()
    if not words or _means(message, start, end):
        return []
    objects = _objects(message, start, end)
    return [
        Reading(
            action=ACTION,
            arguments={"words": words, "objects": objects},
            about=f"records with {words!r}",
            explained=frozenset(range(len(message.tokens))),
            likeness=_LIKENESS,
            fit=1.0,
        )
    ]


def _sought(message: Message, start: int) -> tuple[int, int]:
    """Where the words begin and end: in quotes, or up to "in cases" or the end of the message."""
    if quoted := _QUOTED.match(message.text, start):
        return quoted.span("words")
    end = _END.search(message.text, start)
    assert end is not None
    named = end.group("where") is None or _objects(message, start, end.start())
    return start, end.start() if named else len(message.text.rstrip(" .?!"))


def _means(message: Message, start: int, end: int) -> bool:
    """Whether what is sought is described by the org's own words: then it is no search for words."""
    inside = [m for m in message.mentions if start <= m.start and m.end <= end]
    kinds = any(isinstance(t, ObjectTerm | FieldTerm) for m in inside for t in m.meanings)
    spans = (*message.windows, *message.comparisons)
    return (kinds or any(start <= each.start and each.end <= end for each in spans)) and not _QUOTED.search(
        message.text
    )


def _objects(message: Message, start: int, end: int) -> tuple[str, ...]:
    """The objects that are named outside of the words sought."""
    outside = [m for m in message.mentions if m.end <= start or m.start >= end]
    terms = [term for m in outside for term in m.meanings if isinstance(term, ObjectTerm)]
    return tuple(dict.fromkeys(term.object for term in terms))
