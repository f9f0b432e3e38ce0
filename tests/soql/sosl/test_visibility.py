"""What an actor may not see is not found, not even by what it takes away, moves or counts."""

import random
import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from psycopg import sql
from tests.soql.sosl.conftest import ACCESS, AGENT, CLERK, ME, OTHER, SCHEMA, Search, names, record_id

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import NotPermittedError
from understudy.org import store
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.soql.sosl import hits as running
from understudy.soql.sosl import window
from understudy.soql.sosl.run import SearchResult, search

WORDS = ["oak", "elm", "ash", "yew", "fir", "oakum", "rowan"]
BATCHES, SEARCHES = 4, 60
Row = dict[str, Any]
MakeOrg = Callable[..., Awaitable[Org]]


async def test_the_text_of_a_hidden_field_finds_nothing(find: Search):
    assert names(await find("FIND {tulips} RETURNING Case(Subject)")) == {"Case": ["Hedge trimmer broken"]}
    assert names(await find("FIND {tulips} RETURNING Case(Subject)", AGENT)) == {}
    assert names(await find('FIND {"owes us"} RETURNING Case(Subject)', AGENT)) == {}
    assert names(await find("FIND {tul?ps} RETURNING Case(Subject)", AGENT)) == {}
    assert names(await find("FIND {4155550134} RETURNING Contact(FirstName)", AGENT)) == {}


async def test_nor_does_it_take_anything_away(find: Search):
    trimmer = {"Case": ["Hedge trimmer broken", "Monday meeting moved"]}
    assert names(await find("FIND {trimmer AND NOT tulips} RETURNING Case(Subject)", AGENT)) == trimmer
    assert names(await find('FIND {trimmer AND NOT "owes us"} RETURNING Case(Subject)', AGENT)) == trimmer


async def test_a_part_of_a_hidden_name_finds_nothing(find: Search):
    assert names(await find("FIND {john} RETURNING Contact(FirstName)", CLERK)) == {"Contact": ["John"]}
    assert names(await find("FIND {smith} IN NAME FIELDS RETURNING Contact(FirstName)", CLERK)) == {}
    with pytest.raises(NotPermittedError):
        await find("FIND {john} RETURNING Contact(Name)", CLERK)


async def test_records_behind_a_row_rule_are_not_found(find: Search):
    result = await find("FIND {roses OR bonsai} RETURNING Account(Name)", AGENT)
    assert names(result) == {"Account": ["Maple Gardens"]}
    assert result.objects[0].limited


async def test_objects_that_may_not_be_read_are_not_searched(find: Search):
    assert {each.object for each in (await find("FIND {trimmer}", AGENT)).objects} == {"Case"}
    assert (await find("FIND {trimmer}", CLERK)).objects == ()


def texts(rng: random.Random) -> str | None:
    return None if rng.random() < 0.1 else " ".join(rng.choices(WORDS, k=rng.randint(1, 6)))


def case(serial: int, rng: random.Random, owner: str) -> Row:
    return {
        "Id": record_id("500", serial),
        "Subject": texts(rng),
        "Description": texts(rng),
        "Internal__c": texts(rng),
        "OwnerId": owner,
    }


def draw(rng: random.Random, depth: int = 0) -> tuple[str, Callable[..., bool]]:
    """A search text, and what tells of a record's texts whether it finds it."""
    kind = rng.choice(["word", "word", "word", "start", "inner", "phrase", "and", "or", "not"])
    if depth == 2 or kind not in ("and", "or", "not"):
        return draw_term(rng, kind)
    (left, in_left), (right, in_right) = draw(rng, depth + 1), draw(rng, depth + 1)
    if kind == "and":
        return f"({left} AND {right})", lambda *where: in_left(*where) and in_right(*where)
    if kind == "or":
        return f"({left} OR {right})", lambda *where: in_left(*where) or in_right(*where)
    return f"({left} AND NOT {right})", lambda *where: in_left(*where) and not in_right(*where)


def draw_term(rng: random.Random, kind: str) -> tuple[str, Callable[..., bool]]:
    word, other = rng.choice(WORDS), rng.choice(WORDS)
    made = {
        "start": (f"{word[:2]}*", rf"\b{word[:2]}[a-z]*\b"),
        "inner": (f"{word[0]}?{word[2:]}", rf"\b{word[0]}[a-z]{word[2:]}\b"),
        "phrase": (f'"{word} {other}"', rf"\b{word} {other}\b"),
    }
    text, pattern = made.get(kind, (word, rf"\b{word}\b"))
    return text, lambda *fields: any(re.search(pattern, field) for field in fields)


@pytest.mark.parametrize("batch", range(BATCHES))
async def test_random_searches_find_what_a_filter_finds(
    batch: int, small_org: MakeOrg, database: Database, moment: Moment
):
    rng = random.Random(batch)
    rows = [case(serial, rng, rng.choice([ME, OTHER])) for serial in range(1, 61)]
    org = await small_org(SCHEMA, {"Case": rows}, access=ACCESS)
    for _ in range(SEARCHES):
        text, finds = draw(rng)
        group = rng.choice(["ALL", "NAME"])
        for actor in (AGENT, System("test")):
            fields = ["Subject"] if group == "NAME" else ["Subject", "Description", "Internal__c"]
            if actor is AGENT and group == "ALL":
                fields.remove("Internal__c")
            visible = [row for row in rows if actor is not AGENT or row["OwnerId"] == ME]
            wanted = {row["Id"] for row in visible if finds(*(row[field] or "" for field in fields))}
            sosl = f"FIND {{{text}}} IN {group} FIELDS RETURNING Case"
            result = await search(database, org, sosl, actor, moment)
            assert {row["Id"] for row in result.objects[0].rows} == wanted, (sosl, actor)


async def none_is_ready(_database: Database, _org: Org, *objects: object) -> tuple[object, ...]:
    return objects


def shown(result: SearchResult) -> list[Any]:
    return [(each.object, each.columns, each.rows, bool(each.cut or each.newest)) for each in result.objects]


@pytest.mark.parametrize(
    ("considered", "looked_at"), [(2000, None), (5, None), (2000, 12)], ids=["all", "the newest", "unindexed"]
)
@pytest.mark.parametrize("batch", range(BATCHES))
async def test_a_hidden_record_changes_nothing(
    batch: int,
    considered: int,
    looked_at: int | None,
    small_org: MakeOrg,
    database: Database,
    moment: Moment,
    monkeypatch: pytest.MonkeyPatch,
):
    rng = random.Random(100 + batch)
    monkeypatch.setattr(running, "CONSIDERED", considered)
    if looked_at:
        monkeypatch.setattr(running, "SMALL", looked_at)
        monkeypatch.setattr(running, "unready", none_is_ready)
    rows = [case(serial, rng, ME) for serial in range(1, 121, 3)]
    org = await small_org(SCHEMA, {"Case": rows}, access=ACCESS)
    orders = ["", " ORDER BY Subject", " ORDER BY Subject DESC LIMIT 4"]
    asked = [f"FIND {{{draw(rng)[0]}}} RETURNING Case(Id, Subject{rng.choice(orders)})" for _ in range(12)]
    before = [shown(await search(database, org, sosl, AGENT, moment)) for sosl in asked]
    if min(considered, looked_at or considered) < len(rows):
        assert any(cut for found in before for *_, cut in found), "nothing was cut"
    for serial in rng.sample([n for n in range(1, 121) if n % 3 != 1], 40):
        await insert(database, org, case(serial, rng, OTHER))
    hidden = await search(database, org, "FIND {oak* OR elm} RETURNING Case", System("test"), moment)
    assert hidden.objects[0].rows
    assert [shown(await search(database, org, sosl, AGENT, moment)) for sosl in asked] == before


@pytest.mark.parametrize("alike", [100, 1], ids=["marks", "beginnings"])
async def test_words_in_very_many_records_give_the_newest_whatever_way_is_taken(
    alike: int, small_org: MakeOrg, database: Database, moment: Moment, monkeypatch: pytest.MonkeyPatch
):
    rng = random.Random(7)
    rows = [case(serial * 3_844, rng, rng.choice([ME, OTHER])) for serial in range(1, 61)]
    org = await small_org(SCHEMA, {"Case": rows}, access=ACCESS)
    monkeypatch.setattr(running, "CONSIDERED", 4)
    asked = [f"FIND {{{draw(rng)[0]}}} RETURNING Case(Id, Subject)" for _ in range(20)]
    actors: tuple[Actor, ...] = (AGENT, System("test"))
    plainly = [shown(await search(database, org, sosl, who, moment)) for sosl in asked for who in actors]
    monkeypatch.setattr(window, "_SMALL", 0)
    monkeypatch.setattr(window, "_MANY", 0)
    monkeypatch.setattr(window, "_MOST_ALIKE", alike)
    tried: list[str | None] = []
    asked_once = running._Asking.asked

    async def noting(*arguments: Any) -> Any:
        tried.append(arguments[-1].window)
        return await asked_once(*arguments)

    monkeypatch.setattr(running._Asking, "asked", noting)
    by_window = [shown(await search(database, org, sosl, who, moment)) for sosl in asked for who in actors]
    assert by_window == plainly
    assert any(tried), "no window was tried"
    assert any("*" in (each or "") for each in tried) == (alike == 1)


async def insert(database: Database, org: Org, row: Row) -> None:
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        store.table(org.pg_schema, "Case"),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    await database.execute(query, list(row.values()))
