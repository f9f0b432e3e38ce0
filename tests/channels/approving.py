"""The demo, served with a policy by which an executive agrees before a lead counts as qualified."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

from understudy.channels.service import Service
from understudy.cli.serve import HERE, listen, served
from understudy.conversations.session import new_session
from understudy.conversations.turn import Turn, turn
from understudy.kit.documents import read_text_document
from understudy.kit.ids import RecordId
from understudy.org.permissions import Employee, System
from understudy.org.records import Write, create, delete, purge
from understudy.org.users import find_actor
from understudy.soql.validate import ROW_RULES
from understudy.trust.policy.company import compile_policy
from understudy.trust.policy.document import Declared, PolicyDocument

__all__ = ["ASKER", "EXECUTIVE", "ask_for_it", "leads", "serve_approving"]

ASKER, EXECUTIVE = "Delia Ortiz", "Rosalind Achebe"
_RULES = """
rules:
  - {name: reading, when: {effect: reads}, then: run}
  - name: qualifying
    when: {object: Lead, values: {Status: {one_of: [Qualified]}}}
    then: approve
    by: {profile: executive}
    within: 2 days
    because: an executive looks at each lead before it counts as qualified
    risk: high
  - {name: rest, then: approve}
"""


def approving(service: Service) -> Service:
    """The same service under that policy."""
    document = read_text_document(_RULES, PolicyDocument, source="policy.yaml")
    declared = Declared(document, ("policy.yaml",) * len(document.rules), "policy.yaml")
    policy = compile_policy(declared, service.stage.org.access.people)
    return replace(service, stage=replace(service.stage, policy=policy))


@asynccontextmanager
async def serve_approving(service: Service) -> AsyncGenerator[str]:
    """The URL of it."""
    with listen(HERE, 0) as listening:
        async with served(approving(service), listening) as url:
            yield url


@asynccontextmanager
async def leads(service: Service) -> AsyncGenerator[RecordId]:
    """A lead of the asker's, gone at the end with all that was done about it."""
    database, org = service.database, service.stage.org
    asker = await find_actor(database, org, ASKER)
    assert isinstance(asker, Employee)
    write = Write(database, org, System("a test"), service.moment().now, ROW_RULES)
    names = {"FirstName": "Ines", "LastName": "Vidal", "Company": "Salt & Thyme"}
    values = {**names, "Email": "ines@saltandthyme.example", "Status": "New", "OwnerId": asker.user_id}
    lead = await create(write, "Lead", values)
    yield lead
    await delete(write, lead)
    await purge(write, lead)
    for table in ("approval", "change"):
        await database.execute(f"DELETE FROM understudy.{table} WHERE org = %s", (org.name,))


async def ask_for_it(service: Service, lead: RecordId) -> Turn:
    """The asker wants the lead to be qualified."""
    actor = await find_actor(service.database, service.stage.org, ASKER)
    spec, stage = service.agents["sales"], approving(service).stage
    session = new_session(spec.name, actor, "web_chat")
    message = f"Set the status of lead {lead} to Qualified"
    return await turn(stage, spec, session, message, service.moment())
