"""`understudy knowledge benchmark`: how well the index finds what it should, on a public test collection."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import TaskID

from understudy.app import open_app
from understudy.cli.console import command, console, progress, table
from understudy.knowledge.index.benchmark import Measured, measure
from understudy.knowledge.index.collection import read_collection

__all__ = ["benchmark"]


@command
async def benchmark(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="With corpus.jsonl, queries.jsonl and qrels/*.tsv, as BEIR's."),
    ],
    split: Annotated[str | None, typer.Option(help="The judgements in qrels/SPLIT.tsv alone.")] = None,
    embedding: Annotated[
        bool, typer.Option("--embedding/--no-embedding", help="Whether meaning counts, or words alone.")
    ] = True,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Where to write the result as JSON.")
    ] = None,
) -> None:
    """Index a test collection beside everything else, ask its queries, measure, and remove it again."""
    collection = read_collection(folder, split)
    async with open_app() as app:
        with progress() as bars:
            tasks: dict[str, TaskID] = {}

            def tell(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what)
                bars.update(tasks[what], completed=done, total=total)

            measured = await measure(
                app.database, app.encoder, collection, embedding=embedding, progress=tell
            )
    if json_file:
        json_file.write_text(json.dumps(asdict(measured), indent=2) + "\n", encoding="utf-8")
    _print(measured)


def _print(measured: Measured) -> None:
    sizes = (measured.documents, measured.passages, measured.queries)
    times = (measured.ms_per_query_p50, measured.ms_per_query_p95)
    made = table("measure", "value")
    made.add_row("documents, passages, queries", ", ".join(f"{size:,}" for size in sizes))
    made.add_row("nDCG@10", f"{measured.ndcg_at_10:.4f}")
    made.add_row("recall@10", f"{measured.recall_at_10:.4f}")
    made.add_row("recall@100", f"{measured.recall_at_100:.4f}")
    made.add_row("MRR@10", f"{measured.mrr_at_10:.4f}")
    made.add_row("ms per query, p50 and p95", " and ".join(f"{each:.1f}" for each in times))
    made.add_row("passages per second", f"{measured.passages_per_second:,.0f}")
    console.print(made)
