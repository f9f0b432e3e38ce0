"""An index run whose process is killed, and the next one."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence

import numpy as np

from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.knowledge.documents import Document, Section
from understudy.knowledge.index.indexing import IndexReport, index_documents
from understudy.knowledge.index.retrieve import retrieve
from understudy.org import store
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import System

MakeOrg = Callable[..., Awaitable[Org]]
NAMES = ("anvil", "beacon", "cymbal", "dynamo", "easel")
REACHED = b"in the middle\n"


class Encoder:
    """Vectors without a meaning. At a text with the word to stop at, it says so and waits for ever."""

    words = frozenset[str]()

    def __init__(self, stop_at: str | None = None) -> None:
        self.told: list[str] = []
        self._stop_at = stop_at

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.told += texts
        if self._stop_at and any(self._stop_at in text for text in texts):
            sys.stdout.write(REACHED.decode())
            sys.stdout.flush()
            sys.stdin.read()
        return np.eye(384, dtype=np.float32)[[len(text) % 384 for text in texts]]

    encode_kept = encode


async def index(database: Database, org: Org, encoder: Encoder) -> IndexReport:
    """Index documents each of which is kept by itself, as it is so long."""
    texts = {name: f"The {name} is here. {'x' * 150_000}" for name in NAMES}
    documents = [
        Document(name, "", text, (Section((), 0, len(text)),), "public") for name, text in texts.items()
    ]
    return await index_documents(database, org, "here", documents, encoder, gated=False)


async def found(database: Database, org: Org) -> list[str]:
    question = " ".join(NAMES)
    passages = await retrieve(database, org, Encoder(), question, System("a test"), most=20)
    return sorted(passage.found.key for passage in passages)


async def test_the_next_run_goes_on_where_one_was_killed(
    database: Database, settings: Settings, small_org: MakeOrg
) -> None:
    org = await small_org(Schema(()))
    assert settings.database_url
    killed = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, settings.database_url, org.name),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert killed.stdout
    assert await killed.stdout.readline() == REACHED
    killed.kill()
    await killed.wait()
    assert await found(database, org) == ["anvil", "beacon", "cymbal"]
    encoder = Encoder()
    assert await index(database, org, encoder) == IndexReport(2, 3, 0, 2)
    assert [text.split()[1] for text in encoder.told] == ["dynamo", "easel"]
    assert await found(database, org) == sorted(NAMES)


async def _run(url: str, org: str) -> None:
    """What is killed."""
    async with await Database.open(Settings(database_url=url)) as database:
        await index(database, await store.load_org(database, org), Encoder("dynamo"))


if __name__ == "__main__":
    asyncio.run(_run(*sys.argv[1:]))
