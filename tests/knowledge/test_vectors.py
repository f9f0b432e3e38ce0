"""The vectors that are kept with a passage."""

from dataclasses import replace

import numpy as np

from understudy.conversations.turn import Stage
from understudy.knowledge.answer import answer_from
from understudy.knowledge.retrieve import Passage, retrieve
from understudy.knowledge.vectors import sentence_vectors
from understudy.org.permissions import System


async def test_what_is_kept_is_what_would_be_made(articles: Stage) -> None:
    question = "How high must a grow light hang?"
    found = await retrieve(articles.database, articles.org, articles.encoder, question, System("a test"))
    for passage in found:
        kept = passage.vectors(articles.encoder)
        made = sentence_vectors(articles.encoder, passage.found.title, passage.found.about, passage.sentences)
        assert kept.shape == made.shape == (len(passage.sentences), 384)
        assert np.allclose(kept, made, atol=1e-3)


async def test_passages_written_before_there_were_any_answer_alike(articles: Stage) -> None:
    question = "How high must a grow light hang?"
    found = await retrieve(articles.database, articles.org, articles.encoder, question, System("a test"))
    before = [Passage(replace(each.found, sentences=None)) for each in found]
    given = answer_from(found, question, articles.encoder)
    assert given.citations
    assert answer_from(before, question, articles.encoder).citations == given.citations
