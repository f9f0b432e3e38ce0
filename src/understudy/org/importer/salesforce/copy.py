"""A Salesforce org becomes an org here; copied again, it takes only what changed since."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import psycopg

from understudy.kit.db import Connection, Database
from understudy.kit.errors import InputError
from understudy.org import store
from understudy.org.importer.load import Progress, silent
from understudy.org.importer.report import Findings, ImportReport, ObjectReport
from understudy.org.importer.salesforce import fetching, staging
from understudy.org.importer.salesforce.describing import is_wanted, names_told, schema_of
from understudy.org.importer.salesforce.keys import without_broken_keys
from understudy.org.importer.salesforce.source import Credentials, RefusedError, Source, connect, reading
from understudy.org.importer.salesforce.tables import Loaded, apply_changes, fill_table
from understudy.org.metadata import ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy
from understudy.org.recycled import refill

if TYPE_CHECKING:
    from simple_salesforce.api import Salesforce

__all__ = ["copy_org"]

_STAMP = "SystemModstamp"


@dataclass(frozen=True, slots=True)
class _Found:
    """What an org has: objects, with the fields to be asked for and how many records; and what it refuses."""

    schema: Schema
    names: Mapping[str, Sequence[str]]
    counts: Mapping[str, int]
    refused: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Copy:
    """One import: from where, into what, and what is known of both."""

    database: Database
    client: Salesforce
    org: Org
    known: Org | None
    marks: Mapping[str, str]
    found: _Found
    progress: Progress
    findings: Findings

    @property
    def only_changes(self) -> bool:
        """Whether the org is there already, with the very same objects and fields."""
        return self.known is not None and self.known.schema == self.org.schema and bool(self.marks)

    def soql(self, described: ObjectType) -> str:
        """The query for what is wanted of an object."""
        names = self.found.names[described.name]
        mark = self.marks.get(described.name) if self.only_changes and _STAMP in names else None
        since = f" WHERE {_STAMP} >= {mark}" if mark else ""
        return f"SELECT {', '.join(names)} FROM {described.name}{since}"


async def copy_org(
    database: Database,
    source: Source,
    credentials: Credentials,
    name: str,
    *,
    standard: Schema,
    access: AccessPolicy,
    progress: Progress = silent,
    fresh: bool = False,
    timezone: str = "UTC",
) -> ImportReport:
    """Copy the org in and make it the current one; one of the same name is replaced, or brought up to date.

    What was stopped goes on where it was. `fresh` copies everything again.

    Raises: ConfigError and ServiceError as `connect`; InputError when there is nothing to copy.
    """
    started = time.monotonic()
    client = await asyncio.to_thread(connect, source, credentials)
    found = await asyncio.to_thread(_look, client, standard)
    schema, counts = found.schema, found.counts
    if not schema.objects:
        raise InputError(f"{source} shows no object to whom these credentials belong")
    earlier = None if fresh else await staging.source_of(database, name)
    marks = earlier[1] if earlier and earlier[0] == str(source) else {}
    org = Org(name, "", schema, access, ZoneInfo(timezone))
    known = await _known(database, name)
    findings = Findings()
    for refused, why in found.refused.items():
        findings.notice(refused, None, f"left out, for the org refuses to be asked for it: {why}")
    copy = _Copy(database, client, org, known, marks, found, progress, findings)
    plan = {"only_changes": copy.only_changes, "queries": {each.name: copy.soql(each) for each in schema}}
    if fresh or await staging.resume(database, name, str(source)) != json.loads(json.dumps(plan)):
        await staging.begin(database, name, str(source), plan)
    done = 0
    for described in schema:
        progress(described.name, done, sum(counts.values()))
        await _fetch(copy, described)
        done += counts.get(described.name, 0)
    progress("", done, done)
    try:
        loaded = await _load(copy, findings)
    except psycopg.errors.UniqueViolation as error:
        message = f"two records have the same value where one may: {error.diag.message_detail or error}"
        raise InputError(message, hint="with --fresh all is copied again") from error
    return ImportReport(
        org=name,
        objects=tuple(
            ObjectReport(
                each.name, str(source), loaded[each.name].rows, standard.object(each.name) is not None
            )
            for each in schema
        ),
        problems=tuple(findings.problems),
        problem_count=findings.problem_count,
        notices=tuple(findings.notices),
        seconds=time.monotonic() - started,
        only_changes=copy.only_changes,
    )


def _look(client: Salesforce, standard: Schema) -> _Found:
    with reading():
        briefs: Any = client.describe()
        names = [str(each["name"]) for each in briefs["sobjects"] if is_wanted(each, standard)]
        told = {name: getattr(client, name).describe() for name in names}
        refused: dict[str, str] = {}
        for described in schema_of([*told.values()], standard):
            asked = ", ".join(names_told(described, told[described.name]))
            if why := fetching.refusal(client, f"SELECT {asked} FROM {described.name}"):
                refused[described.name] = why
        schema = schema_of([each for name, each in told.items() if name not in refused], standard)
        return _Found(
            schema,
            {each.name: names_told(each, told[each.name]) for each in schema},
            {each.name: fetching.count(client, each.name) for each in schema},
            refused,
        )


async def _known(database: Database, name: str) -> Org | None:
    try:
        return await store.load_org(database, name)
    except InputError:
        return None


async def _fetch(copy: _Copy, described: ObjectType) -> None:
    """Keep the pages of an object that are not kept yet; of one that is refused after all, none."""
    try:
        await _fetch_pages(copy, described)
    except RefusedError as error:
        await staging.forget(copy.database, copy.org.name, described.name)
        copy.findings.notice(described.name, None, f"left empty, for the org refuses: {error.message}")


async def _fetch_pages(copy: _Copy, described: ObjectType) -> None:
    name = copy.org.name
    last = await staging.last_page(copy.database, name, described.name)
    if last is not None and not last[1]:
        return
    job, locator = last or ("", "")
    found = fetching.pages(
        copy.client, copy.soql(described), deleted=copy.only_changes, job=job, locator=locator
    )
    while (page := await asyncio.to_thread(next, found, None)) is not None:
        if not page.text and job:
            await staging.forget(copy.database, name, described.name)
            await _fetch_pages(copy, described)
            return
        await staging.add_page(copy.database, name, described.name, page.text, page.job, page.locator)


async def _load(copy: _Copy, findings: Findings) -> dict[str, Loaded]:
    loaded: dict[str, Loaded] = {}
    async with copy.database.transaction() as connection:
        await connection.execute("SET LOCAL statement_timeout = 0")
        if copy.only_changes:
            assert copy.known is not None
            place = copy.known.pg_schema
            await store.save_org(connection, replace(copy.org, pg_schema=place))
            for described in copy.org.schema:
                loaded[described.name] = await apply_changes(
                    connection, copy.org.name, place, described, copy.org.timezone, findings
                )
        else:
            loaded = await _load_all(connection, copy, findings)
        if findings.problem_count:
            raise psycopg.Rollback
        marks = {name: each.mark for name, each in loaded.items() if each.mark}
        await staging.finish(connection, copy.org.name, marks)
    return loaded


async def _load_all(connection: Connection, copy: _Copy, findings: Findings) -> dict[str, Loaded]:
    schema = copy.org.schema
    pg_schema = await store.new_pg_schema(connection, copy.org.name)
    await store.create_tables(connection, pg_schema, schema)
    loaded = {
        each.name: await fill_table(connection, copy.org.name, pg_schema, each, copy.org.timezone, findings)
        for each in schema
    }
    highest = max((each.highest_serial for each in loaded.values()), default=0)
    await store.reserve_serials(connection, pg_schema, highest)
    await store.reserve_numbers(connection, pg_schema, schema)
    schema = await without_broken_keys(connection, pg_schema, schema, findings)
    await store.create_indexes(connection, pg_schema, schema)
    await store.analyze(connection, pg_schema, schema)
    org = replace(copy.org, schema=schema, pg_schema=pg_schema)
    if replaced := await store.save_org(connection, org):
        await store.drop_tables(connection, replaced)
    await refill(connection, org, datetime.now(UTC))
    return loaded
