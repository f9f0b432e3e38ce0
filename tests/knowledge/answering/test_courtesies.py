"""What is left of a question without what is said around it."""

import pytest

from understudy.knowledge.answering.courtesies import without_courtesies

BARE = {
    "Hi there, could you please tell me how long delivery takes? Thanks a lot!": "how long delivery takes?",
    "I would like to know who decides, thanks in advance": "who decides",
    "Ok, do you know the limit": "the limit",
    "Sorry to bother you, what is E-42?": "what is E-42?",
    "Good morning! Is it open?": "Is it open?",
    "Well water clogs it": "Well water clogs it",
    "Which one is best value?": "Which one is best value?",
    "Thanks": "Thanks",
    "Kind regards": "Kind regards",
}


@pytest.mark.parametrize(("said", "bare"), BARE.items(), ids=BARE)
def test_only_what_asks_is_left(said: str, bare: str) -> None:
    assert without_courtesies(said) == bare
