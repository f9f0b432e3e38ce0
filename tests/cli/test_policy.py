"""The policy from the command line: refused with lines, warned of, and explained rule by rule."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

POLICY = """\
rules:
  - {name: reading, when: {effect: reads}, then: run}
  - {name: changes, when: {effect: writes}, then: approve, by: {profile: executive}, because: they are theirs}
  - {name: late, when: {action: create_case}, then: approve}
"""


@pytest.fixture
def trust(tmp_path: Path) -> dict[str, str]:
    """The environment in which the folder of trust has this policy."""
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return {"UNDERSTUDY_TRUST": str(tmp_path / "trust")}


def test_a_rule_that_never_decides_is_a_warning(cli: Cli, trust: dict[str, str]) -> None:
    checked = cli("policy", "check", env=trust)
    assert checked.code == 0, checked.errors
    assert "the rule 'late' never decides: 'changes' before it fits wherever it does" in checked.output
    assert "3 rules fit the org demo, 1 warnings" in checked.output


def test_a_wrong_name_is_refused_with_its_line(cli: Cli, trust: dict[str, str], tmp_path: Path) -> None:
    wrong = POLICY.replace("create_case", "create_cas")
    (tmp_path / "trust" / "policy.yaml").write_text(wrong, encoding="utf-8")
    checked = cli("policy", "check", env=trust)
    assert checked.code == 1
    assert "policy.yaml:4: rule 'late': there is no action 'create_cas'; did you mean 'create_case'" in (
        checked.errors
    )
    assert cli("ask", "analyst", "How many leads are there?", env=trust).code == 1


def test_it_says_which_rule_decides_and_why(cli: Cli, trust: dict[str, str]) -> None:
    told = cli("policy", "explain", "sales", "update_record", "--as", "Delia Ortiz", env=trust).output
    assert "policy.yaml:2 reading: not so that it reads" in told
    assert "fits" in told
    assert "it waits for the yes of the profile executive, because they are theirs" in told
    assert "(rule changes, medium risk)" in told


def test_an_unknown_action_is_refused_with_the_nearest(cli: Cli, trust: dict[str, str]) -> None:
    told = cli("policy", "explain", "sales", "updte_record", env=trust)
    assert told.code == 1
    assert "did you mean 'update_record'" in told.errors
