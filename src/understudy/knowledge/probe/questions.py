"""A title, heading, sentence or row of a document as the question that it answers, if a rule fits. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from understudy.knowledge.markup import CELL_GAP
from understudy.knowledge.probe.corpus import KeptDocument, Place
from understudy.knowledge.probe.grammar import (
    AUXILIARIES,
    SILENT,
    base_of,
    is_instruction,
    lowered,
    turned_round,
)
from understudy.knowledge.sentences import Sentence
from understudy.llm.local.normalise import tokens

__all__ = [
    "Draft",
    "Form",
    "ask_from_heading",
    "ask_from_row",
    "ask_from_sentence",
    "content_words",
    "drafts_of",
]

Form = Literal["title", "heading", "sentence", "row"]
_MOST_SUBJECT, _FEWEST_SAYING, _MOST = 7, 3, 24
_POINTING = frozenset(
    """
    it this that these those they he she there such both either neither one then also here otherwise however
    but and or so not nothing all each every another others its their his her what which who after at before
    by during for from in on once over since under unless until up when while with within
    """.split()
)
_ASKING = frozenset("what which who whom whose when where why how whether until".split())
_CONDITION = re.compile(r"^If (?P<condition>[^,:;]+), ")
_PURPOSE = re.compile(r"^To (?P<purpose>[^,:;]+), ")
_STATES = re.compile(r"\b(?:is|are|was|were|has|have|does|do|can|cannot|will|won't)\b", re.IGNORECASE)
_PAST = re.compile(r"(?:not )?(?:been\b|\w+ed\b)")
_TOO_LONG = re.compile(r"[:;(–—]|, (?:and|but|or|which|who|so|then)\b| (?:because|so that)\b")
_NUMBER = re.compile(
    r"(?P<before>"
    r"(?:\b(?:about|after|at least|at most|at|before|by|for|from|in|of|over|under|until|up to|within)\s+)*)"
    r"(?P<money>[$£€])?\d[\d,.]*"
    r"(?:\s*(?P<share>%|percent\b)|\s+(?P<unit>(?:(?:business|calendar|full|paid|working)\s+)?[a-z]{3,}"
    r"(?:\s+of\s+(?!(?:an?|its|my|our|that|the|this|your)\b)[a-z]{3,})?))?"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question with the places of the sentences of which any answers it."""

    form: Form
    question: str
    places: tuple[Place, ...]


def drafts_of(document: KeptDocument) -> list[Draft]:
    """All questions that the rules make of the document, each once."""
    sentences = document.sentences
    everything = tuple(Place(each.start, each.end) for each in sentences)
    found = [Draft("title", ask_from_heading(document.title), everything)] if everything else []
    for heading, place in document.under_headings():
        inside = tuple(each for each in everything if place.holds(each))
        if inside and heading != document.title:
            found.append(Draft("heading", _within(document.title, heading), inside))
    found.extend(_from_text(document.title, sentences))
    first: dict[str, Draft] = {}
    for draft in found:
        first.setdefault(draft.question, draft)
    return [draft for draft in first.values() if _is_askable(draft)]


def _is_askable(draft: Draft) -> bool:
    """Whether it is neither so short that it may be about anything, nor so long that nobody asks it."""
    fewest = _FEWEST_SAYING if draft.form == "sentence" else _FEWEST_SAYING - 1
    return len(content_words(draft.question)) >= fewest and len(draft.question.split()) <= _MOST


def content_words(text: str) -> list[str]:
    """The stems of its words that say something, in order."""
    return [token.stem for token in tokens(text) if token.word not in SILENT]


def _from_text(title: str, sentences: Iterable[Sentence]) -> Iterable[Draft]:
    for each in sentences:
        place = (Place(each.start, each.end),)
        if CELL_GAP in each.text:
            if each.lead and (question := ask_from_row(each.lead, each.text)):
                yield Draft("row", _within(title, question), place)
        elif question := ask_from_sentence(each.text):
            yield Draft("sentence", question, place)


def _within(title: str, question: str) -> str:
    """Asked of one document among many: its title goes first, for heading and row take it as read."""
    return f"{title.rstrip('?.:')}: {lowered(turned_round(question.rstrip('?.:')))}?"


def ask_from_heading(heading: str) -> str:
    """What somebody asks who finds the answer under this heading."""
    heading = heading.strip().rstrip(".:")
    if heading.endswith("?") or not heading:
        return heading
    first = heading.partition(" ")[0].lower()
    if first in _ASKING:
        return f"Can you tell me {lowered(turned_round(heading))}?"
    if is_instruction(heading):
        return f"How do I {lowered(turned_round(heading))}?"
    heading = heading.removeprefix("About ")
    if _STATES.search(heading):
        return f"{turned_round(heading)}."
    return f"What should I know about {lowered(turned_round(heading))}?"


def ask_from_row(lead: str, row: str) -> str | None:
    """What the last column says of the row's first cell."""
    columns, cells = lead.split(CELL_GAP), row.split(CELL_GAP)
    if len(cells) < 2 or not cells[0].strip() or not columns[-1].strip():
        return None
    return f"{columns[-1].strip()} for {lowered(cells[0].strip())}?"


def ask_from_sentence(text: str) -> str | None:
    """What the sentence answers; None when it needs the one before it, or no rule fits."""
    text = re.sub(r"^\d+\.\s+", "", text).strip()
    if found := _CONDITION.match(text):
        return f"What if {turned_round(found['condition'])}?"
    if (found := _PURPOSE.match(text)) and is_instruction(found["purpose"]):
        return f"How do I {turned_round(found['purpose'])}?"
    first = text.partition(" ")[0].lower().strip(",")
    if first in _POINTING or text.endswith("?"):
        return None
    told = _TOO_LONG.split(text)[0].strip().rstrip(".!,")
    if is_instruction(told):
        return f"Should I {lowered(turned_round(told))}?"
    return _of_statement(told)


def _of_statement(told: str) -> str | None:
    """By its first verb that is known: "Refunds are paid" as "are refunds paid"."""
    words = told.split()
    for place, word in enumerate(words[1 : _MOST_SUBJECT + 1], 1):
        if any(mark in words[place - 1] for mark in ",:;"):
            return None
        subject, rest = " ".join(words[:place]), " ".join(words[place + 1 :])
        if word.lower() in AUXILIARIES:
            rest = rest.removeprefix("not ").removeprefix("never ")
            return _asked(AUXILIARIES[word.lower()], subject, "", rest)
        if (verb := base_of(word)) and rest and not (verb == "have" and _PAST.match(rest)):
            is_one = word.lower() != verb and subject.lower() not in ("i", "you", "we", "they")
            return _asked("does" if is_one else "do", subject, verb, rest)
    return None


def _asked(auxiliary: str, subject: str, verb: str, rest: str) -> str | None:
    """The question for the first number of the rest, if it has one; else for whether it is so."""
    subject, rest = lowered(turned_round(subject)), turned_round(rest)
    if not rest:
        return None
    if subject == "I" and auxiliary in ("is", "are"):
        auxiliary = "am"
    number = _NUMBER.search(rest)
    if number is None or not (number["money"] or number["share"] or number["unit"]):
        return _sentence(auxiliary, subject, verb, rest)
    what = (
        "how much"
        if number["money"]
        else "what percentage"
        if number["share"]
        else f"how many {number['unit']}"
    )
    before, after = rest[: number.start()].strip(), rest[number.end() :].strip(" ,")
    return _sentence(number["before"].strip(), what, auxiliary, subject, verb, before, after)


def _sentence(*parts: str) -> str:
    told = " ".join(part for part in parts if part)
    return f"{told[0].upper()}{told[1:]}?"
