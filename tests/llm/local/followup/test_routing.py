"""What was routed before is routed with other inputs."""

from collections.abc import Awaitable, Callable

from understudy.llm.local.decide import Decision
from understudy.llm.situation import Memory, RememberedFrame

Understood = Callable[..., Awaitable[Decision]]


async def test_another_region(understood: Understood) -> None:
    memory = Memory(last=RememberedFrame("route_lead", {"region": "OH"}))
    decision = await understood("and from Texas?", memory=memory)
    assert decision.reading is not None
    assert (decision.reading.action, decision.reading.arguments) == ("route_lead", {"region": "TX"})


async def test_nothing_that_routing_needs_changes_nothing(understood: Understood) -> None:
    memory = Memory(last=RememberedFrame("route_lead", {"region": "OH"}))
    decision = await understood("and the biggest?", memory=memory)
    assert decision.kind != "act" or (decision.reading and decision.reading.action != "route_lead")
