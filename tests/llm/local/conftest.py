"""What the reasoner makes of a message, on the demo org and on an invented one.

`understood("Who sold most?")` gives the `Decision`; no action runs. Keywords: `agent` (analyst), `context`,
`actor`, `me`, `memory`, `proposed`.

`marina("Which boat is the newest?")` does the same on an invented org with nothing of the demo company in it,
in which no text is nearer to one thing than to another: what it tests is rules. `marina_ids` are its records.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from understudy.agents.names import OrgNames
from understudy.agents.spec import load_agent
from understudy.agents.world import build_world
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.llm.local.decide import Decision
from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.local.world import FieldView, MeasureView, ObjectView, TopicView, World
from understudy.llm.situation import Memory, NameMatch, RememberedFrame, Situation
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import Actor, System

Understood = Callable[..., Awaitable[Decision]]
# The marina.
IDS = {
    "boat Gannet": "a01Un0000000001IAA",
    "boat Black Kite": "a01Un0000000002IAA",
    "boat Tern": "a01Un0000000003IAA",
    "berth Tern": "a02Un0000000001IAA",
    "skipper Jo Quill": "a03Un0000000001IAA",
    "skipper Ada Wave": "a03Un0000000002IAA",
    "enquiry Ada Wave": "a04Un0000000001IAA",
}


def _reference(name: str, label: str, target: str, synonyms: tuple[str, ...] = ()) -> FieldView:
    return FieldView(f"{name}__c", label, "reference", synonyms, target=target, relationship=f"{name}__r")


_CREATED = FieldView("CreatedDate", "Created", "datetime")
_PHONE = FieldView("Phone__c", "Phone", "text", ("phone number",))
SKIPPER = ObjectView(
    "Skipper__c", "Skipper", "Skippers", ("captain",), "Name",
    (FieldView("Name", "Skipper name", "text", ("name",)), _PHONE, FieldView("Licence__c", "Licence", "text"),
     _CREATED),
)  # fmt: skip
BERTH = ObjectView(
    "Berth__c", "Berth", "Berths", ("mooring",), "Name",
    (FieldView("Name", "Berth name", "text"), FieldView("Pier__c", "Pier", "text"),
     FieldView("Depth__c", "Depth", "number"), _CREATED),
)  # fmt: skip
BOAT = ObjectView(
    "Boat__c", "Boat", "Boats", ("vessel",), "Name",
    (
        FieldView("Name", "Boat name", "text", ("name",)),
        FieldView("Rig__c", "Rig", "choice", (), ("Ketch", "Sloop", "Ready to Sail")),
        FieldView("Insured__c", "Insured", "yes_no"),
        FieldView("Fee__c", "Fee", "money", ("yearly fee",)),
        FieldView("Draught__c", "Draught", "number"),
        FieldView("LaunchDate__c", "Launch date", "date", ("launched",)),
        _PHONE,
        _reference("Skipper", "Skipper", "Skipper__c"),
        _reference("Berth", "Berth", "Berth__c"),
        _CREATED,
    ),
    ways={"Skipper__c": "Skipper__r", "Berth__c": "Berth__r"},
)  # fmt: skip
REPAIR = ObjectView(
    "Repair__c", "Repair", "Repairs", ("overhaul",), "Name",
    (
        FieldView("Name", "Repair number", "text"),
        FieldView("State__c", "Status", "choice", (), ("Waiting", "In Dock", "Finished")),
        FieldView("Deadline__c", "Deadline", "date"),
        FieldView("Cost__c", "Cost", "money"),
        _reference("Boat", "Boat", "Boat__c"),
        _CREATED,
    ),
    ways={"Boat__c": "Boat__r", "Skipper__c": "Boat__r.Skipper__r", "Berth__c": "Boat__r.Berth__r"},
)  # fmt: skip
PERMIT = ObjectView(
    "Permit__c", "Permit", "Permits", (), "Name",
    (FieldView("Name", "Permit number", "text"), FieldView("Due__c", "Due date", "date"), _CREATED),
)  # fmt: skip
ENQUIRY = ObjectView(
    "Enquiry__c", "Enquiry", "Enquiries", (), "Name",
    (FieldView("Name", "Enquiry name", "text"), _PHONE, FieldView("Wish__c", "Wish", "text"), _CREATED,
     _reference("Converted", "Converted skipper", "Skipper__c")),
)  # fmt: skip
REPAIRS_DONE = MeasureView(
    "repairs_done", "repairs finished", ("repairs completed",), "How many repairs were finished.",
    "Repair__c", "repairs", "higher", (), None, None, timed=True, counts_rows=True,
    where="State__c = 'Finished'", examples=(), reach=frozenset({"Repair__c", "Boat__c", "Skipper__c"}),
    time_field="CreatedDate",
)  # fmt: skip
TOPIC = TopicView("all", "Anything.", ("measure", "find_records", "get_record", "query"), None, ())
OBJECTS = (SKIPPER, BERTH, BOAT, REPAIR, PERMIT, ENQUIRY)
WORLD = World(OBJECTS, (REPAIRS_DONE,), (), (), (TOPIC,), {})


class Deaf:
    """An encoder to which every text is the same distance from every other."""

    words = FUNCTION_WORDS

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.full((len(texts), 1), 0.5**0.5, dtype=np.float32)

    def encode_kept(self, texts: Sequence[str]) -> np.ndarray:
        return self.encode(texts)


class Register:
    """Knows the names above and no misspelt ones."""

    async def find(self, phrases: Sequence[str]) -> list[NameMatch]:
        known = [(*key.split(" ", 1), record_id) for key, record_id in IDS.items()]
        return [
            NameMatch(f"{kind.title()}__c", record_id, name, phrase)
            for phrase in phrases
            for kind, name, record_id in known
            if name.lower() == phrase.lower()
        ]

    async def similar(self, phrases: Sequence[str]) -> list[NameMatch]:
        return []


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
        proposed: RememberedFrame | None = None,
    ) -> Decision:
        if agent not in reasoners:
            spec = load_agent(agent, Path("no-agents-of-its-own"))
            world = build_world(demo_stage.org, demo_stage.library, spec)
            reasoners[agent] = Reasoner(world, demo_stage.encoder)
        names = OrgNames(demo_stage.database, demo_stage.org, actor or System("a test"))
        moment = Moment(DEMO_NOW, demo_stage.org.timezone)
        decision, _ = await reasoners[agent].decide(
            text, Situation(moment, names, context, me, memory or Memory(), proposed)
        )
        return decision

    return decide


@pytest.fixture(scope="session")
def marina() -> Understood:
    """See this file's head."""
    reasoner = Reasoner(WORLD, Deaf())

    async def decide(text: str) -> Decision:
        moment = Moment(datetime(2026, 11, 20, 17, tzinfo=UTC), ZoneInfo("UTC"))
        decision, _ = await reasoner.decide(text, Situation(moment, Register()))
        return decision

    return decide


@pytest.fixture(scope="session")
def marina_ids() -> Mapping[str, str]:
    """The marina's records: `boat Gannet`, `berth Tern`, …"""
    return IDS
