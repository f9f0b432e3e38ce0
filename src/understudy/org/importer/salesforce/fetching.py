"""Pages of rows out of an org, as CSV: by Bulk API 2.0, and by queries where that cannot be. Blocking."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from understudy.org.importer.salesforce.source import reading, told_by

if TYPE_CHECKING:
    from simple_salesforce.api import Salesforce
    from simple_salesforce.bulk2 import SFBulk2Handler

__all__ = ["Fetched", "count", "pages", "refusal"]

_ROWS_AT_ONCE = 10_000
_WAIT_S = 0.1
"""Before the first look whether a job is done; the client waits ever longer between looks."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: rows with their header as CSV, and how to go on; `locator` is empty after the last."""

    text: str
    job: str
    locator: str


def pages(client: Salesforce, soql: str, *, deleted: bool, job: str, locator: str) -> Iterator[Fetched]:
    """The pages of a query from where an earlier reader stopped, or from the first.

    A page without text says that the earlier reader's job is gone. `deleted` asks for what was deleted too.

    Raises: ServiceError when the org cannot be read.
    """
    from simple_salesforce.exceptions import (
        SalesforceError,
        SalesforceMalformedRequest,
        SalesforceOperationError,
    )

    with reading():
        if job and locator:
            try:
                yield from _bulk(client, job, locator)
            except SalesforceError:
                yield Fetched("", "", "")
            return
        try:
            made = _begin(client, soql, deleted=deleted)
        except (SalesforceMalformedRequest, SalesforceOperationError):  # not for every object
            yield from _query(client, soql, deleted=deleted)
        else:
            yield from _bulk(client, made, "")


def refusal(client: Salesforce, soql: str) -> str | None:
    """Why the org does not answer the query; None when it does. Some objects want to be asked by id."""
    from simple_salesforce.exceptions import SalesforceMalformedRequest

    try:
        client.query(f"{soql} LIMIT 1")
    except SalesforceMalformedRequest as error:
        return told_by(error)
    return None


def count(client: Salesforce, name: str) -> int:
    """How many records the object has; 0 when the org does not say."""
    from simple_salesforce.exceptions import SalesforceError

    try:
        return int(client.query(f"SELECT COUNT() FROM {name}")["totalSize"])
    except SalesforceError:
        return 0


def _raw(client: Salesforce) -> Any:  # noqa: ANN401  (the client keeps its calls to itself)
    return getattr(cast("SFBulk2Handler", client.bulk2).Any, "_client")  # noqa: B009


def _begin(client: Salesforce, soql: str, *, deleted: bool) -> str:
    from simple_salesforce.bulk2 import Operation

    raw = _raw(client)
    job = str(raw.create_job(Operation.query_all if deleted else Operation.query, soql)["id"])
    raw.wait_for_job(job, True, _WAIT_S)
    return job


def _bulk(client: Salesforce, job: str, locator: str) -> Iterator[Fetched]:
    raw = _raw(client)
    while True:
        found = raw.get_query_results(job, locator, _ROWS_AT_ONCE)
        locator = found["locator"]
        yield Fetched(found["records"], job, locator)
        if not locator:
            return


def _query(client: Salesforce, soql: str, *, deleted: bool) -> Iterator[Fetched]:
    """The same by queries, kept only when all is read."""
    names = [name.strip() for name in soql.removeprefix("SELECT ").partition(" FROM ")[0].split(",")]
    rows = client.query_all_iter(soql, include_deleted=deleted)
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\n")
    written.writerow(names)
    for row in rows:
        written.writerow(_cells(row, names))
    yield Fetched(text.getvalue(), "", "")


def _cells(row: dict[str, Any], names: Sequence[str]) -> list[str]:
    values = [row.get(name) for name in names]
    return ["" if value is None else str(value) for value in values]
