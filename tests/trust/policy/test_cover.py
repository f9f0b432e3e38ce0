"""A rule that can never decide is told; one that can is not."""

from typing import Any

import pytest

from understudy.trust.policy.asked import KnownAction
from understudy.trust.policy.cover import idle_rules
from understudy.trust.policy.form import RuleForm
from understudy.trust.provenance.effect import Effect

ACTIONS = {
    "find": KnownAction("find", Effect.READS, "low"),
    "change": KnownAction("change", Effect.WRITES, "medium"),
    "create": KnownAction("create", Effect.WRITES, "medium"),
}


def idle(earlier: dict[str, Any], later: dict[str, Any], **first: str) -> bool:
    rules = [
        RuleForm.model_validate({"name": "first", "then": "approve", "when": earlier, **first}),
        RuleForm.model_validate({"name": "second", "then": "approve", "when": later}),
    ]
    return [at for at, _ in idle_rules(rules, ACTIONS)] == [1]


@pytest.mark.parametrize(
    ("earlier", "later", "covered"),
    [
        ({}, {"object": "Case"}, True),
        ({"object": "Case"}, {}, False),
        ({"effect": "writes"}, {"action": ["change", "create"]}, True),
        ({"action": ["change", "create"]}, {"effect": "writes"}, True),
        ({"action": "change"}, {"effect": "writes"}, False),
        ({"object": ["Case", "Lead"]}, {"object": "lead"}, True),
        ({"values": {"Amount": {"over": 100}}}, {"values": {"Amount": {"over": 200}}}, True),
        ({"values": {"Amount": {"over": 200}}}, {"values": {"Amount": {"over": 100}}}, False),
        ({"values": {"Amount": {"at_least": 100}}}, {"values": {"amount": {"over": 100}}}, True),
        ({"values": {"Amount": {"over": 100}}}, {"values": {"Amount": {"at_least": 100}}}, False),
        ({"values": {"Amount": {"at_most": 5}}}, {"values": {"Amount": {"under": 5}}}, True),
        ({"values": {"Amount": {"under": 5}}}, {"values": {"Amount": {"at_most": 5}}}, False),
        ({"values": {"A": {"one_of": ["x", "y"]}}}, {"values": {"A": {"one_of": ["x"]}}}, True),
        ({"values": {"A": {"one_of": ["x"]}}}, {"values": {"A": {"none_of": ["y"]}}}, False),
        ({"values": {"A": {"none_of": ["x"]}}}, {"values": {"A": {"none_of": ["x", "y"]}}}, True),
        ({"values": {"A": {"longer_than": 5}}}, {"values": {"A": {"longer_than": 9}}}, True),
        ({"values": {"A": {"longer_than": 5}}}, {"values": {"A": {"over": 9}}}, False),
        ({"who": "employees"}, {"who": {"roles": ["Head"]}}, True),
        ({"who": "customers"}, {"who": {"roles": ["Head"]}}, False),
        ({"who": {"roles": ["Head", "Lead"]}}, {"who": {"roles": ["lead"]}}, True),
        ({"who": {"roles": ["Head"]}}, {"who": {"profiles": ["Head"]}}, False),
        ({"hours": "08:00-18:00"}, {"hours": "09:00-12:00"}, True),
        ({"hours": "22:00-06:00"}, {"hours": "05:00-07:00"}, False),
        ({"days": ["monday", "sunday"]}, {"days": "sunday"}, True),
        ({"untrusted": True}, {"untrusted": False}, False),
        ({"channel": "rest"}, {"channel": ["rest", "slack"]}, False),
    ],
)
def test_what_an_earlier_rule_covers(earlier: dict[str, Any], later: dict[str, Any], covered: bool) -> None:
    assert idle(earlier, later) is covered


def test_in_doubt_what_lets_through_covers_nothing_that_stands_in_the_way() -> None:
    assert not idle({"object": "Case"}, {"object": "Case"}, then="run")


def test_a_rule_that_no_action_can_be_is_told() -> None:
    assert idle({"object": "Case"}, {"action": "find", "effect": "writes"})
