"""`understudy soql check`: verdicts for a file of texts."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
TEXTS = [
    {"id": "kept", "lang": "soql", "query": "SELECT Name FROM Account", "apex": False},
    {"id": 2, "lang": "soql", "query": "SELECT Id FROM Account\nWHERE Name = Open", "apex": False},
    {"id": "bind", "query": "SELECT Id FROM Account WHERE Name = :name ALL ROWS", "apex": True},
    {"id": "no bind", "query": "SELECT Id FROM Account WHERE Name = :name"},
    {"id": "rule", "query": "SELECT Id FROM Account OFFSET 3000"},
]


@pytest.fixture
def check(cli: Cli, tmp_path: Path) -> Callable[..., tuple[Any, list[dict[str, Any]]]]:
    def run(lines: list[str], *options: str) -> tuple[Any, list[dict[str, Any]]]:
        (tmp_path / "in.jsonl").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
        out = tmp_path / "out.jsonl"
        ran = cli("soql", "check", "--file", str(tmp_path / "in.jsonl"), "--out", str(out), *options)
        return ran, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    return run


def test_each_text_gets_its_verdict(check: Any) -> None:
    ran, told = check([json.dumps(each) for each in TEXTS])
    assert (ran.code, ran.output) == (0, "2 valid, 3 not")
    assert [(each["id"], each["valid"], each["position"], each["rule"]) for each in told] == [
        ("kept", True, None, None),
        (2, False, 36, None),
        ("bind", True, None, None),
        ("no bind", False, 36, None),
        ("rule", False, 0, "offset-range"),
    ]
    assert told[1]["error"] == "expected a value, found 'Open' (quote a text: 'Open')"


def test_rules_can_be_left_out(check: Any) -> None:
    _, told = check([json.dumps(each) for each in TEXTS], "--grammar")
    assert [each["valid"] for each in told] == [True, False, True, False, True]


def test_an_org_knows_the_names(check: Any) -> None:
    query = {"id": 1, "query": "SELECT Nam FROM Account"}
    assert check([json.dumps(query)])[1][0]["valid"]
    _, (told, bound) = check([json.dumps(query), json.dumps({**TEXTS[2], "id": 3})], "--org")
    assert (told["valid"], told["error"]) == (False, "no field Nam on Account; did you mean Name?")
    assert bound["valid"]


def test_a_broken_line_is_told_and_loses_nothing(check: Any) -> None:
    good = json.dumps(TEXTS[0])
    ran, told = check([good, "{oh", json.dumps({"id": 3}), good])
    assert ran.code == 1
    assert "in.jsonl:2: Invalid JSON" in ran.errors
    assert "2 lines were not understood" in ran.errors
    assert [(each["id"], each["valid"]) for each in told] == [
        ("kept", True),
        (None, None),
        (None, None),
        ("kept", True),
    ]
    assert told[2]["error"] == "in.jsonl:3: query: Field required"
