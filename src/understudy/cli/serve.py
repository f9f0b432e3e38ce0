"""`understudy serve`: the agents in the browser and over HTTP."""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Annotated

import psycopg
import typer
import uvicorn

from understudy.agents.spec import agent_names
from understudy.app import App, open_app
from understudy.channels.admission.openid import OpenId
from understudy.channels.admission.proxies import Network
from understudy.channels.admission.roles import RoleForm, Roles, RolesForm
from understudy.channels.salesforce_rest.bulk import jobs
from understudy.channels.salesforce_rest.bulk.worker import work
from understudy.channels.server import make_server
from understudy.channels.service import DemoPerson, Service
from understudy.cli.company import CUSTOMER, ensure_demo
from understudy.cli.console import command, console
from understudy.cli.evals.running import suites_folder
from understudy.kit.clock import FixedClock
from understudy.kit.errors import InputError, ServiceError
from understudy.observe.expiring import expire_conversations
from understudy.observe.stages.live import Place, judge_turns
from understudy.org.demo import DEMO_NOW
from understudy.org.demo.load import DEMO_NAME
from understudy.org.permissions import Employee
from understudy.org.recycled import expire
from understudy.org.users import find_actor

__all__ = ["HERE", "demo_service", "listen", "serve", "serve_until_stopped", "served", "service_of"]

_LOG = logging.getLogger(__name__)
HERE = "127.0.0.1"
LOCAL = (HERE, "localhost")
_GRACE_S = 10
_IDLE_S = 75
_TIDY_EVERY_S = 3600
_LOOKED_BACK, _MOST_JUDGED = timedelta(days=7), 200
DEMO_PEOPLE = (
    ("Rosalind Achebe", "Rosalind Achebe", "Managing Director, sees everything"),
    ("Caroline Mbatha", "Caroline Mbatha", "Support agent, sees no leads"),
    ("Delia Ortiz", "Delia Ortiz", "Sales, sees her own pipeline"),
    (CUSTOMER, "Maria Okafor", "Customer, sees her own orders and cases"),
)

_DIRECTOR = RoleForm(user=("rosalind.achebe@marrowandvine.example",))
DEMO_ROLES = Roles.of_form(RolesForm(admin=_DIRECTOR, builder=_DIRECTOR, reviewer=_DIRECTOR))


@command
async def serve(
    host: Annotated[str, typer.Option(help="The address to listen at.")] = HERE,
    port: Annotated[int, typer.Option(help="The port to listen at; 0 takes a free one.")] = 8000,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="The demo company, where a visitor needs no key; this machine only."),
    ] = False,
) -> None:
    """Serve the agents: a chat page, an API, OpenAI's API and Salesforce's. Ctrl-C ends it."""
    if demo and host not in LOCAL:
        raise InputError(
            f"the demo lets everybody in, so it is not served at {host!r}", hint="leave --host out"
        )
    with listen(host, port) as listening:
        async with open_app(clock=FixedClock(DEMO_NOW) if demo else None) as app:
            if demo:
                await ensure_demo(app, fresh=False)
            service = await (demo_service(app) if demo else service_of(app))
            tidying = asyncio.create_task(_tidy(app, service))
            try:
                await serve_until_stopped(
                    service,
                    listening,
                    lambda url: _announce(service, url),
                    app.settings.doors.trusted_proxies,
                )
            finally:
                tidying.cancel()
                await asyncio.wait([tidying])


async def _tidy(app: App, service: Service) -> None:
    """Let go, from time to time, of what has lain here long enough: deleted records, bulk jobs; and tell at
    which stage the answers of the last while were lost.
    """
    org = service.stage.org
    played = Place(app.database, org, service.stage.encoder, tuple(service.agents.values()))
    while True:
        try:
            await expire(app.database, org, app.moment(org).now, app.settings.bin_days)
            await jobs.expire(app.database)
            if app.settings.keep_days:
                oldest = app.clock.now() - timedelta(days=app.settings.keep_days)
                await expire_conversations(app.database, app.audit, oldest)
            await judge_turns(played, app.clock.now() - _LOOKED_BACK, most=_MOST_JUDGED)
        except (ServiceError, psycopg.Error) as error:
            _LOG.warning("tidying waits for the database: %s", error)
        except Exception:  # noqa: BLE001 - what went wrong once is tried again later
            _LOG.exception("tidying goes on after an unexpected error")
        await asyncio.sleep(_TIDY_EVERY_S)


def _announce(service: Service, url: str) -> None:
    heard = [name for name, spec in service.agents.items() if {"web_chat", "rest"} & set(spec.channels)]
    console.print(f"serving url={url} org={service.stage.org.name} agents={','.join(heard)}", soft_wrap=True)
    for name in service.agents.keys() - heard:
        console.print(f"not served: {name}, whose file lists neither web_chat nor rest among its channels")
    how = "choose a person" if service.demo_people else "make a key: understudy key new --as WHO"
    console.print(f"to log in, open the page and {how}", soft_wrap=True)


async def service_of(app: App, org_name: str | None = None, people: tuple[DemoPerson, ...] = ()) -> Service:
    """The current or named org with all agents, warmed."""
    stage = await app.stage(org_name)
    agents = {name: app.agent(name) for name in agent_names(app.settings.agents_dir)}
    await app.warm(stage, *agents.values())
    given = app.settings.doors.roles_file
    roles = DEMO_ROLES if people else Roles.read(given) if given else Roles()
    roles.check(stage.org)
    named = app.settings.doors.oidc
    openid = OpenId(named) if named and not people else None
    suites = suites_folder(app.settings)
    return Service(stage, agents, lambda: app.moment(stage.org), people, roles, openid=openid, suites=suites)


async def demo_service(app: App) -> Service:
    """The demo company, with people to be."""
    stage = await app.stage(DEMO_NAME)
    people: list[DemoPerson] = []
    for known_as, name, caption in DEMO_PEOPLE:
        actor = await find_actor(app.database, stage.org, known_as)
        record_id = actor.user_id if isinstance(actor, Employee) else actor.contact_id
        people.append(DemoPerson(record_id, name, caption))
    return await service_of(app, DEMO_NAME, tuple(people))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there; at any free port when it is 0.

    Raises:
        InputError: somebody else listens there, or there is no such address.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise InputError(
            f"cannot listen at {host}, port {port}: {error.strerror}",
            hint="choose another with --port; 0 takes a free one",
        ) from error


class _Server(uvicorn.Server):
    """Leaves signals to the program that it is a part of."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def served(
    service: Service, listening: socket.socket, trusted_proxies: Sequence[Network] = ()
) -> AsyncGenerator[str]:
    """The service behind that socket, at the URL given, until the end; running answers are let finish."""
    config = uvicorn.Config(
        make_server(service, trusted_proxies),
        proxy_headers=False,  # the application reads them itself, and only from whom it trusts
        server_header=False,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=_IDLE_S,  # longer than a proxy keeps a connection that it may use again
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve([listening]))
    working = asyncio.create_task(work(service))
    while not (server.started or serving.done()):  # noqa: ASYNC110 - it has no event to wait for
        await asyncio.sleep(0.01)
    host, port = listening.getsockname()[:2]
    try:
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    finally:
        server.should_exit = True
        await serving
        working.cancel()
        await asyncio.wait([working])
        await service.finish(within_s=_GRACE_S)


async def serve_until_stopped(
    service: Service,
    listening: socket.socket,
    announce: Callable[[str], None],
    trusted_proxies: Sequence[Network] = (),
) -> None:
    """Serve until Ctrl-C or SIGTERM; `announce` hears the URL once it answers there."""
    # What was loaded until now lives as long as the process: let no turn wait while it is looked through.
    gc.collect()
    gc.freeze()
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)
    async with served(service, listening, trusted_proxies) as url:
        for number in signals:
            loop.add_signal_handler(number, stopped.set)
        announce(url)
        await stopped.wait()
        # From here on a second Ctrl-C ends it at once.
        for number in signals:
            loop.remove_signal_handler(number)
