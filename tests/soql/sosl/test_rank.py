"""How well a record matches: whole words count, however the count is come by."""

from collections.abc import Awaitable, Callable

import pytest
from tests.soql.sosl.conftest import EVERYBODY, described, names, text

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.org.metadata import FieldType, Schema
from understudy.org.orgs import Org
from understudy.soql.sosl.run import search

SHELF = Schema((described("Note__c", "a0n", text("Name"), text("Body__c", FieldType.TEXT)),))
CASES = [
    (
        "{cat}",
        ["a cat, a cat", "a cat; catalogs and concatenation catch"],
        "parts of other words do not count",
    ),
    ("{cat OR dog}", ["one cat and one dog", "one dog and one catalog"], "nor where another word is enough"),
    (
        "{cat AND NOT cow}",
        ["cat_cat cat-cat", "cat then nothing of its"],
        "signs part words, the low line too",
    ),
    ("{café}", ["CAFÉ café cafe", "cafe and café then"], "capitals and accents do not matter"),
    ('{"red cat"}', ["red cat and red cat", "red cat, red and a cat"], "a row of words is counted as one"),
    ("{ca*}", ["cat cats catty cab", "cat dogs bird fish"], "so is a beginning"),
    ("{5550134}", ["5550134 and 5550134", "call 5550134 or then"], "numbers are words"),
]


@pytest.mark.parametrize(("find", "bodies", "why"), CASES, ids=[why for *_, why in CASES])
async def test_the_better_comes_first(
    find: str,
    bodies: list[str],
    why: str,
    small_org: Callable[..., Awaitable[Org]],
    database: Database,
    moment: Moment,
):
    del why
    # The newest comes first of equals, so the worse is newer.
    rows = [{"Name": "A note", "Body__c": body} for body in bodies]
    org = await small_org(SHELF, {"Note__c": rows})
    result = await search(database, org, f"FIND {find} RETURNING Note__c(Body__c)", EVERYBODY, moment)
    assert names(result) == {"Note__c": bodies}
