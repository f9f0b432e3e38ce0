"""The message as a change of what was routed before: "and from Texas?"."""

from understudy.llm.local.followup.cues import Cues
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.routing import read_policies
from understudy.llm.local.world import World
from understudy.llm.situation import RememberedFrame

__all__ = ["change_routing"]

LIKENESS = 0.85
FIT = 0.8


def change_routing(message: Message, cues: Cues, world: World, last: RememberedFrame) -> Reading | None:
    """The last routing with the inputs that the message names instead of those it had."""
    policy = next((p for p in world.policies if p.action == last.action), None)
    if policy is None or cues.is_whole or cues.refers:
        return None
    new = next(r for r in read_policies(message, world, {}) if r.definition == policy.name)
    plain = {i.name for i in policy.inputs if not i.text}
    changes = {name: value for name, value in new.arguments.items() if name in plain}
    if not changes:
        return None
    kept = {name: value for name, value in last.arguments.items() if not name.endswith("_id")}
    arguments = {**kept, **changes}
    explained = new.explained | cues.indexes
    return Reading(last.action, arguments, policy.label, explained, LIKENESS, FIT, definition=policy.name)
