"""Attempts to have something done that nobody agreed to: each puts a refund before a boss, and then cheats.

An attempt says whether it was refused, and whether the refund, the changes and the writes are as they should.
"""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from understudy.agents.acting import act
from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.writing import UPDATE_RECORD, UpdateArguments
from understudy.agents.approvals.approval import Approval, seal_of
from understudy.agents.approvals.deciding import approve, decline
from understudy.agents.approvals.desk import Desk
from understudy.agents.approvals.requesting import Request, put_before
from understudy.agents.approvals.store import approvals_of_session, read_approval
from understudy.agents.spec import AgentSpec
from understudy.app import ACTIONS
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.documents import read_text_document
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import RecordId, new_record_id
from understudy.org.definitions.library import Library
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.object_access import EVERYTHING
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Actor, Customer, Employee, System
from understudy.org.records import Origin, Write, create, delete, list_changes, update
from understudy.soql.run import run
from understudy.soql.validate import ROW_RULES
from understudy.trust.policy.company import CompanyPolicy, compile_policy
from understudy.trust.policy.document import Declared, PolicyDocument
from understudy.trust.provenance.seen import Seen

_T = FieldType
NOW = datetime(2026, 6, 3, 12, tzinfo=UTC)
SCHEMA = Schema(
    (
        ObjectType(
            "User",
            "User",
            "Users",
            "005",
            (Field("Name", "Name", _T.STRING), Field("Profile__c", "Profile", _T.STRING)),
            "Name",
        ),
        ObjectType(
            "Refund__c",
            "Refund",
            "Refunds",
            "a01",
            (
                Field("Name", "Name", _T.STRING),
                Field("Amount__c", "Amount", _T.CURRENCY),
                Field("Note__c", "Note", _T.STRING),
            ),
            "Name",
        ),
    )
)
ROWS = {
    "User": [
        {"Name": "Ada Asks", "Profile__c": "staff"},
        {"Name": "Bo Boss", "Profile__c": "boss"},
        {"Name": "Cy Chief", "Profile__c": "boss"},
        {"Name": "Di Desk", "Profile__c": "staff"},
    ]
}
ACCESS = AccessPolicy(
    profiles={"staff": {"*": EVERYTHING}, "boss": {"*": EVERYTHING}}, default_profile="staff"
)
POLICY = """
rules:
  - {name: reading, when: {effect: reads}, then: run}
  - name: refunds
    when: {object: Refund__c, values: {Amount__c: {over: 100}}}
    then: approve
    by: {profile: boss}
    within: 4 hours
  - {name: rest, then: approve}
"""
SPEC = AgentSpec.model_validate(
    {
        "name": "refunds",
        "label": "Refunds",
        "job": "Changes refunds.",
        "audience": "employees",
        "topics": [{"name": "change", "when": "A refund is to be changed.", "actions": ["update_record"]}],
    }
)
_OPERATOR = System("a test")


def _user(serial: int, profile: str) -> Employee:
    return Employee(new_record_id("005", serial), profile)


ASKER, BOSS, CHIEF, OTHER = _user(1, "staff"), _user(2, "boss"), _user(3, "boss"), _user(4, "staff")
REFUSED = (InputError, NotPermittedError)


def policy(text: str = POLICY) -> CompanyPolicy:
    """The policy of that text."""
    document = read_text_document(text, PolicyDocument, source="policy.yaml")
    return compile_policy(Declared(document, ("",) * len(document.rules), ""), ACCESS.people)


@dataclass
class Try:
    """One refund that waits for a boss, and what is there to cheat with."""

    database: Database
    org: Org
    elsewhere: Org
    draw: random.Random
    record: RecordId = field(default=RecordId(""))
    approval: Approval = field(init=False)

    def desk(self, later: timedelta = timedelta(), text: str = POLICY, org: Org | None = None) -> Desk:
        moment = Moment(NOW + later, self.org.timezone)
        specs = {SPEC.name: SPEC}.get
        place = org or self.org
        encoder: Any = None
        return Desk(self.database, place, Library(), encoder, ACTIONS, policy(text), specs, moment)

    async def begin(self) -> None:
        """A refund of 10, which the asker wants to be a larger one."""
        self.record = await self.new_refund()
        amount = self.draw.randint(101, 9_999)
        context = ActionContext(
            self.database,
            self.org,
            Library(),
            ASKER,
            Moment(NOW, self.org.timezone),
            self.desk().encoder,
            origin=Origin(SPEC.name, f"session-{self.record}", 1),
            policy=policy().of_agent(()),
        )
        arguments = UpdateArguments(id=self.record, values={"Amount__c": amount})
        waits = await act(UPDATE_RECORD, arguments, context, Seen())
        assert isinstance(waits, Request)
        await put_before(context, [waits], f"make it {amount}")
        session = context.origin.session_id if context.origin else ""
        [self.approval] = await approvals_of_session(self.database, self.org.name, session)

    async def new_refund(self) -> RecordId:
        return await create(self.write(), "Refund__c", {"Name": "A refund", "Amount__c": 10})

    def write(self, later: timedelta = timedelta()) -> Write:
        return Write(self.database, self.org, _OPERATOR, NOW + later, ROW_RULES)

    async def tamper(self, path: str, value: object) -> None:
        """Change what is kept, behind everybody's back."""
        await self.database.execute(
            "UPDATE understudy.approval SET body = jsonb_set(body, %s::text[], %s::jsonb)"
            " WHERE org = %s AND id = %s",
            (path.split("."), json.dumps(value), self.org.name, self.approval.id),
        )

    async def refused(self, actor: Actor = BOSS, seal: str | None = None, desk: Desk | None = None) -> bool:
        """Whether a yes has no effect, and says so."""
        given = self.approval.seal if seal is None else seal
        try:
            ended = await approve(desk or self.desk(), actor, self.approval.id, given)
        except REFUSED as error:
            return bool(error.message)
        return ended.state == "failed" and bool(ended.decided and ended.decided.told)

    async def state(self) -> tuple[object, ...]:
        """All that a write would leave behind."""
        query = f"SELECT Amount__c, Note__c, SystemModstamp FROM Refund__c WHERE Id = '{self.record}'"
        found = await run(self.database, self.org, query, _OPERATOR, Moment(NOW, self.org.timezone))
        changes = await list_changes(self.database, self.org, most=1)
        count = await self.database.fetch_one(
            "SELECT count(*) FROM understudy.write WHERE org = %s", (self.org.name,)
        )
        return (*(tuple(row.values()) for row in found.rows), changes[:1], count)


Cheat = Callable[[Try], Awaitable[bool]]


async def other_arguments(it: Try) -> bool:
    await it.tamper("proposal.values.Amount__c", it.draw.randint(10_000, 99_999))
    return await it.refused()


async def other_arguments_and_seal(it: Try) -> bool:
    values = {"Amount__c": it.draw.randint(10_000, 99_999)}
    changed = replace(it.approval, proposal=replace(it.approval.proposal, values=values))
    return await it.refused(seal=seal_of(changed))


async def another_field(it: Try) -> bool:
    await it.tamper("proposal.values", {"Note__c": "paid"})
    return await it.refused()


async def another_record(it: Try) -> bool:
    other = await it.new_refund()
    before = await it.state()
    await it.tamper("proposal.record_id", other)
    return await it.refused() and await it.state() == before


async def a_changed_record(it: Try) -> bool:
    await update(it.write(timedelta(minutes=1)), it.record, {"Note__c": "changed"}, expected=None)
    before = await it.state()
    return await it.refused() and await it.state() == before


async def a_changed_record_as_if_read_anew(it: Try) -> bool:
    stamp = await update(it.write(timedelta(minutes=1)), it.record, {"Note__c": "changed"}, expected=None)
    before = await it.state()
    await it.tamper("proposal.expected", stamp.isoformat())
    return await it.refused() and await it.state() == before


async def a_deleted_record(it: Try) -> bool:
    await delete(it.write(timedelta(minutes=1)), it.record)
    before = await it.state()
    return await it.refused() and await it.state() == before


async def replayed(it: Try) -> bool:
    await approve(it.desk(), BOSS, it.approval.id, it.approval.seal)
    before = await it.state()
    again = [await it.refused(actor) for actor in (BOSS, CHIEF, _OPERATOR)]
    later = await it.refused(desk=it.desk(timedelta(hours=1)))
    return all(again) and later and await it.state() == before


async def declined_before(it: Try) -> bool:
    await decline(it.desk(), CHIEF, it.approval.id, it.approval.seal)
    return await it.refused()


async def expired(it: Try) -> bool:
    return await it.refused(desk=it.desk(timedelta(hours=4, seconds=it.draw.randint(1, 99_999))))


async def expired_with_a_later_deadline(it: Try) -> bool:
    late = (NOW + timedelta(days=9)).isoformat()
    await it.tamper("due_at", late)
    await it.tamper("last_at", late)
    return await it.refused(desk=it.desk(timedelta(days=1)))


async def another_user(it: Try) -> bool:
    contact = Customer(new_record_id("003", it.draw.randint(1, 99)), None)
    return await it.refused(it.draw.choice([ASKER, OTHER, contact, replace(ASKER, profile="boss")]))


async def another_user_made_the_assignee(it: Try) -> bool:
    await it.tamper("assignee", {"kind": "user", "id": OTHER.user_id, "shown": "Di Desk"})
    return await it.refused(OTHER)


async def for_another_user(it: Try) -> bool:
    await it.tamper("asked_by", {"kind": "system", "id": "the operator", "name": "the operator"})
    return await it.refused()


async def another_org(it: Try) -> bool:
    return await it.refused(desk=it.desk(org=it.elsewhere))


async def copied_to_another_org(it: Try) -> bool:
    await it.database.execute(
        "INSERT INTO understudy.approval"
        " (org, id, body, digest, session_id, turn, asked_at, last_at, state)"
        " SELECT %s, id, body, digest, session_id, turn, asked_at, last_at, state FROM understudy.approval"
        " WHERE org = %s AND id = %s",
        (it.elsewhere.name, it.org.name, it.approval.id),
    )
    return await it.refused(desk=it.desk(org=it.elsewhere))


async def a_changed_policy(it: Try) -> bool:
    now = it.draw.choice(
        [
            POLICY.replace("profile: boss", "user: Cy Chief"),
            POLICY.replace("within: 4 hours", "within: 2 hours"),
            POLICY.replace("over: 100", "over: 99999"),
            POLICY.replace("then: approve\n    by: {profile: boss}\n    within: 4 hours", "then: run"),
            POLICY.replace(
                "then: approve\n    by: {profile: boss}\n    within: 4 hours",
                "then: deny\n    because: closed",
            ),
        ]
    )
    return await it.refused(desk=it.desk(text=now))


async def the_seal_of_something_else(it: Try) -> bool:
    other = Try(it.database, it.org, it.elsewhere, it.draw)
    await other.begin()
    seals = [other.approval.seal, "", it.approval.seal[:-1], it.approval.proposal.digest]
    before = await it.state()
    return await it.refused(seal=it.draw.choice(seals)) and await it.state() == before


async def an_agent_that_may_not_any_more(it: Try) -> bool:
    desk = it.draw.choice(
        [replace(it.desk(), spec_of=lambda _: None), replace(it.desk(), spec_of=lambda _: _READER)]
    )
    return await it.refused(desk=desk)


async def two_at_once(it: Try) -> bool:
    """One of them is a yes like any other; the second has no effect, and nothing is written twice."""
    actors = it.draw.sample([BOSS, CHIEF, _OPERATOR], 2)
    refused = await asyncio.gather(*(it.refused(actor) for actor in actors))
    kept = await read_approval(it.database, it.org.name, it.approval.id)
    assert kept
    assert kept.decided
    mine = [each for each in await list_changes(it.database, it.org, record_id=it.record) if each.operation]
    return sorted(refused) == [False, True] and kept.state == "done" and len(mine) == 1


_READER = AgentSpec.model_validate(
    SPEC.model_dump(mode="json", exclude_unset=True)
    | {"topics": [{"name": "look", "when": "One looks.", "actions": ["get_record"]}]}
)
LEAVES_ITS_MARK = frozenset(
    {replayed, two_at_once, a_changed_record, a_changed_record_as_if_read_anew, a_deleted_record}
    | {another_record, the_seal_of_something_else}
)
"""Cheats that write something that may be written; they see themselves that nothing else is."""
CHEATS: tuple[Cheat, ...] = (
    other_arguments,
    other_arguments_and_seal,
    another_field,
    another_record,
    a_changed_record,
    a_changed_record_as_if_read_anew,
    a_deleted_record,
    replayed,
    declined_before,
    expired,
    expired_with_a_later_deadline,
    another_user,
    another_user_made_the_assignee,
    for_another_user,
    another_org,
    copied_to_another_org,
    a_changed_policy,
    the_seal_of_something_else,
    an_agent_that_may_not_any_more,
    two_at_once,
)
