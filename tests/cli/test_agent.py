"""`understudy agent`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
HELPER = """\
name: helper
label: Helper
job: Helps.
audience: employees
topics:
  - name: numbers
    when: Somebody wants a number.
    actions: [measure]
"""


def test_the_list_has_the_company_s_own_too(cli: Cli, tmp_path: Path) -> None:
    shipped = cli("agent", "list").output.split()
    assert {"analyst", "sales", "service"} <= set(shipped)
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "helper.yaml").write_text(HELPER)
    assert cli("agent", "list").output.split() == sorted([*shipped, "helper"])


def test_a_sound_file(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "helper.yaml"
    path.write_text(HELPER)
    ran = cli("agent", "check", str(path))
    assert (ran.code, ran.output) == (0, "helper: 1 topics, actions measure")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HELPER.replace("job: Helps.\n", ""), "job: this key is required"),
        (HELPER.replace("measure]", "measur]"), "actions"),
        (HELPER + "    definitions: [case_volum]\n", "there is no definition 'case_volum'"),
        (HELPER + "  - [", "helper.yaml"),
    ],
)
def test_a_wrong_file_is_refused(cli: Cli, tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "helper.yaml"
    path.write_text(text)
    ran = cli("agent", "check", str(path))
    assert ran.code == 1
    assert told in ran.errors
    assert "Traceback" not in ran.errors


def test_a_file_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    ran = cli("agent", "check", str(tmp_path / "nobody.yaml"))
    assert ran.code == 1
    assert "nobody.yaml" in ran.errors.replace(" ", "")


def test_the_schema_is_json(cli: Cli) -> None:
    assert "topics" in json.loads(cli("agent", "schema").output)["properties"]
