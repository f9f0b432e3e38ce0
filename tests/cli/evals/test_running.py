"""`understudy eval`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from understudy.evals.cases import suite_names

Cli = Callable[..., Any]
SUITE = """\
name: mine
agent: analyst
date: 2026-11-20
cases:
  - name: right
    say: How many cases were opened in May 2026?
    expect: {kind: reply, answers: [93]}
  - name: wrong
    say: How many cases were opened in May 2026?
    expect: {kind: refusal}
"""


@pytest.mark.parametrize(("gate", "code", "told"), [("0.5", 0, "50% holds"), ("0.6", 1, "60% does not hold")])
def test_the_gate_decides_how_it_ends(cli: Cli, tmp_path: Path, gate: str, code: int, told: str) -> None:
    path, junit, kept = tmp_path / "mine.yaml", tmp_path / "mine.xml", tmp_path / "mine.json"
    path.write_text(SUITE)
    ran = cli("eval", "run", str(path), "--gate", gate, "--junit", str(junit), "--json", str(kept))
    assert ran.code == code
    assert f"the gate of {told}; the interval's lower end does not clear it" in ran.output
    assert "1 of 2 passed, 50.0% (95% interval 9.5% to 90.5%)" in ran.output
    assert "wrong" in ran.output
    assert ET.parse(junit).getroot()[0].attrib["failures"] == "1"
    assert [case["name"] for case in json.loads(kept.read_text())["cases"]] == ["right", "wrong"]


def test_the_agent_s_acceptance_is_the_gate(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(SUITE)
    assert "the gate of 90% does not hold" in cli("eval", "run", str(path)).output


def test_the_suites_and_their_schema(cli: Cli) -> None:
    assert cli("eval", "list").output.split() == suite_names(Path("none-of-its-own"))
    assert json.loads(cli("eval", "schema").output)["title"] == "Suite"
