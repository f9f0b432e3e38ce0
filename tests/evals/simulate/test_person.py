"""What a simulated person says next."""

import pytest

from understudy.agents.outcome import Clarify, Confirm, Handoff, Outcome, Refusal, Reply
from understudy.evals.cases import Goal
from understudy.evals.simulate.person import Person

GOAL = Goal(wants="I need help with a lamp.", facts={"subject": "It flickers", "order number": "MV-24126"})


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Confirm("Shall I?", ()), "Yes."),
        (Clarify("What is the order number?"), "MV-24126"),
        (Clarify("What subject should it have?"), "It flickers"),
        (Clarify("When?"), "It flickers, MV-24126"),
        (Clarify("Which one?", ("MV-24007", "MV-24126")), "MV-24126"),
        (Clarify("Which one?", ("A chair", "A table")), None),
        (Reply("Done."), None),
        (Refusal("No."), None),
        (Handoff("Wait.", "asked"), None),
    ],
)
def test_they_answer_from_what_they_know(outcome: Outcome, said: str | None) -> None:
    assert Person(GOAL).answers(outcome) == said


def test_who_knows_nothing_has_nothing_to_say() -> None:
    assert Person(Goal(wants="Help!")).answers(Clarify("With what?")) is None


def test_who_does_not_agree_says_no() -> None:
    assert Person(Goal(wants="Help!", agrees=False)).answers(Confirm("Shall I?", ())) == "No."


def test_each_speaks_in_a_way_of_their_own() -> None:
    said = {persona: Person(GOAL, persona).opens() for persona in ("plain", "polite", "upset")}
    assert len(set(said.values())) == 3
    assert all(GOAL.wants in each for each in said.values())
