"""What is withheld of the org's articles is withheld of their records too, for agents that query these."""

import re
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from understudy.kit.db import Database
from understudy.knowledge.articles import OBJECT, SOURCE, TEXT
from understudy.knowledge.gate.settling import Ledger, open_ledger
from understudy.knowledge.gate.standing import complement
from understudy.knowledge.gate.store import Stored, concerned, gate_version, stored
from understudy.knowledge.index.chunks import Span
from understudy.org.metadata import FieldType, ObjectType
from understudy.org.orgs import Org
from understudy.org.redacted import Redacted

__all__ = ["LEFT_OUT", "as_agents_read"]

LEFT_OUT = "[left out: this is being checked]"
_MOST_KEPT = 16
_FIGURE = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"\w+")
_kept: OrderedDict[tuple[str, int, int], tuple[Org, Org]] = OrderedDict()


async def as_agents_read(database: Database, org: Org) -> Org:
    """The org without the articles that are set aside, and with the texts of others without the sentences
    that don't hold. It is the same object as long as nothing changes, for plans are kept by it.
    """
    described = org.schema.object(OBJECT)
    version, checked_on = await gate_version(database, org.name)
    if described is None or checked_on is None:
        return org
    key = database.url, id(org), version
    kept = _kept.get(key)
    if kept is None:
        redacted = await _redacted(database, org, described)
        access = replace(org.access, redacted={**org.access.redacted, OBJECT.lower(): redacted})
        # The org itself is held as long as the key names it by its identity.
        kept = _kept[key] = (org, replace(org, access=access) if redacted else org)
        if len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return kept[1]


async def _redacted(database: Database, org: Org, described: ObjectType) -> Redacted:
    ledger = await open_ledger(database, org.name)
    held = [at for at in ledger.standing.held if at[0] == SOURCE]
    gone: list[str] = []
    texts: dict[str, dict[str, str | None]] = defaultdict(dict)
    for each in await stored(database, org.name, await concerned(database, org.name, held)):
        spans = ledger.standing.spans(each.document, each.page.at) if each.page.source == SOURCE else ()
        if spans and not complement(each.document, spans):
            gone.append(each.page.key)
        elif spans:
            for field, text in _told(each, spans, described, ledger).items():
                texts[field][each.page.key] = text
    return Redacted(tuple(gone), texts)


def _told(
    found: Stored, spans: tuple[Span, ...], described: ObjectType, ledger: Ledger
) -> Mapping[str, str | None]:
    """What the article's fields read as: its text without the sentences, no summary, which says the same in
    short, and the title only where it doesn't.
    """
    told: dict[str, str | None] = {
        each.name: None for each in described.fields if each.type is FieldType.TEXT and each.name != TEXT
    }
    told[TEXT] = _cut(found.document.text, spans)
    sentences = [found.document.text[start:end] for start, end in spans]
    if any(says(found.document.title, sentence) for sentence in sentences):
        told |= {"Title": LEFT_OUT, "UrlName": None}
    return told


def _cut(text: str, spans: Iterable[Span]) -> str:
    parts: list[str] = []
    reached = 0
    for start, end in spans:
        parts += [text[reached:start], LEFT_OUT]
        reached = end
    return "".join([*parts, text[reached:]])


def says(title: str, sentence: str) -> bool:
    """Whether a title gives away what a sentence says: a figure of it, or hardly a word that is not in it."""
    if set(_figures(title)) & set(_figures(sentence)):
        return True
    words = {word.lower() for word in _WORD.findall(title)}
    return bool(words) and words <= {word.lower() for word in _WORD.findall(sentence)}


def _figures(text: str) -> list[str]:
    return [figure.rstrip(".,").replace(",", "") for figure in _FIGURE.findall(text)]
