"""The records that the words of the message name, looked up as the actor of the turn."""

import re
from collections.abc import Sequence
from dataclasses import replace

from understudy.llm.local.lexicon import ObjectTerm
from understudy.llm.local.message import FUNCTION_WORDS, Message, NameMention, within
from understudy.llm.local.normalise import Token
from understudy.llm.local.spans import Range, Span, blanked, free, longest_first
from understudy.llm.local.times import find_windows
from understudy.llm.situation import NameMatch, Situation

__all__ = ["with_name", "with_names"]

_CODE_LENGTH = 4
_CODE = re.compile(r"(?<![\w$€£.,-])[A-Z]{1,4}-\d{3,}(?![\w-])")
_CALLED = frozenset({"called", "named", "is", "number", "no"})


async def with_names(message: Message, situation: Situation) -> Message:
    """The message with the records that its words name, looked up as the actor."""
    phrases = _phrases(message)
    found = await situation.names.find(list(phrases)) if phrases else ()
    names = longest_first(_mentions(message, phrases, found))
    unknown = _unknown_names(message, names)
    if unknown:
        similar = await situation.names.similar(list(unknown))
        names = longest_first([*names, *_mentions(message, unknown, similar)])
    names = [_settled(message, name) for name in names]
    message = _without_times_in_names(replace(message, names=tuple(names)), situation)
    message = _with_bare_time(message, situation)
    known = [(name.start, name.end) for name in names]
    codes = [
        m.group() for m in _CODE.finditer(message.text) if not within(*m.span(), [*known, *message.aside])
    ]
    codes += [
        token.text for token in _numbers_of_objects(message) if not within(token.start, token.end, known)
    ]
    lost = [words for words, ranges in unknown.items() if not any(within(*r, known) for r in ranges)]
    told = [message.text[slice(*unknown[words][0])] for words in lost if " " in words]
    stressed = not message.text.isupper()  # capitals in "it is THREE WEEKS late" name nothing
    unresolved = (*codes, *(words for words in told if not (stressed and words.isupper())))
    return replace(message, unresolved=unresolved)


def with_name(message: Message, text: str, record_id: str) -> Message:
    """The message in which the words mean that record and no other."""
    names = tuple(
        replace(name, matches=tuple(replace(m, score=1.0) for m in name.matches if m.id == record_id))
        if name.text == text and any(m.id == record_id for m in name.matches)
        else name
        for name in message.names
    )
    return replace(message, names=names)


def _without_times_in_names(message: Message, situation: Situation) -> Message:
    """The year of "Winter Lighting 2026" is no time asked about."""
    names = [(name.start, name.end) for name in message.names]
    if all(free(span.start, span.end, names) for span in message.windows):
        return message
    quoted = [fact.range for fact in message.stated if fact.kind == "text"]
    windows = tuple(find_windows(blanked(message.text, [*names, *quoted]), situation.moment))
    return replace(message, windows=windows)


def _settled(message: Message, name: NameMention) -> NameMention:
    """The name as one of the object whose word stands beside it: "the lead Robin Vale", "Vale account"."""
    objects = {match.object for match in name.matches}
    for mention in message.mentions if len(objects) > 1 else ():
        said = {term.object for term in mention.meanings if isinstance(term, ObjectTerm)} & objects
        between = message.text[mention.end : name.start] or message.text[name.end : mention.start]
        if said and (mention.end <= name.start or name.end <= mention.start) and _beside(between):
            return replace(name, matches=tuple(match for match in name.matches if match.object in said))
    return name


def _beside(between: str) -> bool:
    words = between.strip(" :,'\"\u201c\u2018()").lower().split()
    return all(word in _CALLED for word in words)


def _numbers_of_objects(message: Message) -> list[Token]:
    """Numbers that stand right after the word for an object: "case 10001"."""
    found: list[Token] = []
    for mention in message.mentions:
        following = message.tokens[mention.last] if mention.last < len(message.tokens) else None
        names_object = any(isinstance(term, ObjectTerm) for term in mention.meanings)
        if names_object and following and following.text.isdigit() and len(following.text) >= _CODE_LENGTH:
            found.append(following)
    taken = [span.range for span in message.windows]
    return [token for token in found if not within(token.start, token.end, taken)]


def _with_bare_time(message: Message, situation: Situation) -> Message:
    """In a terse message the last word alone may be the time: "top seller october", "Rill Drip Kit 2025"."""
    if message.windows or not message.tokens:
        return message
    last = message.tokens[-1]
    if within(last.start, last.end, [(name.start, name.end) for name in message.names]):
        return message
    found = [span for span in find_windows(f"in {last.text}", situation.moment) if span.start == 0]
    windows = tuple(Span(last.start, last.end, last.text, span.value) for span in found)
    return replace(message, windows=windows)


def _phrases(message: Message) -> dict[str, list[Range]]:
    """Runs of words that may be a name, with where they stand."""
    times = [span.range for span in message.windows]
    apart = [each for each in message.aside if each not in times]
    usable = [t for t in message.tokens if not within(t.start, t.end, apart)]
    found: dict[str, list[Range]] = {}
    for first in range(len(usable)):
        for last in range(first + 1, min(first + 6, len(usable)) + 1):
            start, end = usable[first].start, usable[last - 1].end
            piece = message.text[start:end]
            timeless = [t for t in usable[first:last] if free(t.start, t.end, times)]
            if len(piece) > 2 and timeless and _may_be_name(timeless, message):
                found.setdefault(piece.lower(), []).append((start, end))
                if piece.endswith("s") and last - first > 1:
                    found.setdefault(piece.lower()[:-1], []).append((start, end))
                if piece.endswith(("'s", "\u2019s")):
                    found.setdefault(piece.lower()[:-2], []).append((start, end))
    return found


def _may_be_name(words: Sequence[Token], message: Message) -> bool:
    if words[0].text.lower() in FUNCTION_WORDS and len(words) < 3:
        return False
    if len(words) > 1:
        return any(t.text.lower() not in FUNCTION_WORDS for t in words)
    token = words[0]
    return (
        token.text[:1].isupper()
        or any(c.isdigit() for c in token.text)
        or "@" in token.text
        or message.text.islower()
    )


def _mentions(
    message: Message, phrases: dict[str, list[Range]], found: Sequence[NameMatch]
) -> list[NameMention]:
    by_phrase: dict[str, list[NameMatch]] = {}
    for match in found:
        by_phrase.setdefault(match.phrase.lower(), []).append(match)
    return [
        NameMention(
            start,
            end,
            message.text[start:end],
            tuple(sorted(matches, key=lambda m: (-m.score, m.name, m.id))),
        )
        for phrase, matches in by_phrase.items()
        for start, end in phrases.get(phrase, [])
    ]


def _unknown_names(message: Message, names: Sequence[NameMention]) -> dict[str, list[Range]]:
    """Runs of capitalised words that nothing explains yet: perhaps a name misspelt or cut short."""
    taken = [(n.start, n.end) for n in names]
    taken += [(m.start, m.end) for m in message.mentions]
    taken += [*message.aside, *(span.range for span in message.superlatives)]
    found: dict[str, list[Range]] = {}
    run: list[Token] = []
    for i, token in enumerate((*message.tokens, None)):
        capital = (
            token is not None
            and token.text[:1].isupper()
            and token.text.lower() not in FUNCTION_WORDS
            and not within(token.start, token.end, taken)
            and (i > 0 or len(message.tokens) == 1 or _owns(token))
        )
        if capital and token is not None:
            run.append(token)
        if run and (not capital or (token is not None and _owns(token))):
            start, end = run[0].start, run[-1].end
            found.setdefault(message.text[start : end - 2 * _owns(run[-1])].lower(), []).append((start, end))
            run = []
    return found


def _owns(token: Token) -> bool:
    """Whether it is a name as the owner of what follows: "Valentina's"."""
    return token.text.endswith(("'s", "\u2019s"))
