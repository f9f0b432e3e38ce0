"""The agent's file: a wrong one is refused with line, reason and fix."""

from pathlib import Path

import pytest

from understudy.agents.spec import ACTION_NAMES, agent_json_schema, agent_names, load_agent
from understudy.app import ACTIONS
from understudy.kit.errors import ConfigError

GOOD = """\
name: helper
label: Helper
job: Helps.
audience: employees
topics:
  - name: numbers
    when: Somebody wants a number.
    actions: [measure]
"""


def test_every_agent_that_comes_with_the_platform_loads(tmp_path: Path) -> None:
    names = agent_names(tmp_path)
    assert {"analyst", "service", "sales"} <= set(names)
    assert all(load_agent(name, tmp_path).name == name for name in names)


def test_an_agent_of_the_company_wins_over_a_template(tmp_path: Path) -> None:
    (tmp_path / "analyst.yaml").write_text(GOOD.replace("helper", "analyst"))
    assert load_agent("analyst", tmp_path).job == "Helps."


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("audience: employees", "audience: everyone", 4, "audience"),
        ("actions: [measure]", "actions: [measur]", 8, "topics.0.actions.0"),
        ("actions: [measure]", "actions: []", 8, "topics.0.actions"),
        ("job: Helps.", "jobs: Helps.", 3, "there is no such key"),
        ("job: Helps.\n", "", 1, "job: this key is required"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    path = tmp_path / "helper.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_agent(str(path), tmp_path)
    assert told in caught.value.message
    assert f"helper.yaml:{line}" in str(caught.value)


def test_two_topics_of_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "helper.yaml"
    path.write_text(GOOD + GOOD[GOOD.index("  - name") :])
    with pytest.raises(ConfigError, match="two topics are named 'numbers'"):
        load_agent(str(path), tmp_path)


def test_an_unknown_agent_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no agent 'analist'") as caught:
        load_agent("analist", tmp_path)
    assert "did you mean 'analyst'?" in (caught.value.hint or "")


def test_the_schema_and_the_registry_know_the_same_actions() -> None:
    assert set(ACTION_NAMES) == set(ACTIONS)
    assert "Topic" in str(agent_json_schema()["$defs"])
