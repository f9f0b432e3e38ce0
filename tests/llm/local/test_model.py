"""The embedded reasoner in the loop that every model runs in."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.actions.registry import Action, ActionContext
from understudy.agents.outcome import Clarify, Outcome, Refusal, Reply
from understudy.conversations.turn import Stage, Turn
from understudy.kit.errors import InputError, NotPermittedError
from understudy.llm.finding import Finding, Item

Ask = Callable[..., Awaitable[Turn]]
WHOM_TO_ASK = "Please ask Service Operations, your manager or whoever administers the access rules."
QUESTION = "Who had the lowest handle time in May 2026?"
ADA = Item("Ada Byron", id="005Un0000000001IAA", object="User", shown="2 hours")
BO = Item("Bo Diaz", id="005Un0000000002IAA", object="User", shown="3 hours")


@pytest.fixture
def when_found(demo_stage: Stage, ask: Ask) -> Callable[..., Awaitable[Outcome]]:
    """The outcome of a question whose action finds what the test says."""

    async def played(result: Finding | Exception, question: str = QUESTION) -> Outcome:
        async def run(context: ActionContext, arguments: Any) -> Finding:
            if isinstance(result, Exception):
                raise result
            return result

        measure = demo_stage.actions["measure"]
        instead = Action(measure.name, measure.description, measure.parameters, run)
        stage = replace(demo_stage, actions={**demo_stage.actions, "measure": instead})
        return (await ask(question, stage=stage)).outcome

    return played


@pytest.mark.parametrize(
    ("finding", "kind", "text"),
    [
        (Finding("found", "Ada is first.", (ADA,), 1), Reply, "Ada is first."),
        (Finding("nothing", "There is nothing."), Reply, "There is nothing."),
        (Finding("missing", "Which month?"), Clarify, "Which month?"),
        (Finding("several", "Which one?", (ADA, BO)), Clarify, "Which one?"),
        (
            NotPermittedError("not yours to see"),
            Refusal,
            f"not yours to see. {WHOM_TO_ASK}",
        ),
    ],
)
async def test_what_was_found_decides_how_the_turn_ends(
    when_found: Callable[..., Awaitable[Outcome]], finding: Finding | Exception, kind: type, text: str
) -> None:
    outcome = await when_found(finding)
    assert type(outcome) is kind
    assert outcome.text == text
    assert len(outcome.evidence.steps) == 1


async def test_an_answer_has_bare_values_and_its_confidence(
    when_found: Callable[..., Awaitable[Outcome]],
) -> None:
    finding = Finding("found", "Ada is first.", (ADA, BO), 1)
    outcome = await when_found(finding, f"{QUESTION} Return only the id.")
    assert isinstance(outcome, Reply)
    assert (outcome.text, outcome.answers) == (ADA.id, (ADA.id,))
    assert outcome.evidence.confidence is not None
    assert outcome.evidence.confidence > 0.9


async def test_candidates_are_choices(when_found: Callable[..., Awaitable[Outcome]]) -> None:
    outcome = await when_found(Finding("several", "Which one?", (ADA, BO)))
    assert isinstance(outcome, Clarify)
    assert outcome.choices == ("Ada Byron", "Bo Diaz")


async def test_an_action_that_refuses_its_arguments_is_told(
    when_found: Callable[..., Awaitable[Outcome]],
) -> None:
    outcome = await when_found(InputError("handle time cannot be taken by 'colour'"))
    assert isinstance(outcome, Reply)
    assert not outcome.known
    assert "cannot be taken by 'colour'" in outcome.text
