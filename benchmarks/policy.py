"""What deciding an action costs: processor time of one decision, by the shipped policy and by a long one.

    python benchmarks/policy.py [--decisions N] [--rules N]

A query in SOQL, whose object has to be read out of it, and a change of a record are decided: all that
`agents.guarding.decide` does. The long policy has rules of every kind, of which only the last fits. The
target is 0.5 ms.
"""

import argparse
import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from machine import describe_machine

from understudy.agents.actions.query import QUERY, QueryArguments
from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.writing import UPDATE_RECORD, UpdateArguments
from understudy.agents.guarding import decide
from understudy.agents.proposal import Proposal
from understudy.kit.clock import Moment
from understudy.kit.ids import RecordId
from understudy.llm.finding import Finding
from understudy.org.audience import People
from understudy.org.definitions.library import Library
from understudy.org.metadata import Schema
from understudy.org.orgs import Org
from understudy.org.permissions import AccessPolicy, Employee
from understudy.org.standard import standard_schema
from understudy.trust.policy.company import shipped_policy
from understudy.trust.policy.form import RuleForm
from understudy.trust.policy.policy import Policy, compile_rules
from understudy.trust.provenance.seen import Seen

_KINDS: tuple[dict[str, Any], ...] = (
    {"object": "Contract"},
    {"values": {"Amount": {"over": 100_000}}},
    {"fields": ["OwnerId", "CloseDate"]},
    {"who": {"roles_and_below": ["Head of Sales"]}},
    {"who": "customers", "hours": "22:00-06:00"},
    {"untrusted": True, "channel": "email"},
)
_SOQL = (
    "SELECT Name, Amount FROM Opportunity WHERE StageName = 'Closed Won' AND CloseDate = THIS_YEAR LIMIT 20"
)
_NOTHING: Any = None


def _long(rules: int) -> Policy:
    forms = [
        RuleForm.model_validate({"name": f"rule-{at}", "then": "approve", "when": _KINDS[at % len(_KINDS)]})
        for at in range(rules)
    ]
    return Policy(compile_rules([*forms, RuleForm(name="rest", then="run")], People()))


def _context(policy: Policy) -> ActionContext:
    moment = Moment(datetime(2026, 6, 3, 12, tzinfo=UTC), ZoneInfo("UTC"))
    org = Org("bench", "bench", Schema(standard_schema()), AccessPolicy())
    actor = Employee(RecordId("005Un0000000001AAA"), "standard", "Clerk")
    return ActionContext(_NOTHING, org, Library(), actor, moment, _NOTHING, policy=policy, channel="rest")


async def _cost_us(context: ActionContext, decisions: int) -> tuple[float, float]:
    """Of a query and of a change, in microseconds of processor time."""
    asked = QueryArguments(soql=_SOQL)
    record = "006Un0000000001AAA"
    change = UpdateArguments(id=record, values={"Amount": 900})
    finding = Finding("proposed", "Change it.", outside=())
    proposal = Proposal("update_record", "", "Opportunity", {"Amount": 900}, (), finding, record)
    began = time.process_time()
    for _ in range(decisions):
        await decide(QUERY, asked, context, Seen())
    between = time.process_time()
    for _ in range(decisions):
        await decide(UPDATE_RECORD, change, context, Seen(), replace(proposal))
    ended = time.process_time()
    return (between - began) / decisions * 1e6, (ended - between) / decisions * 1e6


async def _run(decisions: int, rules: int) -> None:
    print(describe_machine())
    for name, policy in (("the shipped policy", shipped_policy()), (f"{rules} rules", _long(rules))):
        await _cost_us(_context(policy), 100)
        query, change = await _cost_us(_context(policy), decisions)
        print(f"{name}: {query:.0f} us for a query, {change:.0f} us for a change (target 500)")


def main() -> None:
    """Print the costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--decisions", type=int, default=5_000)
    parser.add_argument("--rules", type=int, default=200)
    given = parser.parse_args()
    asyncio.run(_run(given.decisions, given.rules))


if __name__ == "__main__":
    main()
