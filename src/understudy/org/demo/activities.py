"""What sellers did and plan to do about deals and leads: tasks, meetings and calls."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from understudy.org.demo.company import COMPANY, DEMO_NOW, DEMO_TODAY
from understudy.org.demo.deals import STAGES, Deal
from understudy.org.demo.leads import Prospect
from understudy.org.demo.ledger import Ledger, at_work
from understudy.org.demo.people import Colleague
from understudy.org.demo.texts import read_yaml

__all__ = ["write_calls", "write_events", "write_tasks"]

_OPEN_STATUS = {"Not Started": 6.0, "In Progress": 2.0, "Waiting": 1.0, "Deferred": 0.5}
_PRIORITY = {"Low": 2.0, "Medium": 4.0, "High": 3.0, "Urgent": 1.0}
_STRAY_SHARE = 0.35


def write_tasks(ledger: Ledger, deals: Sequence[Deal]) -> None:
    """Add tasks: done ones of the stages behind a deal, planned ones of its own stage.

    About a third of the deals also have one that is not started and belongs to another stage.
    """
    kinds: Mapping[str, Mapping[str, str]] = read_yaml("activities")["tasks"]
    for deal in deals:
        reached = STAGES.index(deal.stage)
        for stage in STAGES[:reached]:
            if ledger.chance(0.45):
                _write_task(ledger, deal, kinds[stage], 1, done=True)
        _write_task(ledger, deal, kinds[deal.stage], ledger.pick((1, 2, 2, 3)), done=deal.closed)
        if ledger.chance(_STRAY_SHARE):
            elsewhere = ledger.pick([stage for stage in STAGES if stage != deal.stage])
            _write_task(ledger, deal, kinds[elsewhere], 1, done=False, status="Not Started")


def _write_task(
    ledger: Ledger, deal: Deal, kind: Mapping[str, str], count: int, *, done: bool, status: str | None = None
) -> None:
    for subject, description in ledger.dice.sample(list(kind.items()), count):
        made = _during(ledger, deal)
        due = made + timedelta(days=ledger.dice.randrange(1, 15))
        if not done:
            due = max(due, at_work(DEMO_TODAY + timedelta(days=ledger.dice.randrange(-6, 25)), ledger.dice))
        ledger.add(
            "Task",
            made=made,
            by=deal.owner.id,
            Subject=_filled(subject, deal),
            Description=_filled(description, deal),
            Status="Completed" if done else status or ledger.weighed(_OPEN_STATUS),
            Priority=ledger.weighed(_PRIORITY),
            ActivityDate=due,
            OwnerId=deal.owner.id,
            WhatId=deal.id,
        )


def write_events(ledger: Ledger, deals: Sequence[Deal], count: int) -> None:
    """Add meetings about deals, some of them still to come."""
    kinds: Sequence[tuple[str, str, str, int]] = read_yaml("activities")["events"]
    for deal in ledger.dice.sample(list(deals), min(count, len(deals))):
        subject, description, location, minutes = ledger.pick(kinds)
        starts = _during(ledger, deal)
        if not deal.closed and ledger.chance(0.5):
            starts = at_work(DEMO_TODAY + timedelta(days=ledger.dice.randrange(3, 25)), ledger.dice)
        ledger.add(
            "Event",
            made=max(deal.created, min(starts, DEMO_NOW) - timedelta(days=4)),
            by=deal.owner.id,
            Subject=f"{subject}: {deal.customer.name}",
            Description=description,
            Location=location,
            StartDateTime=starts.replace(minute=starts.minute // 15 * 15, second=0),
            DurationInMinutes=minutes,
            IsAllDayEvent=False,
            OwnerId=deal.owner.id,
            WhatId=deal.id,
        )


def write_calls(ledger: Ledger, deals: Sequence[Deal], prospects: Sequence[Prospect], count: int) -> None:
    """Add call transcripts, half with leads that were reached, half about deals."""
    texts = read_yaml("activities")
    reached = [p for p in prospects if p.status != "New"]
    for prospect in ledger.dice.sample(reached, min(count // 2, len(reached))):
        began = min(
            prospect.created + timedelta(hours=ledger.dice.randrange(2, 23)), DEMO_NOW - timedelta(hours=1)
        )
        lines = _opening(prospect.owner, prospect.name, "you got in touch about our growing equipment")
        lines += _talk(
            ledger, prospect.owner, prospect.name, texts["lead_calls"], {"budget": _budget(ledger)}
        )
        lines.append(f"{prospect.owner.first_name}: Thank you. I will send you a summary and call again.")
        _write_call(ledger, prospect.owner, began, lines, LeadId__c=prospect.id)
    advanced = [deal for deal in deals if deal.stage not in STAGES[:2]]
    for deal in ledger.dice.sample(advanced, min(count - count // 2, len(advanced))):
        lines = _opening(deal.owner, deal.contact.name, f"I am calling about {deal.name.split(' - ')[1]}")
        facts = {"product": deal.lines[0].product.name}
        lines += _talk(ledger, deal.owner, deal.contact.name, texts["deal_calls"], facts)
        lines.append(
            f"{deal.owner.first_name}: The offer is {_money(deal.amount)} before discount; I will ask."
        )
        _write_call(ledger, deal.owner, _during(ledger, deal), lines, OpportunityId__c=deal.id)


def _during(ledger: Ledger, deal: Deal) -> datetime:
    """A moment between the deal's beginning and its end or now."""
    end = min(deal.decided, DEMO_TODAY - timedelta(days=1)) if deal.closed else DEMO_TODAY - timedelta(days=1)
    days = max(1, (end - deal.created.date()).days)
    return max(
        deal.created, at_work(deal.created.date() + timedelta(days=ledger.dice.randrange(days)), ledger.dice)
    )


def _filled(text: str, deal: Deal) -> str:
    return text.format(
        customer=deal.customer.name, contact=deal.contact.name, product=deal.lines[0].product.name
    )


def _opening(owner: Colleague, name: str, reason: str) -> list[str]:
    other = name.split(" ", maxsplit=1)[0]
    return [
        f"{owner.first_name}: Good morning, {owner.name} of {COMPANY} here; {reason}. Is this a good time?",
        f"{other}: Yes, go ahead.",
    ]


def _talk(
    ledger: Ledger, owner: Colleague, name: str, topics: Mapping[str, Sequence[str]], facts: Mapping[str, Any]
) -> list[str]:
    lines: list[str] = []
    for question, *answers in topics.values():
        lines.append(f"{owner.first_name}: {question}")
        lines.append(f"{name.split(' ', maxsplit=1)[0]}: {ledger.pick(answers).format_map(facts)}")
    return lines


def _write_call(
    ledger: Ledger, owner: Colleague, began: datetime, lines: Sequence[str], **about: str
) -> None:
    ledger.add(
        "VoiceCallTranscript__c",
        made=began,
        by=owner.id,
        Body__c="\n".join(lines),
        EndTime__c=began + timedelta(minutes=ledger.dice.randrange(3, 24)),
        **about,
    )


def _budget(ledger: Ledger) -> str:
    return f"{ledger.dice.randrange(2, 40) * 500:,}"


def _money(amount: Decimal) -> str:
    return f"${amount:,.2f}"
