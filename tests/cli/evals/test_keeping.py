"""`understudy eval keep`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from understudy.evals.cases import load_suite

Cli = Callable[..., Any]
ASKED = "How many cases were opened in March 2026?"


def test_the_last_turn_is_kept_and_played(cli: Cli, tmp_path: Path) -> None:
    cli("ask", "analyst", ASKED)
    kept = cli("eval", "keep", "last", "--suite", "mine", "--answer", "-1", "--owner", "me", "--tag", "a")
    assert kept.code == 0
    path = tmp_path / "agents" / "suites" / "mine.yaml"
    assert kept.output.startswith(f"{path}: {ASKED}")
    (case,) = load_suite(str(path)).cases
    assert case.expect
    assert (case.origin, case.expect.answers, case.owner, case.tags) == ("regression", (-1,), "me", ("a",))
    ran = cli("eval", "run", "mine", "--gate", "1")
    assert (ran.code, "expected -1" in ran.output) == (1, True)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("--suite", "analyst"), "comes with the platform"),
        (("--suite", "mine", "--kind", "sorry"), "--kind: Input should be"),
    ],
)
def test_what_cannot_be_kept_is_told(cli: Cli, given: tuple[str, ...], told: str) -> None:
    refused = cli("eval", "keep", "last", *given)
    assert (refused.code, told in refused.errors) == (1, True)
