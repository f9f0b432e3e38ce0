"""What a policy is told of an action: its object, what it would set, and who asks where and when."""

from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.actions.registry import ActionContext, Arguments
from understudy.agents.guarding import asked_of, decide, kindly
from understudy.agents.proposal import Change, Proposal
from understudy.app import ACTIONS
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.llm.finding import Finding
from understudy.org.audience import People
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import System
from understudy.trust.policy.form import RuleForm
from understudy.trust.policy.policy import Policy, compile_rules
from understudy.trust.provenance.seen import Seen


@pytest.fixture
def context(demo_stage: Stage) -> ActionContext:
    stage = demo_stage
    moment = Moment(DEMO_NOW, stage.org.timezone, stage.org.fiscal_year_start)
    return ActionContext(
        stage.database, stage.org, stage.library, System("a test"), moment, stage.encoder, channel="rest"
    )


def arguments(action: str, given: dict[str, Any]) -> Arguments:
    return ACTIONS[action].parameters.model_validate(given)


@pytest.mark.parametrize(
    ("action", "given", "objects"),
    [
        ("find_records", {"object": "Case"}, {"case"}),
        ("get_record", {"id": "00QUn0000000001MAA"}, {"lead"}),
        ("query", {"soql": "SELECT COUNT() FROM Opportunity"}, {"opportunity"}),
        ("query", {"soql": "SELECT nonsense"}, None),
        ("search", {"words": "frost"}, None),
        ("search", {"words": "frost", "objects": ("Case", "Lead")}, {"case", "lead"}),
        ("measure", {"definition": "case_volume"}, {"case"}),
    ],
)
def test_the_objects_that_reading_is_about(
    context: ActionContext, action: str, given: dict[str, Any], objects: set[str] | None
) -> None:
    asked = asked_of(ACTIONS[action], arguments(action, given), context, untrusted=False)
    assert asked.objects == (None if objects is None else frozenset(objects))
    assert asked.channel == "rest"


def test_what_a_proposal_would_set_and_take_back(context: ActionContext) -> None:
    finding = Finding("proposed", "Change it.")
    proposal = Proposal("update_record", "Change", "Lead", {"Status": "Qualified"}, (), finding)
    given = arguments("update_record", {"id": "00QUn0000000001MAA", "values": {"Status": "Qualified"}})
    asked = asked_of(ACTIONS["update_record"], given, context, True, proposal)
    assert (asked.objects, asked.fields, asked.untrusted) == ({"lead"}, {"status": "Qualified"}, True)
    back = replace(proposal, values={}, changes=(Change("Lead status", "Qualified", "New", "Status"),))
    undone = asked_of(ACTIONS["undo_change"], arguments("undo_change", {}), context, False, back)
    assert undone.fields == {"status": "New"}


async def test_a_rule_about_an_object_holds_for_whatever_reads_it(context: ActionContext) -> None:
    forms = [
        RuleForm.model_validate(
            {"name": "closed", "when": {"object": "Lead"}, "then": "deny", "because": "leads are closed."}
        ),
        RuleForm(name="rest", then="run"),
    ]
    held = replace(context, policy=Policy(compile_rules(forms, People())))
    leads = await decide(ACTIONS["query"], arguments("query", {"soql": "SELECT Id FROM Lead"}), held, Seen())
    cases = await decide(ACTIONS["query"], arguments("query", {"soql": "SELECT Id FROM Case"}), held, Seen())
    assert (leads.effect, cases.effect) == ("deny", "run")
    assert kindly(leads).startswith("I may not do that here: leads are closed. A colleague")
