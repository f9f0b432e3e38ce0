"""`understudy bench crmarena-pro`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
TASKS = [
    {
        "idx": 7,
        "task": "routing",
        "query": "Which agent should get this new lead? Return only the Id of the agent.",
        "metadata": {"required": "## Lead's region: OH\n## Today's date: 2026-11-01"},
        "answer": ["never read"],
    },
    {"idx": 9, "task": "weather", "query": "Will it rain in Madison tomorrow?", "metadata": {"required": ""}},
]


def test_answers_are_written_a_line_each(cli: Cli, tmp_path: Path) -> None:
    tasks, out = tmp_path / "tasks.jsonl", tmp_path / "answers.jsonl"
    tasks.write_text("\n".join(json.dumps(task) for task in TASKS))
    ran = cli("bench", "crmarena-pro", "--tasks", str(tasks), "--out", str(out))
    assert ran.code == 0, ran.errors
    first, second = [json.loads(line) for line in out.read_text().splitlines()]
    assert first["idx"] == 7
    assert len(first["answer"]) == 1
    assert first["answer"][0].startswith("005Un")
    assert second == {"idx": 9, "answer": None}
    assert "routing 1 1 0" in ran.output
    assert "weather 1 0 1" in ran.output
    assert "all 2 1 1" in ran.output
    cli("bench", "crmarena-pro", "--tasks", str(tasks), "--out", str(tmp_path / "again.jsonl"))
    assert (tmp_path / "again.jsonl").read_text() == out.read_text()


@pytest.mark.parametrize(
    ("text", "told"),
    [("", "there is no task in"), ("{}\n", "tasks.jsonl:1: idx"), (None, "the tasks cannot be read")],
)
def test_a_wrong_file_is_refused(cli: Cli, tmp_path: Path, text: str | None, told: str) -> None:
    tasks = tmp_path / "tasks.jsonl"
    if text is not None:
        tasks.write_text(text)
    ran = cli("bench", "crmarena-pro", "--tasks", str(tasks), "--out", str(tmp_path / "out.jsonl"))
    assert ran.code == 1
    assert told in ran.errors
    assert not (tmp_path / "out.jsonl").exists()


def test_both_files_must_be_named(cli: Cli) -> None:
    ran = cli("bench", "crmarena-pro")
    assert ran.code == 2
    assert "--tasks" in ran.errors
