"""What is asked of one record: fields of its own, or of one that it refers to ("the account's phone")."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from understudy.llm.local.lexicon import FieldTerm, Mention, ObjectTerm
from understudy.llm.local.normalise import stems
from understudy.llm.local.records.conditions import DATE_STEMS
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.records.fields import path_of
from understudy.llm.local.spans import longest_first
from understudy.llm.local.world import FieldView, ObjectView

__all__ = ["Asked", "asked_of"]

_JOINING = frozenset({"of", "for", "the", "its", "their", "his", "her", "on", "at", "from"})
_ASKING = frozenset({"which", "what", "who", "whose"})
# What a question word alone asks for, as words of the field's label or as the kind of value it holds.
_HOW: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (("how", "far"), frozenset(stems("status stage phase progress"))),
    (("how", "much"), frozenset({"money"})),
    (("how", "big"), frozenset(stems("size employees amount"))),
    (("how", "large"), frozenset(stems("size employees amount"))),
    (("where",), frozenset(stems("address street city town location place venue state country region"))),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A path from the record, and the tokens that ask for it; `guessed` where the message does not say that
    it is another record's field.
    """

    path: str
    tokens: frozenset[int]
    guessed: bool = False


def asked_of(draft: Draft) -> list[Asked]:
    """What the message asks of the record that the draft means, in its order, each path once."""
    dated = list(_dated(draft))
    taken = frozenset[int]().union(*(each.tokens for each in dated))
    found = [*dated, *_named(draft, taken)] or list(_valued(draft)) or list(_implied(draft))
    by_path: dict[str, Asked] = {}
    for asked in found:
        known = by_path.get(asked.path)
        by_path[asked.path] = replace(asked, tokens=known.tokens | asked.tokens) if known else asked
    return list(by_path.values())


def _dated(draft: Draft) -> Iterator[Asked]:
    """What "when" asks for: the date that the most words of the message name ("when does it start?")."""
    words, tokens = draft.message.words, draft.message.tokens
    if not ("when" in words or any(a == "what" and b in ("date", "day") for a, b in pairwise(words))):
        return
    named: list[tuple[int, FieldView, frozenset[int]]] = []
    for field in draft.kind.fields:
        for name in (field.label, *field.synonyms) if field.kind in ("date", "datetime") else ():
            telling = set(stems(name)) - DATE_STEMS
            said = frozenset(i for i, token in enumerate(tokens) if token.stem in telling)
            if telling and telling <= {tokens[i].stem for i in said}:
                named.append((len(telling), field, said))
    if named:
        _, field, said = max(named, key=lambda each: each[0])
        yield Asked(field.name, said)


def _named(draft: Draft, taken: frozenset[int]) -> Iterator[Asked]:
    mentions = [m for m in draft.message.mentions if _tells(draft, m) and not _tokens(m) & taken]
    mentions = longest_first(mentions)
    holders = {i: held for i, held in enumerate(mentions[1:]) if _joined(draft, mentions[i], held)}
    holders |= {i: held for i, held in enumerate(mentions[:-1], 1) if _owns(draft, held, mentions[i])}
    through = {i: path for i, held in holders.items() if (path := _through(draft, mentions[i], held))}
    held = {holders[i] for i in through}
    for i, mention in enumerate(mentions):
        if mention in held:
            continue
        holder = holders.get(i)
        if i in through and holder:
            yield Asked(through[i], _tokens(mention) | _tokens(holder))
            continue
        own = _own(draft, mention)
        path = own or _above(draft, mention)
        if path:
            yield Asked(path, _tokens(mention), guessed=own is None)


def _tells(draft: Draft, mention: Mention) -> bool:
    """Whether the words may name something of the record: not the record, nor what kind of thing it is."""
    if draft.overlaps(mention) or ObjectTerm(draft.kind.name) in mention.meanings:
        return False
    return bool(_own(draft, mention) or _above(draft, mention) or _parent(draft, mention))


def _tokens(mention: Mention) -> frozenset[int]:
    return frozenset(range(mention.first, mention.last))


def _joined(draft: Draft, mention: Mention, other: Mention) -> bool:
    """Whether only small words stand between the two: "the phone number of the account"."""
    between = draft.message.words[mention.last : other.first]
    return bool(between) and set(between) <= _JOINING and between[0] != "the"


def _owns(draft: Draft, mention: Mention, other: Mention) -> bool:
    """Whether the one stands before the other as its owner: "the account's phone number"."""
    last = draft.message.tokens[mention.last - 1].text
    return mention.last == other.first and last.endswith(("'s", "\u2019s"))


def _own(draft: Draft, mention: Mention) -> str | None:
    for term in mention.meanings:
        if isinstance(term, FieldTerm) and term.object == draft.kind.name:
            return path_of(draft, draft.kind.by_name[term.field])
    return None


def _references(draft: Draft) -> Iterator[tuple[FieldView, ObjectView]]:
    for field in draft.kind.fields:
        parent = draft.world.object_by_name.get(field.target or "")
        if parent and field.relationship:
            yield field, parent


def _parent(draft: Draft, mention: Mention) -> tuple[str, ObjectView] | None:
    """The way to the record that the words name by its role or kind: "owner", "account"."""
    for field, parent in _references(draft):
        named = {FieldTerm(draft.kind.name, field.name), ObjectTerm(parent.name)}
        if field.relationship and named & set(mention.meanings):
            return field.relationship, parent
    return None


def _through(draft: Draft, mention: Mention, holder: Mention) -> str | None:
    found = _parent(draft, holder)
    return _field_of(draft, *found, mention) if found else None


def _field_of(draft: Draft, way: str, parent: ObjectView, mention: Mention) -> str | None:
    for term in mention.meanings:
        if isinstance(term, FieldTerm) and term.object == parent.name:
            return f"{way}.{path_of(draft, parent.by_name[term.field])}"
    return None


def _above(draft: Draft, mention: Mention) -> str | None:
    """What the record has not itself but one that it refers to has, and no second one; or that one's name."""
    found = {
        path
        for field, parent in _references(draft)
        if field.relationship and (path := _field_of(draft, field.relationship, parent, mention))
    }
    if len(found) == 1:
        return next(iter(found))
    before = draft.message.words[mention.first - 1 : mention.first]
    for term in mention.meanings:
        if isinstance(term, ObjectTerm) and term.object in draft.kind.ways and set(before) & _ASKING:
            name_field = draft.world.object_by_name[term.object].name_field
            return f"{draft.kind.ways[term.object]}.{name_field}" if name_field else None
    return None


def _valued(draft: Draft) -> Iterator[Asked]:
    """ "Is it escalated?" asks for the field that may have this value."""
    for field, where in draft.valued:
        yield Asked(path_of(draft, field), draft.message.indexes([where]))


def _implied(draft: Draft) -> Iterator[Asked]:
    """ "How far is it?" and "where is it?" ask for what the record has of that sort."""
    words = draft.message.words
    for cue, wanted in _HOW:
        if words[: len(cue)] != cue:
            continue
        for field in draft.kind.fields:
            called = any(set(stems(name)) <= wanted for name in (field.label, *field.synonyms))
            if field.kind in wanted or called:
                yield Asked(field.name, frozenset(range(len(cue))))
