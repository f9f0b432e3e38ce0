"""`understudy eval generate`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from understudy.evals.cases import load_suite

Cli = Callable[..., Any]


def test_a_suite_and_what_it_covers_beside_it(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    ran = cli("eval", "generate", "analyst", "--cases", "6", "--action", "query", "--out", str(path))
    assert ran.code == 0, ran.errors
    suite = load_suite(str(path))
    assert (len(suite.cases), suite.agent, str(suite.date)) == (6, "analyst", "2026-11-20")
    told = json.loads((tmp_path / "made.coverage.json").read_text())
    assert (told["cases"], told["coverage"]["action"]["query"]) == (6, 6)
    assert f"6 cases in {path}" in ran.output
    assert "query.soql 6" in ran.output
    again = cli("eval", "generate", "analyst", "--cases", "6", "--action", "query", "--out", str(path))
    assert (again.code, "is there already" in again.errors, "--force" in again.errors) == (1, True, True)


def test_beside_the_agents_where_no_place_is_named(cli: Cli, tmp_path: Path) -> None:
    cli("eval", "generate", "analyst", "--cases", "2", "--action", "get_record", "--seed", "3")
    assert (tmp_path / "agents" / "suites" / "analyst_generated.yaml").exists()
    assert "analyst_generated" in cli("eval", "list").output


def test_an_agent_that_there_is_not(cli: Cli) -> None:
    ran = cli("eval", "generate", "analist")
    assert (ran.code, "did you mean 'analyst'?" in ran.errors) == (1, True)
