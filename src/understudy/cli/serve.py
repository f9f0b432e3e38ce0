"""`understudy serve`: the agents in the browser and over HTTP."""

import socket
from collections.abc import Callable
from typing import Annotated

import typer
import uvicorn

from understudy.agents.spec import agent_names
from understudy.app import App, open_app
from understudy.channels.server import make_server
from understudy.channels.service import DemoPerson, Service
from understudy.cli.console import command, console
from understudy.cli.demo import CUSTOMER, ensure_demo
from understudy.kit.clock import FixedClock
from understudy.kit.errors import InputError
from understudy.org.demo import DEMO_NOW
from understudy.org.demo.load import DEMO_NAME
from understudy.org.permissions import Employee
from understudy.org.users import find_actor

__all__ = ["demo_service", "serve", "service_of"]

LOCAL = ("127.0.0.1", "localhost")
DEMO_PEOPLE = (
    ("Rosalind Achebe", "Rosalind Achebe", "Managing Director, sees everything"),
    ("Caroline Mbatha", "Caroline Mbatha", "Support agent, sees no leads"),
    ("Delia Ortiz", "Delia Ortiz", "Sales, sees her own pipeline"),
    (CUSTOMER, "Maria Okafor", "Customer, sees her own orders and cases"),
)


@command
async def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen at; 0 takes a free one.")] = 8000,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="The demo company, where a visitor needs no key; this machine only."),
    ] = False,
) -> None:
    """Serve the agents: a chat page, an API, and OpenAI's API. Ctrl-C ends it."""
    if demo and host not in LOCAL:
        raise InputError(
            f"the demo lets everybody in, so it is not served at {host!r}", hint="leave --host out"
        )
    async with open_app(clock=FixedClock(DEMO_NOW) if demo else None) as app:
        if demo:
            await ensure_demo(app, fresh=False)
        service = await (demo_service(app) if demo else service_of(app))
        await _run(service, host, port)


async def service_of(app: App, org_name: str | None = None, people: tuple[DemoPerson, ...] = ()) -> Service:
    """The current or named org with all agents, warmed."""
    stage = await app.stage(org_name)
    agents = {name: app.agent(name) for name in agent_names(app.settings.agents_dir)}
    await app.warm(stage, *agents.values())
    return Service(stage, agents, lambda: app.moment(stage.org), people)


async def demo_service(app: App) -> Service:
    """The demo company, with people to be."""
    stage = await app.stage(DEMO_NAME)
    people: list[DemoPerson] = []
    for known_as, name, caption in DEMO_PEOPLE:
        actor = await find_actor(app.database, stage.org, known_as)
        record_id = actor.user_id if isinstance(actor, Employee) else actor.contact_id
        people.append(DemoPerson(record_id, name, caption))
    return await service_of(app, DEMO_NAME, tuple(people))


class _Server(uvicorn.Server):
    """Says when it is there."""

    announce: Callable[[], None] = staticmethod(lambda: None)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen."""
        await super().startup(sockets)
        if self.started:
            self.announce()


async def _run(service: Service, host: str, port: int) -> None:
    config = uvicorn.Config(
        make_server(service), host, port, log_level="warning", lifespan="off", timeout_graceful_shutdown=10
    )
    server = _Server(config)

    def announce() -> None:
        names = ",".join(service.agents)
        port = server.servers[0].sockets[0].getsockname()[1]
        console.print(
            f"serving url=http://{host}:{port} org={service.stage.org.name} agents={names}", soft_wrap=True
        )
        how = "choose a person" if service.demo_people else "make a key: understudy key new --as WHO"
        console.print(f"to log in, open the page and {how}", soft_wrap=True)

    server.announce = announce
    await server.serve()
