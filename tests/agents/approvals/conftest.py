"""People talking with agents in a sandbox of the demo org, and colleagues who decide on what they ask for.

- `talk`: a session of Maria's, a customer, with the service agent; `selling`: one of Delia's with the sales
  agent.
- `governed(talk, rules)` has the same agent held to a policy of these rules, as YAML.
"""

from collections.abc import AsyncGenerator
from dataclasses import replace

import pytest

from understudy.agents.actions.registry import ActionContext, AnyAction
from understudy.agents.approvals.desk import Desk
from understudy.agents.outcome import Outcome
from understudy.agents.spec import AgentSpec
from understudy.app import App
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, turn
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.documents import read_text_document
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import Actor, Employee, System
from understudy.org.users import find_actor
from understudy.soql.run import run
from understudy.trust.policy.company import compile_policy
from understudy.trust.policy.document import Declared, PolicyDocument

NEW = "SELECT Subject FROM Case WHERE Contact.Name = 'Maria Okafor' AND CreatedDate = TODAY"


class Talk:
    """One session of Maria's with the service agent, in a sandbox of the demo org."""

    def __init__(self, stage: Stage, spec: AgentSpec, actor: Actor) -> None:
        self.stage, self.spec = stage, spec
        self.moment = Moment(DEMO_NOW, stage.org.timezone, stage.org.fiscal_year_start)
        self.session = new_session(spec.name, actor, "terminal")

    async def say(self, message: str) -> Outcome:
        played = await turn(self.stage, self.spec, self.session, message, self.moment)
        self.session = played.session
        return played.outcome

    async def cases(self) -> list[str]:
        found = await run(self.stage.database, self.stage.org, NEW, System("a test"), self.moment)
        return [row["Subject"] for row in found.rows]

    def actions(self) -> dict[str, AnyAction]:
        return {name: self.stage.actions[name] for name in self.spec.actions}

    def context(self) -> ActionContext:
        stage = self.stage
        return ActionContext(
            stage.database, stage.org, stage.library, self.session.actor, self.moment, stage.encoder
        )


@pytest.fixture
async def talk(demo_app: App, demo_stage: Stage, database: Database) -> AsyncGenerator[Talk]:
    async with database.sandbox() as sandbox:
        stage = replace(demo_stage, database=sandbox)
        actor = await find_actor(sandbox, stage.org, "maria.okafor@harborlightnursery.example")
        yield Talk(stage, demo_app.agent("service"), actor)


@pytest.fixture
async def selling(demo_app: App, demo_stage: Stage, database: Database) -> AsyncGenerator[Talk]:
    """A session of Delia's, who may change her leads, with the sales agent."""
    async with database.sandbox() as sandbox:
        stage = replace(demo_stage, database=sandbox)
        actor = await find_actor(sandbox, stage.org, "Delia Ortiz")
        yield Talk(stage, demo_app.agent("sales"), actor)


async def lead_of(talk: Talk) -> tuple[str, str]:
    """A lead of the actor's that is not qualified: its id and status."""
    assert isinstance(talk.session.actor, Employee)
    query = "SELECT Id, Status FROM Lead WHERE OwnerId = :me AND Status != 'Qualified' ORDER BY Id LIMIT 1"
    binds = {"me": talk.session.actor.user_id}
    stage = talk.stage
    found = await run(stage.database, stage.org, query, talk.session.actor, talk.moment, binds=binds)
    return found.rows[0]["Id"], found.rows[0]["Status"]


async def status_of(talk: Talk, record_id: str) -> str:
    query, binds = "SELECT Status FROM Lead WHERE Id = :id", {"id": record_id}
    stage = talk.stage
    found = await run(stage.database, stage.org, query, System("a test"), talk.moment, binds=binds)
    return found.rows[0]["Status"]


def governed(talk: Talk, rules: str) -> Talk:
    """The same conversation under a policy of these rules."""
    document = read_text_document(rules, PolicyDocument, source="policy.yaml")
    declared = Declared(document, tuple("policy.yaml" for _ in document.rules), "policy.yaml")
    talk.stage = replace(talk.stage, policy=compile_policy(declared, talk.stage.org.access.people))
    return talk


def desk_of(talk: Talk, at: Moment | None = None) -> Desk:
    """Where what the conversation asked for is decided, at that moment."""
    return talk.stage.desk({talk.spec.name: talk.spec}.get, at or talk.moment)
