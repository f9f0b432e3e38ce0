"""`understudy org export`: an org's records as Parquet files."""

from pathlib import Path
from typing import Annotated

import typer

from understudy.app import open_app
from understudy.cli.console import command, console, errors, progress
from understudy.org.store import load_org
from understudy.soql.warehouse.export import export_org

__all__ = ["export"]


@command
async def export(
    folder: Annotated[
        Path, typer.Option("--parquet", help="Where to write; an earlier export of the org is replaced.")
    ],
) -> None:
    """Write all records of the current org to Parquet, a file for each object. Nothing in it is hidden."""
    async with open_app() as app:
        current = await load_org(app.database)
        with progress(errors) as bars:
            bar = bars.add_task("exporting", total=None)

            def tell(object_name: str, done: int, total: int) -> None:
                bars.update(bar, description=object_name or "exported", completed=done, total=total)

            made = await export_org(app.database, current, folder, app.moment(current), tell)
        records = sum(each.rows for each in made.objects)
        console.print(
            f"{records:,} records of {len(made.objects)} objects are in {folder}, whoever may see them",
            soft_wrap=True,
            markup=False,
        )
