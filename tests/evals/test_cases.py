"""A suite's file: what it may say, and how a wrong one is refused."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from understudy.agents.spec import load_agent
from understudy.evals.cases import Expectation, load_suite, suite_json_schema, suite_names
from understudy.kit.errors import ConfigError

ROOT = Path(__file__).parents[2]
NOWHERE = Path("no-suites-of-its-own")
HEAD = "name: mine\nagent: analyst\ncases:\n"


@pytest.mark.parametrize(
    ("case", "place", "told"),
    [
        ("  - {name: a, say: Hi, expect: {kind: reply}, who: Ada}", "4:47", "who: there is no such key"),
        ("  - {name: a, say: Hi}", "4:5", "says what it expects"),
        ("  - {name: a, say: Hi, expect: {}}", "4:24", "say what is expected"),
        ("  - {name: a, expect: {kind: reply}}", "4:5", "either a message (say) or a script"),
        ("  - {name: a, script: [{say: Hi}]}", "4:5", "at least one of them"),
        ("  - {name: a, say: Hi, expect: {citations: x}}", "4:33", "citations"),
        ("  - {name: a, say: Hi, expect: {kind: answer}}", "4:33", "kind"),
        (
            "  - {name: a, say: Hi, expect: {kind: reply}}\n  - {name: a, say: Ho, expect: {kind: reply}}",
            "1:1",
            "two cases are named 'a'",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, case: str, place: str, told: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(HEAD + case)
    with pytest.raises(ConfigError) as caught:
        load_suite(str(path), NOWHERE)
    assert (str(caught.value.place), told in caught.value.message) == (f"{path}:{place}", True), str(
        caught.value
    )


def test_a_suite_of_one_s_own_comes_before_the_shipped_one(tmp_path: Path) -> None:
    assert len(load_suite("sales", tmp_path).cases) > 1
    (tmp_path / "sales.yaml").write_text(HEAD + "  - {name: a, say: Hi, expect: {kind: reply}}")
    (tmp_path / "other.yaml").write_text(HEAD + "  - {name: a, say: Hi, expect: {kind: reply}}")
    assert load_suite("sales", tmp_path).name == "mine"
    names = suite_names(tmp_path)
    assert names == sorted(names)
    assert {"analyst", "other", "sales", "service"} <= set(names)
    with pytest.raises(ConfigError) as caught:
        load_suite("otter", tmp_path)
    assert caught.value.hint == f"did you mean 'other'? suites: {', '.join(names)}"


ELSEWHERE = {"service": {"undo_change"}}
"""A customer who wants something undone is offered a person: tests/agents/approvals/test_settle.py."""


@pytest.mark.parametrize("name", ["analyst", "employee", "sales", "service"])
def test_the_shipped_suites_try_every_action_eight_times(name: str) -> None:
    suite = load_suite(name, NOWHERE)
    spec = load_agent(suite.agent, NOWHERE)
    expected = [
        said.expect.action for case in suite.cases for said in case.messages if said.expect is not None
    ]
    assert len(suite.cases) >= 40
    tried = [action for action in spec.actions if action not in ELSEWHERE.get(name, ())]
    assert {action: expected.count(action) for action in tried if expected.count(action) < 8} == {}
    assert set(filter(None, expected)) <= {*spec.actions, "none"}


def test_the_schema_is_published_and_fits_the_shipped_suites() -> None:
    schema = suite_json_schema()
    assert json.loads((ROOT / "docs" / "reference" / "suite.schema.json").read_text()) == schema
    for path in (ROOT / "src" / "understudy" / "agents" / "templates" / "suites").glob("*.yaml"):
        # An editor sees a day as text.
        jsonschema.validate(json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str)), schema)


def test_every_key_is_described() -> None:
    page = (ROOT / "docs" / "reference" / "suites.md").read_text()
    schema = suite_json_schema()
    defs: Any = schema["$defs"]
    parts: list[Any] = [schema, *defs.values()]
    keys = {key for part in parts for key in part["properties"]}
    assert set(Expectation.model_fields) <= keys
    assert sorted(key for key in keys if f"`{key}`" not in page) == []
