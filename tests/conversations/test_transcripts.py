"""Outcomes and actors as they are kept and sent."""

import json

import pytest

from understudy.agents.outcome import Clarify, Evidence, Handoff, Outcome, Refusal, Reply, Step
from understudy.conversations.transcripts import actor_as_json, outcome_as_json
from understudy.kit.ids import RecordId
from understudy.llm.finding import Finding, Item
from understudy.org.permissions import Actor, Customer, Employee, System

FOUND = Finding(
    "found", "Ada has most: 3.", (Item("Ada", id="005", value=3.0, shown="3"),), 1, query="SELECT 1"
)
EVIDENCE = Evidence((Step("measure", {"definition": "sales"}, FOUND, 1.5),), 0.9)


@pytest.mark.parametrize(
    ("outcome", "kind", "own"),
    [
        (Reply("Ada", ("Ada",), evidence=EVIDENCE), "reply", {"answers": ["Ada"], "known": True}),
        (Reply("No idea.", known=False), "reply", {"answers": [], "known": False}),
        (Clarify("Which?", ("one", "two")), "clarify", {"choices": ["one", "two"]}),
        (Refusal("Not here."), "refusal", {}),
        (Handoff("A colleague will.", "angry"), "handoff", {"reason": "angry"}),
    ],
)
def test_an_outcome_is_json_with_its_kind(outcome: Outcome, kind: str, own: dict[str, object]) -> None:
    body = json.loads(json.dumps(outcome_as_json(outcome)))
    evidence = body.pop("evidence")
    assert body == {"kind": kind, "text": outcome.text, **own}
    assert len(evidence["steps"]) == len(outcome.evidence.steps)


def test_the_evidence_holds_the_whole_finding() -> None:
    evidence = outcome_as_json(Reply("Ada", evidence=EVIDENCE))["evidence"]
    (step,) = evidence["steps"]
    assert evidence["confidence"] == 0.9
    assert (step["action"], step["arguments"], step["took_ms"]) == ("measure", {"definition": "sales"}, 1.5)
    assert step["finding"]["query"] == "SELECT 1"
    assert step["finding"]["items"][0] == {
        "label": "Ada",
        "id": "005",
        "object": None,
        "value": 3.0,
        "shown": "3",
    }


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (System("a night job"), {"kind": "system", "reason": "a night job"}),
        (
            Customer(RecordId("003"), None),
            {"kind": "customer", "contact_id": "003", "account_id": None},
        ),
        (
            Employee(RecordId("005"), "sales", "lead", frozenset({RecordId("006")})),
            {"kind": "employee", "user_id": "005", "profile": "sales", "role": "lead"},
        ),
    ],
)
def test_an_actor_is_json_with_its_kind(actor: Actor, expected: dict[str, object]) -> None:
    assert actor_as_json(actor) == expected
