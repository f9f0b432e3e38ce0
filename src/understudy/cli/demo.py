"""`understudy demo`: build the demo company, check the agents, ask eight questions and show the answers."""

import time
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.markup import escape

from understudy.agents.spec import agent_names
from understudy.app import App, open_app
from understudy.cli.console import command, console
from understudy.cli.talk import print_turn, who_asks
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, turn
from understudy.kit.clock import FixedClock
from understudy.knowledge.index import index_articles
from understudy.org.demo import DEMO_NOW, DEMO_TODAY, generate_demo
from understudy.org.demo.company import COMPANY
from understudy.org.demo.load import DEMO_NAME, load_demo
from understudy.org.store import list_orgs, use_org

__all__ = ["CUSTOMER", "demo", "ensure_demo"]


@dataclass(frozen=True, slots=True)
class _Question:
    """One of the eight: what it shows, which agent is asked, by whom, and what."""

    shows: str
    agent: str
    text: str
    who: str | None = None


CUSTOMER = "maria.okafor@harborlightnursery.example"

QUESTIONS = (
    _Question(
        "a ranking with a threshold",
        "analyst",
        "Which support agent had the shortest handle time over the last two quarters, among those who "
        "handled at least 20 cases?",
    ),
    _Question(
        "a trend",
        "analyst",
        "Was there a month this year with far more cases for the Tally Water Controller than the others?",
    ),
    _Question("a comparison", "analyst", "In which state were cases resolved fastest in 2026?"),
    _Question("a routing policy", "sales", "Which rep should take a new lead from Ohio?"),
    _Question(
        "a list with conditions", "sales", "Show me the three largest opportunities in the negotiation stage."
    ),
    _Question("an ambiguous name", "analyst", "How many cases did Harbor open this year?"),
    _Question(
        "a customer asks for what is not theirs",
        "service",
        "Who is your best selling agent this year?",
        CUSTOMER,
    ),
    _Question("nothing here can know", "analyst", "What will the weather be like in Madison tomorrow?"),
)


@command
async def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Build the demo company anew.")] = False,
) -> None:
    """Build the demo company, check the agents and ask eight questions of different kinds."""
    started = time.perf_counter()
    async with open_app(clock=FixedClock(DEMO_NOW)) as app:
        await ensure_demo(app, fresh=fresh)
        stage = await app.stage(DEMO_NAME)
        names = agent_names(app.settings.agents_dir)
        specs = {name: app.agent(name) for name in names}
        await app.warm(stage, *specs.values())
        console.print(f"agents checked: {', '.join(specs)}")
        console.print(
            f"ready after {time.perf_counter() - started:.1f} s; today is {DEMO_TODAY} at {COMPANY}\n"
        )
        for number, question in enumerate(QUESTIONS, 1):
            await _ask(app, stage, number, question)
    _say_what_next()


async def ensure_demo(app: App, *, fresh: bool) -> None:
    """Make the demo company the current org; build it if it is not there."""
    known = {entry.name for entry in await list_orgs(app.database)}
    if DEMO_NAME in known and not fresh:
        await use_org(app.database, DEMO_NAME)
        return
    with console.status("building the demo company"):
        made = generate_demo()
        org = await load_demo(app.database, made)
        articles = await index_articles(app.database, org, app.encoder)
    records = sum(len(rows) for rows in made.rows.values())
    told = f"{records:,} records of {len(made.rows)} objects in PostgreSQL"
    console.print(f"{COMPANY}: {told}, {articles.documents} articles to answer from", soft_wrap=True)


async def _ask(app: App, stage: Stage, number: int, question: _Question) -> None:
    spec = app.agent(question.agent)
    actor = await who_asks(app, stage, spec, question.who)
    asker = f", asked by {question.who}" if question.who else ""
    console.print(f"[bold]{number}. {escape(question.text)}[/]")
    console.print(f"  [dim]{question.shows}; agent {spec.name}{asker}[/]")
    session = new_session(spec.name, actor, "terminal")
    print_turn(await turn(stage, spec, session, question.text, app.moment(stage.org)), steps=True)
    console.print()


def _say_what_next() -> None:
    console.print("Now you:")
    for line in (
        f'understudy ask analyst "Which product had the most cases last quarter?" --date {DEMO_TODAY}',
        f"understudy chat service --as {CUSTOMER}",
        'understudy org query "SELECT Name, ShippingState FROM Account LIMIT 5"',
        "understudy org import PATH    # your own org: SQLite, CSV or Parquet",
    ):
        console.print(f"  [cyan].venv/bin/{line}[/]", soft_wrap=True)
