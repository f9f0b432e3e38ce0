"""Questions with what was found for them, once as the documents are and once without the one that answers.

Of the demo company by hand (`questions/demo_articles*.yaml`) and by the probe's rules, and by hand of two
others (`questions/tessel_develop.yaml`, `questions/fernhill.yaml`), whose pages are those of
`knowledge_conflicts` without the second side of each conflict.
"""

import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from understudy.app import App, open_app
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.knowledge.documents import Document, read_markdown
from understudy.knowledge.front_matter import Head
from understudy.knowledge.index.indexing import index_articles, index_documents
from understudy.knowledge.index.retrieve import Passage, retrieve
from understudy.knowledge.probe.corpus import Place
from understudy.knowledge.probe.draw import draw
from understudy.llm.embedder import TextEncoder
from understudy.org import store
from understudy.org.demo import DEMO_NOW, generate_demo
from understudy.org.demo.load import DEMO_NAME, load_demo
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, System
from understudy.org.users import find_actor

HERE = Path(__file__).parent
FITTED = ("demo_articles_develop", "tessel_develop", "probe")
JUDGED = ("demo_articles", "fernhill")
ASKERS = {
    "customer": ("service", "maria.okafor@harborlightnursery.example"),
    "employee": ("employee", "Caroline Mbatha"),
}
_READ, _FOUND = 3, 20
_PROBES, _SEED = 240, 7
_ME = System("a benchmark")


@dataclass(frozen=True)
class Example:
    """A question and the passages that are read for it. `title` is empty where no document answers, and
    `says` or one of the `places` is in the sentences that do. `gone`: its document was taken out.
    """

    set: str
    question: str
    passages: tuple[Passage, ...]
    title: str = ""
    says: str = ""
    places: tuple[Place, ...] = ()
    gone: bool = False


async def examples() -> tuple[list[Example], TextEncoder]:
    """All of them, and the encoder by which they were found."""
    found: list[Example] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), definitions_dir=Path(folder), agents_dir=Path(folder))
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, generate_demo())
            stage = await app.stage(DEMO_NAME)
            await index_articles(app.database, stage.org, stage.encoder)
            for name in ("demo_articles_develop", "demo_articles"):
                found += [each async for each in _of_demo(app, name)]
            found += [each async for each in _of_probe(app)]
            for name, questions in (("tessel", "tessel_develop"), ("fernhill", "fernhill")):
                found += [each async for each in _of_pages(app, name, questions)]
    return found, stage.encoder


async def _of_demo(app: App, name: str) -> AsyncIterator[Example]:
    stage = await app.stage(DEMO_NAME)
    for entry in _questions(name):
        if "titles" in entry:
            continue
        agent, who = ASKERS[entry["as"]]
        actor = await find_actor(app.database, stage.org, who)
        near = await _near(app, stage.org, entry["ask"], actor, app.agent(agent).knowledge or ())
        for each in _both(name, entry["ask"], near, entry.get("title", ""), entry.get("says", "")):
            yield each


async def _of_pages(app: App, name: str, questions: str) -> AsyncIterator[Example]:
    async with app.database.transaction() as connection:
        place = await store.new_pg_schema(connection, name)
        org = Org(name, place, Schema(()), AccessPolicy(), ZoneInfo("UTC"), 1)
        await store.save_org(connection, org)
    documents = {each.key: each for each in _pages(name)}
    encoder = (await app.stage(DEMO_NAME)).encoder
    await index_documents(app.database, org, "pages", list(documents.values()), encoder)
    for entry in _questions(questions):
        title = documents[entry["page"]].title if "page" in entry else ""
        near = await _near(app, org, entry["ask"], _ME, ())
        for each in _both(questions, entry["ask"], near, title, entry.get("says", "")):
            yield each


async def _of_probe(app: App) -> AsyncIterator[Example]:
    """Only as the documents are: that no other answers is not certain of a question made by a rule."""
    org = (await app.stage(DEMO_NAME)).org
    readable = frozenset({"public"})
    for probe in await draw(
        app.database, DEMO_NAME, source=None, count=_PROBES, seed=_SEED, readable=readable, hidden=frozenset()
    ):
        if probe.kind == "answerable":
            near = await _near(app, org, probe.question, _ME, ("public",))
            title = probe.document.title
            yield Example("probe", probe.question, tuple(near[:_READ]), title, places=probe.places)


async def _near(app: App, org: Org, question: str, actor: Actor, audiences: Sequence[str]) -> list[Passage]:
    encoder = (await app.stage(DEMO_NAME)).encoder
    return await retrieve(app.database, org, encoder, question, actor, written_for=audiences, most=_FOUND)


def _both(name: str, question: str, near: Sequence[Passage], title: str, says: str) -> list[Example]:
    whole = Example(name, question, tuple(near[:_READ]), title, says)
    left = [each for each in near if each.found.title != title]
    return [whole, Example(name, question, tuple(left[:_READ]), gone=True)] if title else [whole]


def _questions(name: str) -> list[dict[str, Any]]:
    return yaml.safe_load((HERE / "questions" / f"{name}.yaml").read_text(encoding="utf-8"))


def _pages(name: str) -> list[Document]:
    """The pages of a company of `knowledge_conflicts`, none of which contradicts another."""
    read = yaml.safe_load((HERE / "knowledge_conflicts" / f"{name}.yaml").read_text(encoding="utf-8"))
    texts = {key: [page["text"]] for key, page in read["pages"].items()}
    titles = {key: page["title"] for key, page in read["pages"].items()}
    for pair in read["planted"]:
        for key, text in (pair[side] for side in ("ab" if "alike" in pair else "a")):
            texts[key].append(text)
    for group in (*read["duplicates"], *read["templates"]):
        key = next(iter(group["pages"]))
        texts[key], titles[key] = [group["text"]], group["pages"][key]["title"]
    return [read_markdown("\n\n".join(text), key, Head("public", titles[key])) for key, text in texts.items()]
