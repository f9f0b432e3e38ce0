"""An org of 3,000 objects and 200,000 fields: how long a start, a description and a wrong name take.

    python benchmarks/large_org.py [--objects 3000] [--fields 200000]

Generates the org's metadata, stores it as an import does, and measures in new processes: reading the org,
describing one object, explaining a wrong field name and a wrong object name, getting an agent ready, and its
first answers: about a standard object, about one it knows by its names alone, and about that one again.
The tables behind it are made only for the first objects, those that are asked about.
"""

import argparse
import asyncio
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from zoneinfo import ZoneInfo

from machine import describe_machine

from understudy.agents.outcome import Reply
from understudy.app import open_app
from understudy.conversations.session import new_session
from understudy.conversations.turn import turn
from understudy.kit.clock import Moment
from understudy.kit.config import Settings
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.kit.ids import ALPHABET
from understudy.org import store
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.org.standard import standard_access, standard_schema
from understudy.soql.run import compile_query

START_S, DESCRIBE_MS, WRONG_MS = 3, 20, 20
NAME = "large"
TABLES = 200
WORDS = "order item stage visit claim asset policy site batch crew tariff parcel meter grant loan".split()
KINDS = (FieldType.STRING, FieldType.NUMBER, FieldType.PICKLIST, FieldType.DATE, FieldType.CURRENCY)


def generate(objects: int, fields: int) -> Schema:
    """The standard objects and so many custom ones, each with references to others."""
    chance = random.Random(3)
    standard = tuple(standard_schema())
    count = objects - len(standard)
    each = max(8, fields // objects - len(AUDIT_FIELDS) - 1)
    made = [custom_object(n, each, chance) for n in range(count)]
    return Schema((*standard, *made))


def custom_object(n: int, fields: int, chance: random.Random) -> ObjectType:
    name = f"{chance.choice(WORDS).title()}{chance.choice(WORDS).title()}{n}__c"
    own = [Field("Id", "Id", FieldType.ID), Field("Name", "Name", FieldType.STRING)]
    own += [custom_field(k, chance) for k in range(fields - 4)]
    parents = [("Account", "AccountId__c"), ("User", "OwnerId"), ("Case", "CaseId__c")]
    own += [
        Field(
            field,
            parent,
            FieldType.REFERENCE,
            references=(parent,),
            relationship=field.replace("Id", "") if field.endswith("Id") else field[:-1] + "r",
            child_relationship=None if parent == "User" else f"{name[:-3]}{parent}s__r",
        )
        for parent, field in parents
    ]
    prefix = f"b{ALPHABET[n // 62]}{ALPHABET[n % 62]}"
    return ObjectType(name, name[:-3], name[:-3] + "s", prefix, (*own, *AUDIT_FIELDS), "Name")


def custom_field(k: int, chance: random.Random) -> Field:
    kind = KINDS[k % len(KINDS)]
    words = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {k}"
    values = tuple(f"Value {each}" for each in range(8)) if kind is FieldType.PICKLIST else ()
    return Field(words.title().replace(" ", "") + "__c", words, kind, f"The {words} of it.", values=values)


async def save(workspace: Path, objects: int, fields: int) -> int:
    schema = generate(objects, fields)
    async with await Database.open(Settings(workspace)) as database, database.transaction() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        pg_schema = await store.new_pg_schema(connection, NAME)
        org = Org(NAME, pg_schema, schema, standard_access(), ZoneInfo("UTC"))
        await store.create_tables(connection, pg_schema, Schema(schema.objects[:TABLES]))
        await store.save_org(connection, org)
    return sum(len(each.fields) for each in schema)


async def told(workspace: Path) -> None:
    """In the process that is measured."""
    async with await Database.open(Settings(workspace)) as database:
        began = time.perf_counter()
        org = await store.load_org(database, NAME)
        loaded = time.perf_counter() - began
    gc.collect()
    gc.freeze()  # as `understudy serve` does before it answers
    some = [each.name for each in org.schema][100:140]
    found = {
        "loaded_s": loaded,
        "describe_ms": timed(lambda name: described(org, name), some),
        "field_ms": timed(lambda name: refused(org, f"SELECT Stagge__c FROM {name}"), some),
        "object_ms": timed(lambda name: refused(org, f"SELECT Id FROM {name[:-6]}x__c"), some),
        "child_ms": timed(
            lambda name: refused(org, f"SELECT Id, (SELECT Id FROM {name}) FROM Account"), some
        ),
        "mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found))


async def ready(workspace: Path) -> None:
    """Until an agent could take its first question."""
    began = time.perf_counter()
    async with open_app(Settings(workspace)) as app:
        stage = await app.stage(NAME)
        staged = time.perf_counter() - began
        spec = app.agent("analyst")
        await app.warm(stage, spec)
        found = {"staged_s": staged, "ready_s": time.perf_counter() - began}
        gc.collect()
        gc.freeze()
        distant = stage.org.schema.objects[TABLES - 1].plural
        for about in ("cases", distant, distant):
            session = new_session(spec.name, System("a benchmark"), "terminal")
            answered = await turn(stage, spec, session, f"How many {about} are there?", app.moment(stage.org))
            if not isinstance(answered.outcome, Reply):
                raise SystemExit(f"{about}: {answered.outcome.text}")
            found.setdefault(f"answer_{about}_ms", answered.took_ms)
            found["answer_again_ms"] = answered.took_ms
        print(json.dumps({**found, "mb": getrusage(RUSAGE_SELF).ru_maxrss / 1024}))


def described(org: Org, name: str) -> object:
    found = org.schema.object(name)
    assert found is not None
    return [(field.name, field.label, field.type) for field in found.fields], org.schema.children(name)


def refused(org: Org, text: str) -> object:
    moment = Moment(datetime(2026, 6, 30, tzinfo=UTC), org.timezone)
    try:
        return compile_query(org, text, System("a benchmark"), moment)
    except InputError as error:
        return str(error)


def timed(work: Callable[[str], object], names: list[str]) -> dict[str, float]:
    found: list[float] = []
    for name in names:
        began = time.perf_counter()
        work(name)
        found.append((time.perf_counter() - began) * 1000)
    return {"p50": median(found), "slowest": max(found)}


def child(what: str, workspace: Path) -> dict[str, object]:
    command = [sys.executable, __file__, "--child", what, str(workspace)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(output.splitlines()[-1])


def measure(objects: int, fields: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        count = asyncio.run(save(workspace, objects, fields))
        print(describe_machine())
        print(f"{objects:,} objects, {count:,} fields")
        print(f"targets: start {START_S} s, describe {DESCRIBE_MS} ms, wrong name {WRONG_MS} ms\n")
        child("ready", workspace)  # the first start of a workspace also makes the encoder's cache
        for what in ("told", "ready"):
            for name, value in child(what, workspace).items():
                shown = value if isinstance(value, dict) else {"": value}
                print(f"{name:<14}" + "  ".join(f"{key} {each:,.2f}" for key, each in shown.items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--objects", type=int, default=3_000)
    parser.add_argument("--fields", type=int, default=200_000)
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        work = {"told": told, "ready": ready}[given.child[0]]
        asyncio.run(work(Path(given.child[1])))
    else:
        measure(given.objects, given.fields)
