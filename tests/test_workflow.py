"""The example of a workflow on GitHub: sound YAML whose commands exist."""

import re
import shlex
from pathlib import Path

import yaml
from typer.core import TyperGroup
from typer.main import get_command

from understudy.cli.main import main

WORKFLOW = Path(__file__).parents[1] / "examples/github/understudy.yml"


def test_every_command_of_the_workflow_exists_with_its_options() -> None:
    parsed = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert parsed[True] == {  # YAML reads a bare `on` as a truth value, as GitHub's own parser does not
        "pull_request": {"paths": ["agents/**", "definitions/**", "trust/**", "knowledge/**"]}
    }
    steps = parsed["jobs"]["verdict"]["steps"]
    assert all({"uses", "run"} & step.keys() for step in steps)
    lines = [line for step in steps for line in step.get("run", "").splitlines()]
    commands = [line for line in lines if line.startswith("understudy ")]
    assert len(commands) == 3
    for line in commands:
        found, words = get_command(main), shlex.split(line)[1:]
        while isinstance(found, TyperGroup):
            found = found.commands[words.pop(0)]
        known = {option for each in found.params for option in (*each.opts, *each.secondary_opts)}
        assert {word for word in words if re.match("--", word)} <= known, line
