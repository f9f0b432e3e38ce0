"""What is found stays right while documents come and go, and segments are merged and written anew."""

from collections.abc import Awaitable, Callable, Sequence
from random import Random

import numpy as np
import pytest

from understudy.kit.db import Database
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.index.indexing import index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import System

MakeOrg = Callable[..., Awaitable[Org]]
ME = System("a test")
WORDS = "hose pump frame lamp vent glass seed soil fan door".split()


@pytest.fixture
async def org(small_org: MakeOrg) -> Org:
    return await small_org(Schema(()))


class NoMeaning:
    """The same vector for all, so that words alone decide."""

    words = frozenset[str]()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.eye(384, dtype=np.float32)[[0] * len(texts)]

    encode_kept = encode


def document(key: str, text: str) -> Document:
    return read_text(text, key, Head("public", key))


async def scores(database: Database, org: Org, question: str) -> dict[str, tuple[float, float]]:
    found = await retrieve(database, org, NoMeaning(), question, ME, most=500)
    return {p.found.key: (round(p.found.score, 9), round(p.found.coverage, 9)) for p in found}


async def test_an_index_with_a_history_answers_as_a_new_one(
    database: Database, org: Org, small_org: MakeOrg
) -> None:
    """Documents are added, changed and removed, run after run: no score remembers."""
    random = Random(5)
    held: dict[str, str] = {}
    for run in range(40):
        for _ in range(random.randint(1, 4)):
            held[f"d{random.randint(0, 25)}"] = f"Run {run}: {' '.join(random.choices(WORDS, k=8))}."
        for key in random.sample(sorted(held), k=random.randint(0, min(3, len(held) - 1))):
            del held[key]
        documents = [document(key, text) for key, text in held.items()]
        await index_documents(database, org, "here", documents, NoMeaning())
    fresh = await small_org(Schema(()))
    documents = [document(key, text) for key, text in held.items()]
    await index_documents(database, fresh, "here", documents, NoMeaning())
    for question in ("hose", "a frame with a lamp", "run 39", "vents and 12 doors"):
        assert await scores(database, org, question) == await scores(database, fresh, question)


async def test_segments_stay_few_and_what_is_gone_is_cleared(database: Database, org: Org) -> None:
    held: list[Document] = []
    for run in range(70):
        held.append(document(f"d{run}", f"Hose number {run}."))
        await index_documents(database, org, "here", held, NoMeaning())
    segments = (
        "SELECT count(*) FROM understudy.segment g JOIN understudy.shelf s ON s.id = shelf_id WHERE org = %s"
    )
    gone = "SELECT passages, length(gone) FROM understudy.shelf WHERE org = %s"
    row = await database.fetch_one(segments, (org.name,))
    assert row is not None
    assert row[0] <= 12
    await index_documents(database, org, "here", held[:10], NoMeaning())
    assert await database.fetch_one(gone, (org.name,)) == (10, 0)
    assert len(await scores(database, org, "hose")) == 10
    await index_documents(database, org, "here", [], NoMeaning())
    assert await database.fetch_one(gone, (org.name,)) == (0, 0)
    assert await database.fetch_one(segments, (org.name,)) == (0,)


async def test_words_are_found_by_their_stems_and_ids_as_they_are(database: Database, org: Org) -> None:
    texts = {"a": "Hoses are delivered.", "b": "Error IR-299 means heat.", "c": "Error IR-300 means frost."}
    documents = [document(key, text) for key, text in texts.items()]
    await index_documents(database, org, "here", documents, NoMeaning())
    assert next(iter(await scores(database, org, "When is the hose delivery?"))) == "a"
    assert next(iter(await scores(database, org, "ir-300 error"))) == "c"
    assert next(iter(await scores(database, org, "IR 299"))) == "b"
