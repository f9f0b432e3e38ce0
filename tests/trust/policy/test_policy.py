"""The first rule that fits decides; where none fits, nothing is done; in doubt, the stricter."""

from datetime import UTC, datetime
from typing import Any

import pytest

from understudy.kit.documents import read_text_document
from understudy.kit.errors import ConfigError
from understudy.kit.ids import RecordId
from understudy.org.audience import People
from understudy.org.permissions import Customer, Employee, System
from understudy.trust.policy.asked import Asked, KnownAction
from understudy.trust.policy.company import shipped_policy
from understudy.trust.policy.document import PolicyDocument
from understudy.trust.policy.form import RuleForm
from understudy.trust.policy.policy import NO_RULE, Policy, compile_rules
from understudy.trust.provenance.effect import Effect

READ = KnownAction("find_records", Effect.READS, "low")
WRITE = KnownAction("update_record", Effect.WRITES, "medium", frozenset({"id", "values"}))
SEND = KnownAction("send_email", Effect.SENDS, "high", frozenset({"to", "amount"}))
PEOPLE = People(roles={"Head": None, "Lead": "Head", "Clerk": "Lead"})
CLERK = Employee(RecordId("005000000000001AAA"), "support", "Clerk", username="ada@x.example")
CUSTOMER = Customer(RecordId("003000000000001AAA"), None)
NOON = datetime(2026, 6, 3, 12, tzinfo=UTC)  # a Wednesday


def asked(action: KnownAction = WRITE, **others: Any) -> Asked:
    given: dict[str, Any] = {"agent": "desk", "actor": CLERK, "channel": "web_chat", "at": NOON} | others
    return Asked(action, **given)


def policy(*rules: dict[str, Any]) -> Policy:
    named = [{"name": f"r{at}", "then": "run", **rule} for at, rule in enumerate(rules)]
    return Policy(compile_rules([RuleForm.model_validate(each) for each in named], PEOPLE))


def test_no_rule_no_deed() -> None:
    decision = policy({"when": {"effect": "reads"}}).decide(asked())
    assert (decision.effect, decision.rule) == ("deny", NO_RULE)


def test_the_first_that_fits_decides() -> None:
    rules = policy({"when": {"agent": "other"}}, {"then": "approve"}, {"then": "run"})
    assert rules.decide(asked()).rule == "r1"


LARGE = {"amount": 250}


@pytest.mark.parametrize(
    ("when", "fits", "others"),
    [
        ({"action": "update_record"}, True, {}),
        ({"action": ["create_case", "escalate"]}, False, {}),
        ({"effect": ["sends", "writes"]}, True, {}),
        ({"object": "refund__C"}, True, {"objects": frozenset({"refund__c"})}),
        ({"object": "Case"}, False, {"objects": frozenset({"refund__c"})}),
        ({"fields": ["Amount", "Name"]}, True, {"fields": LARGE}),
        ({"fields": "Name"}, False, {"fields": LARGE}),
        ({"values": {"Amount": {"over": 100}}}, True, {"fields": LARGE}),
        ({"values": {"Amount": {"over": 250}}}, False, {"fields": LARGE}),
        ({"values": {"Amount": {"at_least": 250, "under": 251}}}, True, {"fields": LARGE}),
        ({"values": {"Amount": {"at_most": 249.99}}}, False, {"fields": LARGE}),
        ({"values": {"Amount": {"over": 100}}}, True, {"fields": {"amount": "1,200"}}),
        ({"values": {"amount": {"over": 100}}}, True, {"arguments": LARGE}),
        ({"values": {"Amount": {"over": 100}}}, False, {}),
        ({"values": {"Amount": {"over": 100}}}, False, {"fields": {"amount": None}}),
        ({"values": {"Status": {"one_of": ["Closed"]}}}, True, {"fields": {"status": " closed"}}),
        ({"values": {"Status": {"none_of": ["Closed"]}}}, False, {"fields": {"status": "Closed"}}),
        ({"values": {"Text": {"longer_than": 3}}}, True, {"fields": {"text": "four"}}),
        ({"who": "employees"}, True, {}),
        ({"who": "customers"}, False, {}),
        ({"who": "customers"}, True, {"actor": CUSTOMER}),
        ({"who": "operator"}, True, {"actor": System("a test")}),
        ({"who": {"profiles": ["Support"]}}, True, {}),
        ({"who": {"roles": ["Lead"]}}, False, {}),
        ({"who": {"roles_and_below": ["Lead"]}}, True, {}),
        ({"who": {"users": ["ada@x.example"]}}, True, {}),
        ({"who": {"users": ["ada@x.example"]}}, False, {"actor": CUSTOMER}),
        ({"channel": "rest"}, False, {}),
        ({"untrusted": True}, False, {}),
        ({"untrusted": True}, True, {"untrusted": True}),
        ({"hours": "08:00-18:00"}, True, {}),
        ({"hours": "08:00-12:00"}, False, {}),
        ({"hours": "22:00-06:00"}, True, {"at": NOON.replace(hour=3)}),
        ({"days": ["saturday", "sunday"]}, False, {}),
        ({"days": "wednesday"}, True, {}),
    ],
)
def test_a_condition(when: dict[str, Any], fits: bool, others: dict[str, Any]) -> None:
    assert (policy({"when": when}).decide(asked(**others)).effect == "run") is fits


@pytest.mark.parametrize("when", [{"values": {"Amount": {"over": 100}}}, {"object": "Case"}])
def test_in_doubt_only_what_stands_in_the_way_fits(when: dict[str, Any]) -> None:
    doubtful = asked(fields={"amount": "a lot"}, objects=None)
    assert policy({"when": when, "then": "run"}).decide(doubtful).rule == NO_RULE
    assert policy({"when": when, "then": "approve"}).decide(doubtful).effect == "approve"


def test_an_agents_rules_can_only_be_stricter() -> None:
    company = policy({"when": {"effect": "reads"}}, {"then": "approve"}).company
    own = policy({"when": {"agent": "desk", "effect": "writes"}, "then": "run"}).company
    assert Policy(company, own).decide(asked()).effect == "approve"
    own = policy({"then": "deny", "because": "not here"}).company
    assert Policy(company, own).decide(asked()).reason == "not here"
    own = policy({"when": {"effect": "writes"}, "then": "approve", "by": {"role": "Head"}}).company
    assert str(Policy(company, own).decide(asked()).by) == "the role Head"
    assert Policy(company, own).decide(asked(READ)).effect == "run"


def test_a_rule_raises_the_risk_and_never_lowers_it() -> None:
    assert policy({"risk": "high"}).decide(asked()).risk == "high"
    assert policy({"risk": "low"}).decide(asked(SEND)).risk == "high"


def test_another_rule_has_another_mark() -> None:
    one = policy({"then": "approve"}).decide(asked()).mark
    assert one
    assert one == policy({"then": "approve"}).decide(asked()).mark
    assert one != policy({"then": "approve", "within": "2 days"}).decide(asked()).mark


def test_weighing_says_why_the_others_do_not_fit() -> None:
    rules = policy({"when": {"who": "customers", "channel": "rest"}}, {}, {})
    first, second = rules.weigh(asked())
    assert first.fails == ("the channel is rest", "a customer asks")
    assert second.fits


def test_the_shipped_policy_reads_at_once_and_asks_before_it_writes() -> None:
    shipped = shipped_policy()
    assert shipped.decide(asked(READ)).effect == "run"
    assert (shipped.decide(asked()).effect, shipped.decide(asked()).by.kind) == ("approve", "asker")
    assert shipped.decide(asked(SEND)).effect == "approve"


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("{name: a, then: deny}", "says because of what"),
        ("{name: a, then: run, by: owner}", "'by' is for rules that approve"),
        ("{name: a, then: approve, within: soon}", "'soon' is no span of time"),
        ("{name: a, then: approve, by: {role: A, user: B}}", "exactly|one of role, profile, user"),
        ("{name: a, then: approve, by: owner, then_by: asker}", "decides after a colleague"),
        ("{name: a, then: run, when: {hours: 8-18}}", "are no hours"),
        ("{name: a, then: run, when: {values: {Amount: {}}}}", "a test of a value is empty"),
        ("{name: a, then: run, when: {who: {}}}", "names nobody"),
        ("{name: a, then: run, when: {objects: Case}}", "there is no such key"),
        ("{name: a, then: run}\n  - {name: a, then: run}", "two rules are named 'a'"),
    ],
)
def test_a_wrong_file_says_where(rule: str, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as raised:
        read_text_document(f"rules:\n  - {rule}\n", PolicyDocument, source="policy.yaml")
    assert str(raised.value).startswith("policy.yaml:")
