"""The template that is meant, or a question."""

import pytest

from understudy.agents.actions.emails.purpose import choose_template
from understudy.agents.actions.registry import ActionContext
from understudy.llm.finding import Finding


def chosen(context: ActionContext, name: str, purpose: str) -> str | Finding:
    kind = context.org.schema.object(name)
    assert kind is not None
    found = choose_template(context, kind, purpose)
    return found if isinstance(found, Finding) else found.name


@pytest.mark.parametrize(
    ("kind", "purpose", "name"),
    [
        ("Case", "delay_apology", "delay_apology"),
        ("Case", "we are sorry that they had to wait", "delay_apology"),
        ("Case", "we still need a picture of the part", "missing_information"),
        ("Case", "what the status is", "case_status_update"),
        ("Order", "what the status is", "order_status_update"),
        ("Opportunity", "thanks for the meeting on Tuesday", "meeting_follow_up"),
        ("Quote", "did they have time to read our offer", "quote_follow_up"),
        ("Lead", "a first hello", "lead_welcome"),
    ],
)
def test_the_nearest_in_meaning(context: ActionContext, kind: str, purpose: str, name: str) -> None:
    assert chosen(context, kind, purpose) == name


@pytest.mark.parametrize(
    ("kind", "purpose"),
    [
        ("Case", ""),
        ("Opportunity", ""),  # there is one only, but nobody spoke of a meeting
        ("Case", "an invitation to our garden party"),
        ("Opportunity", "an apology for the delay"),  # there is such a template, for cases
    ],
)
def test_no_template_is_taken_for_another_purpose(context: ActionContext, kind: str, purpose: str) -> None:
    asked = chosen(context, kind, purpose)
    assert isinstance(asked, Finding)
    assert asked.status == "several"
    assert {item.value for item in asked.items} == {
        email.name for email in context.library.emails.values() if email.object == kind
    }


def test_where_there_is_no_template_it_says_for_what_there_are(context: ActionContext) -> None:
    asked = chosen(context, "Account", "a status update")
    assert isinstance(asked, Finding)
    assert asked.status == "missing"
    assert "no email template for accounts" in asked.headline
    assert "cases" in asked.headline
