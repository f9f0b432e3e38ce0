"""The demo company, built where it is not there yet."""

from datetime import date

from understudy.app import App
from understudy.cli.console import console, progress
from understudy.knowledge.gate.listing import summary
from understudy.knowledge.index.indexing import index_articles
from understudy.org.demo import DEMO_TODAY, generate_demo
from understudy.org.demo.company import COMPANY
from understudy.org.demo.load import DEMO_NAME, load_demo
from understudy.org.orgs import Org
from understudy.org.store import list_orgs, load_org, use_org

__all__ = ["CUSTOMER", "ensure_demo", "today_of"]

CUSTOMER = "maria.okafor@harborlightnursery.example"


def today_of(app: App, org: Org) -> date:
    """The day that documents are checked for. The demo company's pages live on its own: else, some day, all
    of them would be out of date.
    """
    return DEMO_TODAY if org.name == DEMO_NAME else app.moment(org).today


async def ensure_demo(app: App, *, fresh: bool) -> None:
    """Make the demo company the current org; build it if it is not there."""
    known = {entry.name for entry in await list_orgs(app.database)}
    if DEMO_NAME in known and not fresh:
        await use_org(app.database, DEMO_NAME)
        await index_articles(app.database, await load_org(app.database), app.encoder, today=DEMO_TODAY)
        return
    with progress() as bars:
        writing = bars.add_task("making up the company", total=None)
        made = generate_demo()

        def wrote(loading: str, done: int, total: int) -> None:
            told = f"writing {loading}" if loading else "records"
            bars.update(writing, description=told, completed=done, total=total)

        org = await load_demo(app.database, made, wrote)
        reading = bars.add_task("articles", total=None)
        indexed = await index_articles(
            app.database,
            org,
            app.encoder,
            lambda done, total: bars.update(reading, completed=done, total=total),
            today=DEMO_TODAY,
        )
    records = sum(len(rows) for rows in made.rows.values())
    told = f"{records:,} records of {len(made.rows)} objects in PostgreSQL"
    console.print(f"{COMPANY}: {told}, {indexed.documents} articles to answer from", soft_wrap=True)
    if held := await summary(app.database, org):
        console.print(f"{held}: .venv/bin/understudy knowledge conflicts", soft_wrap=True)
