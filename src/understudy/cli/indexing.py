"""The bar that is shown while words are indexed: after an import, or before the first search of an object."""

from collections.abc import Generator
from contextlib import contextmanager

from rich.progress import TaskID

from understudy.app import App
from understudy.cli.console import errors, progress
from understudy.org.store import load_org
from understudy.soql.sosl.building import Progress, ensure_indexes

__all__ = ["index_progress", "index_words"]


async def index_words(app: App, org: str) -> None:
    """Index the words of an org's records, so that the first search need not."""
    with index_progress() as tell:
        await ensure_indexes(app.database, await load_org(app.database, org), tell)


@contextmanager
def index_progress() -> Generator[Progress]:
    """What to tell how far an index is; an object's bar comes when it begins."""
    with progress(errors) as bars:
        shown: dict[str, TaskID] = {}

        def tell(name: str, done: int, total: int) -> None:
            if name not in shown:
                shown[name] = bars.add_task(f"indexing the words of {name}", total=None)
            bars.update(shown[name], completed=done, total=total or None)

        yield tell
