"""Whatever is changed after it was shown, nothing is done that nobody agreed to, and nothing twice.

A sample runs here; `pytest tests/agents/approvals/test_tries.py --approval-tries 1000` makes a thousand.
"""

import random
from collections import Counter

import pytest
from tests.agents.approvals.tries import ACCESS, BOSS, CHEATS, LEAVES_ITS_MARK, ROWS, SCHEMA, Try
from tests.conftest import MakeOrg

from understudy.kit.db import Database
from understudy.org.orgs import Org


@pytest.fixture(scope="module")
async def orgs(lasting_org: MakeOrg) -> tuple[Org, Org]:
    return await lasting_org(SCHEMA, ROWS, access=ACCESS), await lasting_org(SCHEMA, ROWS, access=ACCESS)


async def test_every_try_is_refused_and_writes_nothing(
    orgs: tuple[Org, Org], database: Database, request: pytest.FixtureRequest
) -> None:
    tries = int(str(request.config.getoption("approval_tries")))
    failed: Counter[str] = Counter()
    for seed in range(tries):
        cheat, it = CHEATS[seed % len(CHEATS)], Try(database, *orgs, random.Random(seed))
        await it.begin()
        before = await it.state()
        refused = await cheat(it)
        kept = cheat in LEAVES_ITS_MARK or await it.state() == before
        if not (refused and kept):
            failed[cheat.__name__] += 1
    assert failed == {}


async def test_what_nobody_tampers_with_is_done(orgs: tuple[Org, Org], database: Database) -> None:
    """Else the tries would be refused for any reason."""
    it = Try(database, *orgs, random.Random(1))
    await it.begin()
    before = await it.state()
    assert not await it.refused(BOSS)
    assert await it.state() != before
