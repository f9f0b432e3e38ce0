"""What counts a turn: the limits of the agent and the company, the smaller of each, and whose use it is."""

from collections.abc import Mapping
from datetime import date

from understudy.agents.approvals.approval import person_of
from understudy.agents.spec import AgentSpec
from understudy.conversations.session import Session
from understudy.kit.db import Database
from understudy.trust.policy.company import CompanyPolicy
from understudy.trust.policy.limits import Allowance, Scope
from understudy.trust.policy.meter import Meter
from understudy.trust.policy.store import ALWAYS

__all__ = ["meter_of"]


def meter_of(
    database: Database, org: str, company: CompanyPolicy, spec: AgentSpec, session: Session, today: date
) -> Meter | None:
    """What counts this turn; None where nothing but what the runtime bounds itself is limited."""
    allowances = _allowances(company, spec)
    if all(each.is_open for each in allowances.values()):
        return None
    person = person_of(session.actor)
    subjects: dict[Scope, tuple[str, date]] = {
        "session": (session.id, ALWAYS),
        "user_day": (f"{person.kind}:{person.id}", today),
        "agent_day": (spec.name, today),
    }
    return Meter(database, org, allowances, subjects, company.prices)


def _allowances(company: CompanyPolicy, spec: AgentSpec) -> Mapping[Scope, Allowance]:
    own, ours = spec.limits, company.limits
    return {
        "turn": own.turn.tighter(ours.turn),
        "session": own.session.tighter(ours.session),
        "user_day": own.user_day.tighter(ours.user_day),
        "agent_day": own.agent_day.tighter(ours.agent_day),
    }
