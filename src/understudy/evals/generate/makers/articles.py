"""Cases for answer_from_knowledge: questions made of the documents, each with the one that answers it."""

import re
from collections import Counter
from collections.abc import AsyncGenerator
from random import Random

from understudy.evals.cases import Expectation
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import Draft, Phrase
from understudy.evals.generate.ground import Ground
from understudy.evals.probe.askers import Asker as Reader
from understudy.knowledge.probe.corpus import KeptDocument, is_told_elsewhere, sample
from understudy.knowledge.probe.questions import Draft as Question
from understudy.knowledge.probe.questions import drafts_of
from understudy.knowledge.probe.wordings import reworded
from understudy.knowledge.reading import read_document

__all__ = ["make"]

_ACTION = "answer_from_knowledge"
_ASKING = re.compile(
    r"(?:how|what (?!should I know)|when|who|within|which|is|are|am|does|do|can|may|must|will|for)\b",
    re.IGNORECASE,
)
_MOST_DOCUMENTS, _OF_EACH = 400, 12


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """A question of each document, then a second of each: only such as no other document may answer too."""
    random, stage = ground.random(_ACTION), ground.stage
    documents = await sample(stage.database, stage.org.name, None, ground.seed, _MOST_DOCUMENTS)
    titles = Counter(each.title for each in documents)
    asked = {each.id: _questions(each, random) for each in documents}
    for turn in range(_OF_EACH):
        for place, document in enumerate(documents):
            questions, asker = asked[document.id], ground.askers[(turn + place) % len(ground.askers)]
            if turn >= len(questions) or not await _may_read(ground, asker, document):
                continue
            question = questions[turn].question
            if not await is_told_elsewhere(stage.database, stage.org.name, question, document.id):
                cited = document.title if titles[document.title] == 1 else document.key
                yield _draft(document, cited, question, asker, random)


def _questions(document: KeptDocument, random: Random) -> list[Question]:
    found = [each for each in drafts_of(document) if _is_natural(each)]
    random.shuffle(found)
    return found


def _is_natural(question: Question) -> bool:
    """Whether somebody would ask so; a row's or a title's question may lack its verb."""
    return question.form != "row" and bool(_ASKING.match(question.question))


async def _may_read(ground: Ground, asker: Asker, document: KeptDocument) -> bool:
    """Whether the agent reads such documents, and the person may."""
    if document.audience not in Reader(ground.spec, asker.actor).audiences:
        return False
    found = await read_document(ground.stage.database, ground.stage.org, document.id, asker.actor)
    return found is not None


def _draft(document: KeptDocument, cited: str, question: str, asker: Asker, random: Random) -> Draft:
    words = {word.strip("?.,:").lower() for word in question.split()}
    others = {word: other for word in sorted(words) if (other := _other(word, random)) != word}
    phrase = Phrase(question, reworded(question, "key words", random), (), others)
    expect = Expectation(kind="reply", action=_ACTION, citations=(cited,))
    return Draft(_ACTION, f"{document.title}: {question}", asker.name, phrase, expect, ("question",))


def _other(word: str, random: Random) -> str:
    return reworded(word, "other words", random).lower() if word else word
