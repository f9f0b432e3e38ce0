"""What every door needs: who asks, which agents they may use, and one turn of a session."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from weakref import WeakValueDictionary

from fastapi import Depends, Request

from understudy.agents.approvals.desk import Desk
from understudy.agents.events import Listener
from understudy.agents.spec import AgentSpec
from understudy.channels.admission.entry import Admitted, Entry
from understudy.channels.admission.keys import check_key
from understudy.channels.admission.openid import OpenId
from understudy.channels.admission.paces import Paces
from understudy.channels.admission.roles import EVERYBODY, Role, Roles
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.store import Credential, Person
from understudy.channels.problems import BusyError, SignInError, UnknownError
from understudy.conversations.session import Session
from understudy.conversations.store import TurnTakenError, load_session
from understudy.conversations.turn import Stage, Turn, check_message, turn
from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.permissions import Actor, Customer, System
from understudy.org.users import find_actor

__all__ = ["AdminCaller", "Caller", "Channel", "DemoPerson", "Service", "Serving", "TeachingCaller"]

Channel = Literal["rest", "web_chat"]
_log = logging.getLogger(__name__)
_LONG_WRITES = 4
"""Far below the connections that there are: the others are for everybody else."""


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody whom a visitor of the demo may be, without a key."""

    id: str
    name: str
    caption: str


@dataclass(frozen=True)
class Service:
    """One org and its agents, ready for turns. `demo_people` is empty but in the demo; `suites` is the folder
    of the company's own suites of test cases.

    `work_came` tells whoever works in the background that there is something to do. `long_writes` are the
    turns of those who hold a connection for as long as several requests take.
    """

    stage: Stage
    agents: Mapping[str, AgentSpec]
    moment: Callable[[], Moment]
    demo_people: tuple[DemoPerson, ...] = ()
    roles: Roles = field(default_factory=Roles)
    paces: Paces = field(default_factory=Paces)
    openid: OpenId | None = None
    suites: Path | None = None
    work_came: asyncio.Event = field(default_factory=asyncio.Event)
    _taking_turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    long_writes: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LONG_WRITES))
    _running: set[asyncio.Task[Turn]] = field(default_factory=set)

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return self.stage.database

    def desk(self) -> Desk:
        """Where what waits for approval is decided, now."""
        return self.stage.desk(self.agents.get, self.moment())

    async def actor(self, person: Person) -> Actor | None:
        """Who the person is today; None when it is nobody of this org (any more), or may not sign in."""
        if person.who is None:
            return System("the operator")
        if person.org != self.stage.org.name:
            return None
        try:
            return await find_actor(self.database, self.stage.org, person.who, signing_in=True)
        except InputError:
            return None
        except NotPermittedError as error:
            _log.warning("a key was refused: %s", error.message)
            return None

    async def let_in(
        self, request: Request, entry: Entry, shown: Credential | None, refusal: SignInError
    ) -> Admitted:
        """Who has shown this, if the route is for them. Every door comes by here.

        Raises: the refusal when it opens nothing; NotPermittedError when it does not open this route;
        TooOftenError.
        """
        actor = await self.actor(shown.person) if shown else None
        if shown is None or actor is None:
            self.paces.nobody_asks(request)
            raise refusal
        self.paces.let_in(shown.name)
        admitted = Admitted(actor, shown, self.roles.of(actor, self.stage.org.access))
        entry.admit(admitted)
        return admitted

    def agents_for(self, actor: Actor, channel: Channel) -> dict[str, AgentSpec]:
        """The agents whose audience the actor is of and that speak in this channel."""
        audience = "customers" if isinstance(actor, Customer) else "employees"
        return {
            name: spec
            for name, spec in self.agents.items()
            if spec.audience == audience and channel in spec.channels
        }

    def agent(self, actor: Actor, channel: Channel, name: str) -> AgentSpec:
        """The agent of that name.

        Raises: UnknownError when there is none for this actor and channel.
        """
        usable = self.agents_for(actor, channel)
        if name not in usable:
            known = ", ".join(usable) or "none"
            raise UnknownError(f"there is no agent {name!r} for you", hint=f"yours are: {known}")
        return usable[name]

    async def session(self, actor: Actor, session_id: str) -> Session:
        """The actor's session of that id.

        Raises: UnknownError when there is none; somebody else's is none.
        """
        found = await load_session(self.database, self.stage.org.name, session_id, actor)
        if found is None:
            raise UnknownError("there is no such session of yours")
        return found

    def check(self, session: Session, message: str, channel: Channel) -> AgentSpec:
        """The session's agent, if it may be told this.

        Raises: InputError when it may not.
        """
        spec = self.agent(session.actor, channel, session.agent)
        check_message(spec, session, message)
        return spec

    async def play(self, session: Session, message: str, channel: Channel) -> Turn:
        """One turn of a session, which runs to its end even if who asked goes away.

        Turns of one session follow each other.

        Raises: BusyError when another program has taken this turn.
        """
        return await asyncio.shield(self.begin(session, message, channel))

    def begin(
        self, session: Session, message: str, channel: Channel, listen: Listener | None = None
    ) -> asyncio.Task[Turn]:
        """The turn that `play` waits for, told while it runs."""
        playing = asyncio.create_task(self._play(session, message, channel, listen))
        self._running.add(playing)
        playing.add_done_callback(self._running.discard)
        return playing

    async def finish(self, within_s: float) -> None:
        """Wait for the turns that nobody may be waiting for any more."""
        if self._running:
            await asyncio.wait(self._running, timeout=within_s)

    async def _play(self, session: Session, message: str, channel: Channel, listen: Listener | None) -> Turn:
        spec = self.check(session, message, channel)
        async with self._taking_turns.setdefault(session.id, asyncio.Lock()):
            current = await load_session(self.database, self.stage.org.name, session.id, session.actor)
            try:
                return await turn(self.stage, spec, current or session, message, self.moment(), listen)
            except TurnTakenError as error:
                raise BusyError(error.message, hint=error.hint) from None


async def _serving(request: Request) -> Service:
    # Async, for FastAPI would send a plain function to a thread.
    return request.app.state.service


Serving = Annotated[Service, Depends(_serving)]


class ApiEntry(Entry):
    """Who asks with an API key."""

    async def __call__(self, request: Request, service: Serving) -> Actor:
        """The actor for whom the key speaks."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        shown = await check_key(service.database, key) if scheme.lower() == "bearer" else None
        refusal = SignInError(
            "no valid API key", hint="send 'Authorization: Bearer KEY'; make one with understudy key new"
        )
        return (await service.let_in(request, self, shown, refusal)).actor


Caller = Annotated[Actor, Depends(ApiEntry(EVERYBODY, Scope.CHAT))]
"""Who asks, by the API key of the request."""
AdminCaller = Annotated[Actor, Depends(ApiEntry(frozenset({Role.ADMIN}), Scope.ADMIN))]
"""The same, for what only administrators may do."""
TeachingCaller = Annotated[Actor, Depends(ApiEntry(frozenset({Role.BUILDER, Role.REVIEWER}), Scope.CHAT))]
"""The same, for what those do who say how agents should answer."""
