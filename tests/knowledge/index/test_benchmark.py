"""The measures beside figures worked out by hand; what a run leaves behind."""

import pytest

from understudy.conversations.turn import Stage
from understudy.knowledge.documents import Document, Section
from understudy.knowledge.index.benchmark import measure, mrr, ndcg, recall
from understudy.knowledge.index.collection import Collection
from understudy.org import store
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy

GRADES = {"a": 2, "b": 1}


def test_measures() -> None:
    assert ndcg(["a", "b", "x"], GRADES, 10) == 1
    assert ndcg(["x", "b", "a"], GRADES, 10) == pytest.approx((1 / 1.58496 + 2 / 2) / (2 + 1 / 1.58496), 1e-4)
    assert ndcg(["x", "a"], GRADES, 1) == 0
    assert recall(["x", "b"], GRADES, 2) == 0.5
    assert recall(["x", "b"], GRADES, 1) == 0
    assert mrr(["x", "b", "a"], GRADES, 10) == 0.5
    assert mrr(["x", "b"], GRADES, 1) == 0


def document(key: str, text: str) -> Document:
    return Document(key, "", text, (Section((), 0, len(text)),), "public")


async def test_a_collection_is_indexed_asked_and_gone(articles: Stage) -> None:
    texts = {"hose": "A hose brings water to the beds.", "lamp": "The lamp lights at dusk.", "empty": ""}
    collection = Collection(
        [document(key, text) for key, text in texts.items()],
        {"q": "Where does the water come from?", "lamp": "The lamp lights at dusk."},
        {"q": {"hose": 1}, "lamp": {"lamp": 1, "hose": 1}},
    )
    told: list[tuple[str, int, int]] = []
    before = await articles.database.fetch("SELECT name FROM understudy.org ORDER BY name")
    measured = await measure(
        articles.database, articles.encoder, collection, progress=lambda *each: told.append(each)
    )
    assert (measured.documents, measured.passages, measured.queries) == (3, 2, 2)
    # The document that is the query itself does not count as found.
    assert measured.recall_at_10 == measured.recall_at_100 == pytest.approx((1 + 0.5) / 2)
    assert measured.mrr_at_10 == 1
    assert told[-1] == ("queries", 2, 2)
    assert await articles.database.fetch("SELECT name FROM understudy.org ORDER BY name") == before


async def test_nothing_is_left_when_it_fails(articles: Stage) -> None:
    async def orgs() -> object:
        return await articles.database.fetch("SELECT name FROM understudy.org ORDER BY name")

    before = await orgs()
    collection = Collection([document("a", "One.")], {"q": "one"}, {"q": {"a": 1}})

    def stop(what: str, _done: int, _total: int) -> None:
        if what == "queries":
            raise KeyError(what)

    with pytest.raises(KeyError):
        await measure(articles.database, articles.encoder, collection, progress=stop)
    assert await orgs() == before


async def test_what_a_killed_run_left_is_removed_and_a_running_one_is_not(articles: Stage) -> None:
    database = articles.database
    names = {"killed": "benchmark-0000dead", "running": "benchmark-0000beef", "theirs": "benchmark-2026"}
    async with database.transaction() as connection:
        for name in names.values():
            org = Org(name, await store.new_pg_schema(connection, name), Schema(()), AccessPolicy())
            await store.save_org(connection, org, make_current=False)
    collection = Collection([document("a", "One.")], {"q": "one"}, {"q": {"a": 1}})
    async with database.own_connection() as other:
        await other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (names["running"],))
        await measure(database, articles.encoder, collection, progress=lambda *_: None)
    left = {org.name for org in await store.list_orgs(database)}
    assert left & set(names.values()) == {names["running"], names["theirs"]}
    for name in left & set(names.values()):
        await store.remove_org(database, await store.load_org(database, name))
