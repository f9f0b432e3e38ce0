"""`understudy knowledge benchmark`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "collection"
    (made / "qrels").mkdir(parents=True)
    rows = [
        {"_id": f"d{n}", "title": "", "text": f"The {word} is here."}
        for n, word in enumerate(["hose", "lamp"])
    ]
    (made / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (made / "queries.jsonl").write_text('{"_id": "q", "text": "hose"}\n')
    (made / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td0\t1\n")
    return made


@pytest.mark.parametrize("more", [(), ("--no-embedding",)])
def test_a_collection_is_measured(cli: Cli, folder: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    before = cli("org", "list").output
    ran = cli("knowledge", "benchmark", str(folder), "--json", str(tmp_path / "out.json"), *more)
    assert ran.code == 0, ran.errors
    assert "nDCG@10 1.0000" in ran.output
    measured = json.loads((tmp_path / "out.json").read_text())
    assert {"recall_at_10", "recall_at_100", "mrr_at_10", "ms_per_query_p95"} < measured.keys()
    assert measured["ndcg_at_10"] == 1
    assert measured["passages"] == 2
    assert cli("org", "list").output == before


def test_a_malformed_collection_is_told(cli: Cli, folder: Path) -> None:
    (folder / "queries.jsonl").write_text("nonsense\n")
    ran = cli("knowledge", "benchmark", str(folder))
    assert ran.code == 1
    assert "queries.jsonl:1: not JSON" in ran.errors
