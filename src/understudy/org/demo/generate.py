"""One call makes the whole demo org: every row follows from the seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from random import Random
from typing import Literal

from understudy.org.demo.activities import write_calls, write_events, write_tasks
from understudy.org.demo.cases import plan_cases, read_issues, write_cases, write_issues
from understudy.org.demo.catalogue import stock_catalogue
from understudy.org.demo.customers import Names, win_customers
from understudy.org.demo.deals import plan_deals, write_deals
from understudy.org.demo.exchanges import write_chats, write_deal_mails, write_mails
from understudy.org.demo.leads import write_leads
from understudy.org.demo.ledger import Ledger, Row
from understudy.org.demo.people import hire_staff
from understudy.org.demo.quotes import write_quotes
from understudy.org.demo.texts import read_articles
from understudy.org.metadata import Schema
from understudy.org.permissions import AccessPolicy
from understudy.org.standard import standard_access, standard_schema
from understudy.org.validations import read_validations, with_validations

__all__ = ["DemoOrg", "generate_demo"]

Size = Literal["small", "standard"]

_VALIDATIONS = Path(__file__).with_name("validations.yaml")


@dataclass(frozen=True, slots=True)
class DemoOrg:
    """Metadata, rules and rows. A row has every stored field of its object, None where it is empty."""

    schema: Schema
    access: AccessPolicy
    rows: Mapping[str, list[Row]]


@dataclass(frozen=True, slots=True)
class _Scale:
    """How many of what."""

    accounts: int
    deals: int
    leads: int
    cases: int
    calls: int
    events: int
    deal_mails: int


_SCALES: Mapping[Size, _Scale] = {
    "small": _Scale(accounts=18, deals=50, leads=40, cases=150, calls=20, events=20, deal_mails=20),
    "standard": _Scale(accounts=120, deals=350, leads=250, cases=1200, calls=150, events=150, deal_mails=160),
}


def generate_demo(seed: int = 7, size: Size = "standard") -> DemoOrg:
    """The org of Marrow & Vine as it stands on `company.DEMO_TODAY`; the same for the same seed and size."""
    scale, schema = _SCALES[size], with_validations(standard_schema(), read_validations(_VALIDATIONS))
    ledger = Ledger(schema, Random(seed))
    staff, names = hire_staff(ledger), Names(ledger)
    catalogue, issues = stock_catalogue(ledger), read_issues()
    customers = win_customers(ledger, staff, names, scale.accounts)
    deals, bought = write_deals(ledger, plan_deals(ledger, staff, catalogue, customers, scale.deals))
    write_quotes(ledger, deals)
    prospects = write_leads(ledger, staff, names, deals, scale.leads)
    write_tasks(ledger, deals)
    write_events(ledger, deals, scale.events)
    write_calls(ledger, deals, prospects, scale.calls)
    issue_ids = write_issues(ledger, issues)
    cases = write_cases(ledger, plan_cases(ledger, staff, issues, bought, scale.cases), issue_ids)
    write_mails(ledger, cases)
    write_chats(ledger, cases)
    write_deal_mails(ledger, deals, scale.deal_mails)
    _publish(ledger, {key: issue.remedy for key, issue in issues.items()})
    return DemoOrg(schema, standard_access(), ledger.rows)


def _publish(ledger: Ledger, remedies: dict[str, str]) -> None:
    staff = {f"{row['FirstName']} {row['LastName']}": row["Id"] for row in ledger.rows["User"]}
    for article in read_articles(remedies):
        published = datetime.combine(article.published, time(16), UTC)
        ledger.add(
            "Knowledge__kav",
            made=published,
            OwnerId=staff[article.owner],
            LastPublishedDate=published,
            Reviewed__c=article.reviewed,
            Related__c=", ".join(article.related) or None,
            Title=article.title,
            Summary=article.summary,
            FAQ_Answer__c=article.text,
            UrlName=article.url_name,
            Audience__c=article.audience,
        )
