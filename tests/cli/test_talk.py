"""`understudy ask` and `understudy chat`."""

from collections.abc import Callable
from typing import Any

import pytest

MARIA = "maria.okafor@harborlightnursery.example"
Cli = Callable[..., Any]


def test_an_answer_comes_with_what_stands_behind_it(cli: Cli) -> None:
    ran = cli(
        "ask", "analyst", "Which agent had the shortest handle time last month?", "--date", "2026-11-20"
    )
    assert ran.code == 0
    assert "has the lowest handle time" in ran.output
    assert "definition handle_time v1" in ran.output
    assert "assumption counts closed cases opened in the window" in ran.output
    assert "query SELECT OwnerId key" in ran.output
    assert "CreatedDate >= 2026-10-01T05:00:00Z" in ran.output
    assert "ms, " in ran.output


def test_the_answer_alone(cli: Cli) -> None:
    ran = cli("ask", "analyst", "How many cases were opened in May 2026?", "--no-steps")
    assert ran.code == 0
    assert ran.output.startswith("Number of cases: ")
    assert "SELECT" not in ran.output


def test_a_question_back_lists_the_choices(cli: Cli) -> None:
    ran = cli("ask", "analyst", "How many cases did Harbor open this year?", "--date", "2026-11-20")
    assert ran.code == 0
    assert "Which Harbor do you mean?" in ran.output
    assert "1. Harbor Light Nursery (Account) 2. Harbor Point Landscaping (Account)" in ran.output


def test_the_context_is_read(cli: Cli) -> None:
    ran = cli(
        "ask", "analyst", "How many cases were opened last year?", "--context", "Today's date: 2025-05-05"
    )
    assert "CreatedDate >= 2024-01-01T06:00:00Z" in ran.output


def test_a_customer_asks_for_their_own(cli: Cli) -> None:
    ran = cli("ask", "service", "Show me my orders.", "--as", MARIA)
    assert ran.code == 0
    assert "MV-24007" in ran.output
    assert "MV-24001" not in ran.output


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        (("analist", "Hello"), "there is no agent 'analist'", "did you mean 'analyst'?"),
        (("analyst", "Hello", "--date", "yesterday"), "'yesterday' is no date", "write it as YYYY-MM-DD"),
        (("analyst", "Hello", "--as", "nobody"), "nobody in the org 'demo' is 'nobody'", "give the id"),
        (("analyst", "Hello", "--as", MARIA), "is for employees", "an agent whose audience is customers"),
        (("service", "Hello"), "say which one asks", "--as CONTACT"),
        (("analyst", " "), "the message is empty", ""),
    ],
)
def test_an_error_says_how_to_mend_it(cli: Cli, words: tuple[str, ...], error: str, hint: str) -> None:
    ran = cli("ask", *words)
    assert ran.code == 1
    assert error in ran.errors
    assert hint in ran.errors
    assert "Traceback" not in ran.errors


def test_a_conversation_ends_at_an_empty_line(cli: Cli) -> None:
    typed = "How many cases were opened in May 2026?\nWhat will the weather be like?\n\nnever read\n"
    ran = cli("chat", "analyst", "--date", "2026-11-20", "--no-steps", input=typed)
    assert ran.code == 0
    assert ran.output.startswith("Analyst.")
    assert "Number of cases: " in ran.output
    assert "I don't know how to answer that." in ran.output


def test_a_conversation_ends_with_the_input(cli: Cli) -> None:
    ran = cli("chat", "service", "--as", MARIA, input="")
    assert ran.code == 0
    assert "Hello! How can I help you today?" in ran.output
