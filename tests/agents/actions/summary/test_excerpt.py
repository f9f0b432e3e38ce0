"""The telling sentence, letter for letter."""

import pytest

from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.summary.excerpt import excerpt

MAIL = """Hello there,

The pump of our fountain hums but moves no water since Monday. I have cleaned the filter twice.

Thank you very much for your help!
Ada"""
CHAT = """Bo: Welcome to Fountain support, how can I help?
Ada: The pump hums but moves no water.
Bo: I am sorry to hear that. Have you cleaned the filter?"""


@pytest.mark.parametrize(
    ("text", "about", "told"),
    [
        (
            MAIL,
            "Fountain pump does not work",
            "The pump of our fountain hums but moves no water since Monday.",
        ),
        (MAIL, "Filter cleaning", "I have cleaned the filter twice."),
        (CHAT, "Fountain pump does not work", "Ada: The pump hums but moves no water."),
        ("Thanks.", "anything", "Thanks."),
        ("", "anything", ""),
    ],
)
def test_the_telling_sentence(context: ActionContext, text: str, about: str, told: str) -> None:
    found = excerpt(text, about, context.encoder)
    assert found == told
    assert found in text


def test_a_long_sentence_is_cut_at_a_word(context: ActionContext) -> None:
    text = "water " * 60
    found = excerpt(text, "water", context.encoder)
    assert text.startswith(found)
    assert len(found) <= 200
    assert found.endswith("water")
