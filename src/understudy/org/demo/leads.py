"""Leads: those that became customers, and those that have not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from understudy.kit.ids import RecordId
from understudy.org.demo.company import DEMO_TODAY, FACTS
from understudy.org.demo.customers import Names, new_phone
from understudy.org.demo.deals import Deal
from understudy.org.demo.ledger import Ledger, at_work
from understudy.org.demo.people import Colleague, Staff
from understudy.org.demo.words import INDUSTRY_TAILS, JOB_TITLES, PLACES

__all__ = ["Prospect", "write_leads"]

_CONVERTED_SHARE = 0.36
_OPEN = ("New", "Contacted", "Qualified", "Proposal", "Negotiation")
_SOURCES = {"Web": 5.0, "Referral": 2.0, "Trade Show": 2.0, "Phone Inquiry": 1.5, "Advertisement": 2.0}


@dataclass(frozen=True, slots=True)
class Prospect:
    """A lead that someone may have called."""

    id: RecordId
    name: str
    company: str
    owner: Colleague
    created: datetime
    status: str
    converted: bool


def write_leads(
    ledger: Ledger, staff: Staff, names: Names, deals: Sequence[Deal], count: int
) -> list[Prospect]:
    """Add `count` leads, by the day they came in; the converted ones are customers' first deals."""
    firsts: dict[str, Deal] = {}
    for deal in deals:
        firsts.setdefault(deal.customer.id, deal)
    eligible = [deal for deal in firsts.values() if deal.contact is deal.customer.people[0]]
    converted = ledger.dice.sample(eligible, min(len(eligible), int(count * _CONVERTED_SHARE)))
    began: list[tuple[datetime, Deal | None]] = [(_before(ledger, deal.created), deal) for deal in converted]
    for _ in range(count - len(converted)):
        age = int(ledger.dice.triangular(0, 900, 30))
        began.append((at_work(DEMO_TODAY - timedelta(days=age + 1), ledger.dice), None))
    began.sort(key=lambda pair: pair[0])
    return [
        _write_converted(ledger, created, deal) if deal else _write_other(ledger, staff, names, created)
        for created, deal in began
    ]


def _before(ledger: Ledger, moment: datetime) -> datetime:
    days = min(60, max(1, int(ledger.dice.lognormvariate(2.3, 0.7))))
    return at_work(moment.date() - timedelta(days=days), ledger.dice)


def _write_converted(ledger: Ledger, created: datetime, deal: Deal) -> Prospect:
    person, owner = deal.contact, deal.owner
    owner_since = owner if owner.hired <= created.date() else deal.customer.seller
    first, last = person.name.split(" ")
    lead_id = ledger.add(
        "Lead",
        made=created,
        by=owner_since.id,
        FirstName=first,
        LastName=last,
        Company=deal.customer.name,
        Title=person.title,
        Email=person.email,
        Phone=person.phone,
        State=deal.customer.state,
        Status="Closed",
        LeadSource=deal.source,
        OwnerId=owner.id,
        IsConverted=True,
        ConvertedDate=deal.created.date(),
        ConvertedAccountId=deal.customer.id,
        ConvertedContactId=person.id,
        ConvertedOpportunityId=deal.id,
    )
    return Prospect(lead_id, person.name, deal.customer.name, owner, created, "Closed", converted=True)


def _write_other(ledger: Ledger, staff: Staff, names: Names, created: datetime) -> Prospect:
    industry, state = ledger.pick(list(INDUSTRY_TAILS)), ledger.pick(list(PLACES))
    name, company = names.person(), names.organisation(industry)
    owner = ledger.pick(staff.sellers(state, created.date()))
    first, last = name.split(" ")
    host = f"{''.join(c for c in company.lower() if c.isalnum())}.example"
    status = _status(ledger, created.date())
    lead_id = ledger.add(
        "Lead",
        made=created,
        by=owner.id,
        FirstName=first,
        LastName=last,
        Company=company,
        Title=ledger.pick(JOB_TITLES[industry]),
        Email=f"{first}.{last}@{host}".lower(),
        Phone=new_phone(ledger),
        State=state,
        Status=status,
        LeadSource=ledger.weighed(_SOURCES),
        OwnerId=owner.id,
        IsConverted=False,
    )
    return Prospect(lead_id, name, company, owner, created, status, converted=False)


def _status(ledger: Ledger, came: date) -> str:
    """New ones are followed up within days; old ones are mostly given up."""
    age = (DEMO_TODAY - came).days
    if age <= 2:
        return "New"
    if age > 3 * FACTS.lead_close_days and ledger.chance(0.85):
        return "Closed"
    return ledger.weighed(dict(zip(_OPEN, (0.3, 4, 3, 2, 1), strict=True)))
