"""`understudy trace`."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from understudy.cli.trace import draw
from understudy.observe.traces import Bar

Cli = Callable[..., Any]


def test_a_question_is_found_again_by_the_id_that_it_printed(cli: Cli) -> None:
    asked = cli("ask", "analyst", "How many cases were opened in May 2026?", "--date", "2026-11-20")
    short = re.search(r"trace ([0-9a-f]{8})$", asked.output)
    assert short, asked.output
    assert short[1] in cli("trace", "list", "--agent", "analyst", "--limit", "1").output
    shown = cli("trace", "show", short[1])
    assert shown.code == 0
    for part in (f"trace {short[1]}", "conversation.turn", "action.measure", "█", "rules Case: every row."):
        assert part in shown.output


def test_nothing_of_an_agent_and_no_trace(cli: Cli) -> None:
    assert cli("trace", "list", "--agent", "nobody").output == "no turn has been traced yet for nobody"
    ran = cli("trace", "show", "0" * 31)
    assert (ran.code, "there is no trace" in ran.errors) == (1, True)


@pytest.mark.parametrize(
    ("starts", "took", "whole", "drawn"),
    [
        (0, 100, 100, "██████████"),
        (50, 50, 100, "     █████"),
        (99.9, 0.1, 100, "         █"),
        (0, 0, 100, "█"),
        (0, 0, 0, "█"),
    ],
)
def test_bars(starts: float, took: float, whole: float, drawn: str) -> None:
    assert draw(Bar("step", 0, starts, took, took, {}), whole, width=10) == drawn


def test_nothing_is_deleted_that_is_not_old(cli: Cli) -> None:
    assert cli("trace", "expire", "--days", "20000").output == "nothing is that old"
    assert cli("trace", "expire", "--days", "0").code != 0
