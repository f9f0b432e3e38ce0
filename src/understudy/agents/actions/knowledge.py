"""Answer from the documents that the person who asks may read, in their own sentences."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from understudy.agents.actions.joined import joined
from understudy.agents.actions.outside import outside_citations
from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.actions.shown import name_list
from understudy.agents.actions.withheld import being_checked
from understudy.agents.names import OrgNames
from understudy.kit.trace import note
from understudy.knowledge.answering.answer import Answer, answer_from
from understudy.knowledge.answering.courtesies import without_courtesies
from understudy.knowledge.answering.parts import Part, split_question
from understudy.knowledge.answering.shorthand import spelled_out
from understudy.knowledge.answering.spelling import respell, words_of
from understudy.knowledge.articles import OBJECT
from understudy.knowledge.gate.asking import upheld_in, withheld_on
from understudy.knowledge.index.retrieve import Passage, retrieve
from understudy.llm.finding import Citation, Finding, Item
from understudy.llm.handed import digest_of
from understudy.llm.local.normalise import tokens
from understudy.trust.provenance.effect import Effect

__all__ = ["ANSWER_FROM_KNOWLEDGE", "KnowledgeArguments"]

_SHOWN_TITLES = 3
# An answer as sure as this needs no other reading of the words.
_SURE = 0.8
_PEOPLE = frozenset({"User", "Contact", "Lead"})


class KnowledgeArguments(Arguments):
    """What to look up."""

    question: Annotated[str, Field(min_length=1, description="The question, in the person's own words.")]


async def answer_from_knowledge(context: ActionContext, arguments: KnowledgeArguments) -> Finding:
    """The sentences that answer, with their document; or which may be meant, or what was looked at. Each of
    several questions is answered by itself.
    """
    question = without_courtesies(arguments.question)
    parts = split_question(question)
    if len(parts) == 1:
        return await _answer(context, question)
    return joined([(part.text, await _answer_part(context, part)) for part in parts])


async def _answer_part(context: ActionContext, part: Part) -> Finding:
    """As it was asked; with what it points back to if that tells nothing."""
    found = await _answer(context, part.text)
    if found.status == "nothing" and part.about:
        explained = await _answer(context, part.explained)
        return explained if explained.status == "found" else found
    return found


async def _answer(context: ActionContext, question: str) -> Finding:
    question = spelled_out(question)
    passages, answer = await _look_up(context, question)
    mended, read = respell(question, words_of(f"{p.found.title} {p.found.text}" for p in passages))
    as_asked = answer
    if answer.support < _SURE and read:
        _, again = await _look_up(context, mended)
        answer = max(answer, again, key=lambda each: each.support)
    if answer is as_asked:
        read = {}
    if answer.which:
        return Finding("several", "Which of these do you mean?", tuple(Item(title) for title in answer.which))
    asked = mended if read else question
    withheld = await withheld_on(
        context.database,
        context.org,
        context.actor,
        asked,
        context.encoder,
        instead_of=answer.citations,
        written_for=context.knowledge,
    )
    if withheld:
        return being_checked(withheld, context.actor)
    if not answer.citations:
        return _nothing(answer, hands_over=context.hands_over)
    upheld = await upheld_in(context.database, context.org, context.actor, answer.citations)
    told = " and ".join(f"“{word}” as “{meant}”" for word, meant in read.items())
    found = replace(
        _found(answer),
        assumption=f"I read {told}" if told else None,
        outside=outside_citations(context, answer.citations),
    )
    return (
        replace(found, facts={**found.facts, "upheld": [each.dispute for each in upheld]})
        if upheld
        else found
    )


async def _look_up(context: ActionContext, question: str) -> tuple[list[Passage], Answer]:
    passages = await retrieve(
        context.database, context.org, context.encoder, question, context.actor, written_for=context.knowledge
    )
    people = await _people(context, question)
    answer = await asyncio.to_thread(answer_from, passages, question, context.encoder, people)
    note("knowledge.handed", [_handed(passage) for passage in answer.read])
    return passages, answer


def _handed(passage: Passage) -> dict[str, str | int]:
    """A passage that was read, as the trace keeps it: which it is, and the digest of its text."""
    found = passage.found
    return {"document": found.document, "start": found.start, "digest": digest_of(found.text)}


async def _people(context: ActionContext, question: str) -> list[str]:
    """The people of the org whom the question names in full."""
    words = [token.word for token in tokens(question)]
    names = OrgNames(context.database, context.org, context.actor)
    found = await names.find([" ".join(pair) for pair in pairwise(words)])
    return [each.name for each in found if each.object in _PEOPLE]


def _found(answer: Answer) -> Finding:
    sources = {(each.document, each.heading): each for each in answer.citations}.values()
    lines = [line for citation in answer.citations for line in (citation.lead, citation.quote) if line]
    return Finding(
        "found",
        "\n".join(dict.fromkeys(lines)),
        tuple(_source(each) for each in sources),
        1,
        notes=tuple(f"Source: {each.title}{f', {each.heading}' if each.heading else ''}" for each in sources),
        citations=answer.citations,
        facts={"support": round(answer.support, 3)},
    )


def _source(citation: Citation) -> Item:
    return Item(
        citation.title,
        id=citation.record,
        object=OBJECT if citation.record else None,
        value=citation.url,
        shown=citation.heading,
    )


def _nothing(answer: Answer, *, hands_over: bool) -> Finding:
    """That it is not known, what was looked at, and what can be done next."""
    looked_at = answer.looked_at[:_SHOWN_TITLES]
    told = "I don't know: no document that I may use here answers that."
    if looked_at:
        told += f" I looked at {name_list([f'“{title}”' for title in looked_at])}."
    if hands_over:
        told += " If you want to talk to a person, tell me so."
    return Finding(
        "nothing",
        told,
        tuple(Item(title) for title in looked_at),
        facts={"support": round(answer.support, 3)},
    )


ANSWER_FROM_KNOWLEDGE = Action(
    "answer_from_knowledge",
    "Look up how something is done, or what the rules are, in the company's articles and documents; quotes"
    " the sentences that answer.",
    KnowledgeArguments,
    answer_from_knowledge,
    Effect.READS,
)
