"""What the reasoner makes of a message, on the demo org.

`understood("Who sold most?")` gives the `Decision`; no action runs. Keywords: `agent` (analyst), `context`,
`actor`, `me`, `memory`.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from understudy.agents.names import OrgNames
from understudy.agents.spec import load_agent
from understudy.agents.world import build_world
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.llm.local.decide import Decision
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.situation import Memory, Situation
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import Actor, System

Understood = Callable[..., Awaitable[Decision]]


@pytest.fixture(scope="session")
def understood(demo_stage: Stage) -> Understood:
    """See this file's head."""
    reasoners: dict[str, Reasoner] = {}

    async def decide(
        text: str,
        *,
        agent: str = "analyst",
        context: str = "",
        actor: Actor | None = None,
        me: str | None = None,
        memory: Memory | None = None,
    ) -> Decision:
        if agent not in reasoners:
            spec = load_agent(agent, Path("no-agents-of-its-own"))
            world = build_world(demo_stage.org, demo_stage.library, spec)
            reasoners[agent] = Reasoner(world, demo_stage.encoder)
        names = OrgNames(demo_stage.database, demo_stage.org, actor or System("a test"))
        moment = Moment(DEMO_NOW, demo_stage.org.timezone)
        decision, _ = await reasoners[agent].decide(
            text, Situation(moment, names, context, me, memory or Memory())
        )
        return decision

    return decide
