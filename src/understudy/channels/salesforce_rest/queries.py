"""SOQL: `query` and `queryAll`, page by page.

Where a reader stands is kept here, for the reader alone; the locator that the client gets only names it.
"""

import re
from dataclasses import replace
from typing import Any

from fastapi import Request

from understudy.channels.salesforce_rest import locators
from understudy.channels.salesforce_rest.asking import Asked, asked
from understudy.channels.salesforce_rest.faults import WireError
from understudy.channels.salesforce_rest.routes import Call, Reading, Routes
from understudy.channels.salesforce_rest.shapes import aggregates, records
from understudy.kit.errors import InputError, NotPermittedError, UnderstudyError
from understudy.soql.ast import Query
from understudy.soql.pages import Page, first_page, next_page
from understudy.soql.parse import parse
from understudy.soql.rules import parse_by_rules
from understudy.soql.run import compile_query

__all__ = ["malformed", "parsed", "router", "start"]

router = Routes()

MOST, LEAST = 2000, 200
_BATCH = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
_CODES = (
    ("no object", "INVALID_TYPE"),
    ("no child relationship", "INVALID_TYPE"),
    ("no field", "INVALID_FIELD"),
    ("no relationship", "INVALID_FIELD"),
)


@router.get("/query")
async def query(request: Request, call: Reading) -> dict[str, Any]:
    """The first page of an answer."""
    return await _first(request, call, "query")


@router.get("/queryAll")
async def query_all(request: Request, call: Reading) -> dict[str, Any]:
    """The first page of an answer that what was deleted is a part of."""
    return await _first(request, call, "queryAll")


@router.get("/query/{locator}")
async def query_more(locator: str, request: Request, call: Reading) -> dict[str, Any]:
    """The page that a locator leads to."""
    return await _next(request, call, "query", locator)


@router.get("/queryAll/{locator}")
async def query_all_more(locator: str, request: Request, call: Reading) -> dict[str, Any]:
    """The page that a locator leads to."""
    return await _next(request, call, "queryAll", locator)


async def _first(request: Request, call: Call, resource: str) -> dict[str, Any]:
    text = request.query_params.get("q")
    if text is None:
        raise WireError(400, "MALFORMED_QUERY", "SOQL statements must be given as the parameter q")
    wanted = asked(parsed(text, all_rows=resource == "queryAll"))
    size = _size(request)
    page = await start(call, text, wanted, size)
    return await _answer(call, resource, page, wanted, locators.Place(locators.new_id(), text, 0, size))


async def start(call: Call, text: str, wanted: Asked, size: int) -> Page:
    """The first rows of a query.

    Raises: WireError that tells where in the text the fault is.
    """
    own = replace(wanted.query, text="")
    try:
        return await first_page(call.database, call.org, own, call.actor, call.moment, size=size)
    except (InputError, NotPermittedError) as error:
        fault = error
    try:  # as it was written, to say where
        tree = replace(wanted.query, select=parse(text).select)
        compile_query(call.org, tree, call.actor, call.moment)
    except (InputError, NotPermittedError) as placed:
        fault = placed
    raise malformed(text, fault) from fault


async def _next(request: Request, call: Call, resource: str, locator: str) -> dict[str, Any]:
    place, cursor = await locators.find(call.database, call.org.name, locator)
    wanted = asked(parsed(place.soql, all_rows=resource == "queryAll"))
    size = _size(request, place.size)
    try:
        page = await next_page(call.database, call.org, cursor, call.actor, size=size)
    except InputError as error:
        raise WireError(400, "INVALID_QUERY_LOCATOR", error.message) from error
    return await _answer(call, resource, page, wanted, replace(place, size=size))


async def _answer(
    call: Call, resource: str, page: Page, wanted: Asked, place: locators.Place
) -> dict[str, Any]:
    answer: dict[str, Any] = {"totalSize": page.total, "done": page.cursor is None}
    if page.cursor is not None:
        after = replace(place, shown=place.shown + len(page.rows))
        await locators.save(call.database, call.org.name, after, page.cursor)
        answer["nextRecordsUrl"] = call.path(f"{resource}/{after.locator}")
    if wanted.aggregated:
        counts = len(page.columns) == 1 and page.columns[0].name == "count"
        return {**answer, "records": [] if counts else aggregates(page.rows)}
    return {**answer, "records": records(page.rows, wanted, call.org.schema, call.path("sobjects/"))}


def parsed(text: str, *, all_rows: bool = False) -> Query:
    """The query's tree.

    Raises: WireError when the text is no query.
    """
    try:
        tree = parse_by_rules(text, binds=False)
        if tree.all_rows:
            raise InputError("ALL ROWS belongs to Apex", hint="queryAll returns deleted records too")
    except InputError as error:
        raise malformed(text, error) from error
    return replace(tree, all_rows=all_rows) if all_rows else tree


def malformed(text: str, error: UnderstudyError) -> WireError:
    """What is wrong with a query, below the line of it where the fault is."""
    code = next((code for start, code in _CODES if error.message.startswith(start)), "MALFORMED_QUERY")
    message = f"{error.message} ({error.hint})" if error.hint else error.message
    if error.place and error.place.line and error.place.column:
        line, column = error.place.line, error.place.column
        shown = text.splitlines()[line - 1] if text.strip() else ""
        message = f"\n{shown}\n{' ' * (column - 1)}^\nERROR at Row:{line}:Column:{column}\n{message}"
    return WireError(400, code, message)


def _size(request: Request, default: int = MOST) -> int:
    wanted = _BATCH.search(request.headers.get("sforce-query-options", ""))
    return max(LEAST, min(MOST, int(wanted[1]))) if wanted else default
