"""A text field of an object's records: each record is a document."""

import re
from collections.abc import Mapping
from typing import Any

from understudy.kit.clock import Moment, SystemClock
from understudy.kit.db import Database
from understudy.knowledge.documents import is_html
from understudy.knowledge.formats.file import File
from understudy.knowledge.front_matter import Head
from understudy.knowledge.sources.items import Fresh, Walk
from understudy.knowledge.sources.spec import RecordsSpec
from understudy.org.metadata import ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import System
from understudy.soql.run import run

__all__ = ["walk_records"]

_READER = System("to index records as documents")
_PAGE = 2_000
_PLACE = re.compile(r"\{([\w.]+)\}")


async def walk_records(database: Database, org: Org, spec: RecordsSpec) -> Walk:
    """In order of their ids; a record without a text is none. Owner and last change are the record's own.

    Raises:
        InputError: the condition or a template names a field that there is not.
    """
    described = org.schema.object(spec.object)
    assert described is not None, "the object was there when the source was remembered"
    title = spec.title or "{" + (described.name_field or "Id") + "}"
    text = spec.text or "{" + spec.field + "}"
    fields = _fields(described, spec.field, title, text)
    moment = Moment(SystemClock().now(), org.timezone, org.fiscal_year_start)
    last = ""
    while True:
        query = _query(spec, fields, last)
        rows = (await run(database, org, query, _READER, moment)).rows
        for row in rows:
            if row[spec.field]:
                yield Fresh(_file(row, title, text, spec.head))
        if len(rows) < _PAGE:
            return
        last = rows[-1]["Id"]


def _fields(described: ObjectType, field: str, *templates: str) -> list[str]:
    """The paths to read, each once."""
    own = ["Id", field, *(path for each in templates for path in _PLACE.findall(each))]
    owner = described.field("OwnerId")
    own += ["Owner.Name"] if owner is not None else []
    own += ["LastModifiedDate"] if described.field("LastModifiedDate") else []
    return list(dict.fromkeys(own))


def _query(spec: RecordsSpec, fields: list[str], last: str) -> str:
    conditions = [f"({spec.where})"] if spec.where else []
    conditions += [f"Id > '{last}'"] if last else []
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {', '.join(fields)} FROM {spec.object}{where} ORDER BY Id LIMIT {_PAGE}"  # noqa: S608


def _file(row: Mapping[str, Any], title: str, text: str, head: Head) -> File:
    changed = row.get("LastModifiedDate")
    known = Head(
        head.audience,
        " ".join(_filled(title, row).split()),
        owner=row.get("Owner.Name") or "",
        updated=changed.date() if changed else None,
    )
    body = _filled(text, row)
    ending = ".html" if is_html(body) else ".md"
    # Who writes a record does not say who reads it.
    return File(f"{row['Id']}{ending}", row["Id"], body.encode(), head.filled(known), says_for_whom=False)


def _filled(template: str, row: Mapping[str, Any]) -> str:
    return _PLACE.sub(lambda found: str(row[found[1]] if row[found[1]] is not None else ""), template)
