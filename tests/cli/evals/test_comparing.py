"""`understudy eval runs`, `compare` and `report`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

Cli = Callable[..., Any]
SUITE = """\
name: {name}
agent: {agent}
date: 2026-11-20
cases:
  - name: right
    say: How many cases were opened in May 2026?
    expect: {{kind: reply, answers: [93]}}
  - name: found by search
    must_never: {never}
    say: Which cases mention frost?
    expect: {{kind: reply, action: search}}
"""
NARROW = """\
name: narrow
label: Narrow
job: Counts cases.
audience: employees
topics:
  - name: numbers
    when: Somebody wants a number.
    actions: [measure]
    examples: ["How many cases?"]
"""


@pytest.fixture
def runs(cli: Cli, tmp_path: Path) -> tuple[str, str]:
    """A run of the analyst, and one of an agent that cannot search, of a suite of this test's own."""
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "narrow.yaml").write_text(NARROW)
    path, numbers = tmp_path / "mine.yaml", []
    for agent in ("analyst", "narrow"):
        path.write_text(SUITE.format(name=tmp_path.name.replace("_", "-"), agent=agent, never="false"))
        assert "kept as run" in cli("eval", "run", str(path)).output
        numbers.append(json_of(cli, tmp_path)["run"])
    return str(numbers[0]), str(numbers[1])


def json_of(cli: Cli, folder: Path) -> dict[str, Any]:
    path, suite = folder / "told.json", folder.name.replace("_", "-")
    assert cli("eval", "report", "last", "--suite", suite, "--json", str(path)).code == 0
    return json.loads(path.read_text())


def test_runs_are_kept_compared_and_told(cli: Cli, tmp_path: Path, runs: tuple[str, str]) -> None:
    before, after = runs
    suite = tmp_path.name.replace("_", "-")
    listed = cli("eval", "runs", "--suite", suite).output
    assert set(runs) <= set(listed.split()), listed

    compared = cli("eval", "compare", before, after)
    assert compared.code == 0
    assert "passed less often than before found by search" in compared.output
    assert (
        "Of 2 cases 1 passed less often than before and 0 more often: 100.0% became 50.0%" in compared.output
    )
    assert "not enough data" in compared.output

    page, comment, junit = tmp_path / "r.html", tmp_path / "r.md", tmp_path / "r.xml"
    files = ("--html", str(page), "--markdown", str(comment), "--junit", str(junit))
    assert cli("eval", "report", after, "--against", before, *files).code == 0
    assert "found by search" in page.read_text()
    assert "Regressions (1)" in comment.read_text()
    assert ET.parse(junit).getroot()[0].attrib["failures"] == "1"
    assert "Failures by cause" in cli("eval", "report", "last", "--suite", suite).output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("eval", "compare", "live", "999999"), "there is no run '999999'"),
        (("eval", "report", "yesterday"), "'yesterday' is no run"),
        (("eval", "report", "last", "--suite", "never-played"), "and the suite 'never-played'"),
    ],
)
def test_a_run_that_is_not_there(cli: Cli, words: tuple[str, ...], told: str) -> None:
    ran = cli(*words)
    assert ran.code == 1
    assert told in ran.errors
