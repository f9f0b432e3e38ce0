"""Suites made of the demo org, once for all tests that look at them."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from pathlib import Path

import pytest

from understudy.agents.spec import load_agent
from understudy.conversations.turn import Stage
from understudy.evals.generate.generate import Generated, generate
from understudy.kit.clock import Moment
from understudy.org.demo import DEMO_TODAY

Make = Callable[..., Awaitable[Generated]]


@pytest.fixture(scope="session")
def noon(articles: Stage) -> Moment:
    """Noon of the demo's day, as a suite's date is taken."""
    zone = articles.org.timezone
    return Moment(datetime.combine(DEMO_TODAY, time(12), zone), zone, articles.org.fiscal_year_start)


@pytest.fixture(scope="session")
def make(articles: Stage, noon: Moment) -> Make:
    """`await make("sales", 60)` makes a suite of the demo org, the same for the same arguments."""
    made: dict[tuple[str, int, int, str | None], Generated] = {}

    async def suite(agent: str, cases: int, seed: int = 1, action: str | None = None) -> Generated:
        key = (agent, cases, seed, action)
        if key not in made:
            spec = load_agent(agent, Path("no-agents-of-its-own"))
            made[key] = await generate(articles, spec, noon, cases=cases, seed=seed, action=action)
        return made[key]

    return suite
