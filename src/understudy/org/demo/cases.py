"""Cases: planned from what was bought and what goes wrong with it, then written with their history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict

from understudy.kit.ids import RecordId
from understudy.org.demo.company import DEMO_NOW, fact_texts
from understudy.org.demo.customers import Person
from understudy.org.demo.deals import Bought
from understudy.org.demo.ledger import UNWRITTEN, Ledger, work_hours_later
from understudy.org.demo.people import Colleague, Staff
from understudy.org.demo.texts import read_yaml

__all__ = ["Issue", "ServiceCase", "plan_cases", "read_issues", "write_cases", "write_issues"]

SPIKE_PRODUCT, SPIKE_ISSUE, SPIKE_MONTH, SPIKE_SHARE = (
    "Tally Water Controller",
    "schedule-lost",
    (2026, 5),
    0.05,
)
"""One real event: a firmware update went wrong, and this share of all cases came of it in one month."""

_ORDER_ISSUES = {"late-delivery": 0.7, "wrong-item": 0.5, "billing-question": 0.8, "return-request": 0.7}
_ORIGINS = {"Email": 4.0, "Web": 3.0, "Phone": 3.0, "Chat": 2.0}
_PRIORITIES = {"Low": 2.0, "Medium": 5.0, "High": 2.0}
_BUSIEST_MONTH = 4.0


class Issue(BaseModel):
    """One kind of trouble, as `issues.yaml` declares it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    skill: str
    about: str
    hours: float
    after: tuple[int, int]
    months: dict[int, float]
    since: date = date.min
    subjects: tuple[str, ...]
    descriptions: tuple[str, ...]
    remedy: str


@dataclass(frozen=True, slots=True)
class ServiceCase:
    """One case from its opening to its end. `owners` had it one after another, each from a moment on."""

    issue_key: str
    issue: Issue
    item: Bought
    contact: Person
    created: datetime
    closed: datetime | None
    owners: tuple[tuple[datetime, Colleague], ...]
    origin: str
    priority: str
    status: str
    subject: str
    description: str
    id: RecordId = UNWRITTEN
    number: str = ""

    @property
    def owner(self) -> Colleague:
        """Who has the case, or closed it."""
        return self.owners[-1][1]


def read_issues() -> dict[str, Issue]:
    """The issues by key, with the facts in their remedies filled in."""
    issues = {key: Issue.model_validate(given) for key, given in read_yaml("issues").items()}
    facts = fact_texts()
    return {
        key: issue.model_copy(update={"remedy": issue.remedy.format_map(facts)})
        for key, issue in issues.items()
    }


def write_issues(ledger: Ledger, issues: dict[str, Issue]) -> dict[str, RecordId]:
    """Add the issues; their ids by key."""
    return {
        key: ledger.add("Issue__c", Name=issue.name, Description__c=issue.about)
        for key, issue in issues.items()
    }


def plan_cases(
    ledger: Ledger, staff: Staff, issues: dict[str, Issue], bought: Sequence[Bought], count: int
) -> list[ServiceCase]:
    """`count` cases by the moment they were opened."""
    spike = list(_spike(ledger, bought, round(count * SPIKE_SHARE)))
    usual = _usual(ledger, issues, bought)
    occasions = [*spike, *(next(usual) for _ in range(count - len(spike)))]
    occasions.sort(key=lambda occasion: occasion[2])
    return [_plan(ledger, staff, issues, *occasion) for occasion in occasions]


def _spike(ledger: Ledger, bought: Sequence[Bought], count: int) -> Iterator[tuple[Bought, str, datetime]]:
    year, month = SPIKE_MONTH
    owners = [
        item for item in bought if item.product.name == SPIKE_PRODUCT and item.on < date(year, month - 1, 1)
    ]
    for _ in range(count if owners else 0):
        day = date(year, month, min(31, 4 + int(ledger.dice.expovariate(0.14))))
        yield ledger.pick(owners), SPIKE_ISSUE, _opening_time(ledger, day)


def _usual(
    ledger: Ledger, issues: dict[str, Issue], bought: Sequence[Bought]
) -> Iterator[tuple[Bought, str, datetime]]:
    while True:
        item = ledger.pick(bought)
        key = ledger.weighed(dict(item.product.issues) | _ORDER_ISSUES)
        issue = issues[key]
        day = item.on + timedelta(days=ledger.dice.randint(*issue.after))
        opened = _opening_time(ledger, day)
        in_season = ledger.chance(issue.months.get(day.month, 1.0) / _BUSIEST_MONTH)
        if in_season and day >= issue.since and opened < DEMO_NOW - timedelta(hours=3):
            yield item, key, opened


def _opening_time(ledger: Ledger, day: date) -> datetime:
    """Customers write on any day, between breakfast and evening."""
    return datetime.combine(day, time(13), UTC) + timedelta(seconds=ledger.dice.randrange(10 * 3600))


def _plan(
    ledger: Ledger, staff: Staff, issues: dict[str, Issue], item: Bought, key: str, opened: datetime
) -> ServiceCase:
    issue = issues[key]
    origin = ledger.weighed(_ORIGINS)
    if origin in ("Phone", "Chat"):
        opened = work_hours_later(opened, ledger.dice.uniform(0, 1.5))
    priority = "High" if key == SPIKE_ISSUE and ledger.chance(0.5) else ledger.weighed(_PRIORITIES)
    owners = _owners(ledger, staff, issue, opened)
    worked = issue.hours * owners[-1][1].pace * ledger.dice.lognormvariate(0, 0.6)
    closed = work_hours_later(owners[-1][0], max(0.4, worked if priority != "High" else worked * 0.7))
    waited = closed > DEMO_NOW
    words = {"product": item.product.name, "order": item.order_number}
    case = ServiceCase(
        issue_key=key,
        issue=issue,
        item=item,
        contact=ledger.pick(item.customer.people),
        created=opened,
        closed=None if waited else closed,
        owners=tuple(pair for pair in owners if pair[0] <= DEMO_NOW),
        origin=origin,
        priority=priority,
        status="Working" if waited else "Closed",
        subject=ledger.pick(issue.subjects).format_map(words),
        description=ledger.pick(issue.descriptions).format_map(words),
    )
    return _perhaps_open(ledger, case)


def _perhaps_open(ledger: Ledger, case: ServiceCase) -> ServiceCase:
    """Of the last weeks' cases some are still open, the older the fewer."""
    age = (DEMO_NOW - case.created).days
    if case.closed and not ledger.chance(0.9 if age <= 7 else 0.6 if age <= 30 else 0.15 if age <= 90 else 0):
        return case
    if age > 30 or len(case.owners) > 2:
        status = "Escalated"
    elif age < 1:
        status = "New"
    else:
        status = ledger.weighed(
            {"Working": 4, "Waiting on Customer": 3, "Response Received": 1, "Escalated": 1}
        )
    return replace(case, closed=None, status=status)


def _owners(ledger: Ledger, staff: Staff, issue: Issue, opened: datetime) -> list[tuple[datetime, Colleague]]:
    """Who got the case first, and to whom it was passed on: more often when the first is no expert."""
    on = opened.date()
    agents, leads = staff.titled("Support Agent", on), staff.titled("Support Team Lead", on)
    experts = [agent for agent in agents if issue.skill in agent.skills]
    first = ledger.pick(experts) if experts and ledger.chance(0.65) else ledger.pick(agents)
    owners = [(work_hours_later(opened, ledger.dice.uniform(0.02, 0.6)), first)]
    if ledger.chance(0.07 if first in experts else 0.38):
        others = [agent for agent in experts or agents if agent is not first] or list(leads)
        _pass_on(ledger, owners, ledger.pick(others))
        if ledger.chance(0.12):
            _pass_on(ledger, owners, ledger.pick(leads))
    return owners


def _pass_on(ledger: Ledger, owners: list[tuple[datetime, Colleague]], to: Colleague) -> None:
    owners.append((work_hours_later(owners[-1][0], ledger.dice.uniform(0.5, 6)), to))


def write_cases(
    ledger: Ledger, cases: Sequence[ServiceCase], issue_ids: dict[str, RecordId]
) -> list[ServiceCase]:
    """Add cases with their history; the cases with their ids and numbers."""
    return [_write(ledger, case, issue_ids[case.issue_key], 10_001 + n) for n, case in enumerate(cases)]


def _write(ledger: Ledger, case: ServiceCase, issue_id: RecordId, number: int) -> ServiceCase:
    case_id = ledger.add(
        "Case",
        made=case.created,
        by=case.owners[0][1].id if case.owners else None,
        CaseNumber=str(number),
        Subject=case.subject,
        Description=case.description,
        Status=case.status,
        Priority=case.priority,
        Origin=case.origin,
        AccountId=case.item.customer.id,
        ContactId=case.contact.id,
        OwnerId=case.owner.id,
        IssueId__c=issue_id,
        OrderItemId__c=case.item.id,
        ClosedDate=case.closed,
        LastModifiedDate=case.closed,
    )
    ledger.add("CaseHistory__c", made=case.created, CaseId__c=case_id, Field__c="Case Creation")
    before: RecordId | None = None
    for since, owner in case.owners:
        ledger.add(
            "CaseHistory__c",
            made=since,
            CaseId__c=case_id,
            Field__c="Owner Assignment",
            OldValue__c=before,
            NewValue__c=owner.id,
        )
        before = owner.id
    if case.closed:
        ledger.add("CaseHistory__c", made=case.closed, by=before, CaseId__c=case_id, Field__c="Case Closed")
    return replace(case, id=case_id, number=str(number))
