"""What was written about cases and deals: mails and chats that say what the records say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from understudy.org.demo.cases import ServiceCase
from understudy.org.demo.company import COMPANY, DEMO_NOW, FACTS
from understudy.org.demo.deals import Deal
from understudy.org.demo.ledger import Ledger, Row, work_hours_later
from understudy.org.demo.people import Colleague

__all__ = ["write_chats", "write_deal_mails", "write_mails"]

_GREETINGS = ("Hello", "Good day", "Hi there", f"Hello {COMPANY} team")
_THANKS = (
    "That did it, thank you!",
    "Perfect, it works again.",
    "Great, thanks for the help.",
    "All good now.",
)
_ASKS = (
    "I am sorry to hear that. May I have your order number?",
    "Thank you for getting in touch. Which order is it from?",
    "That should not happen. Can you tell me the order number on the invoice?",
)
_QUESTION = """{greeting},

{complaint}

Our order number is {order}.

{contact}
{account}"""
_REPLY = """Dear {contact},

thank you for your mail about the {product} of order {order}. {remedy}

Your case number is {number}.

{agent}
{company} Support"""
_END = """Dear {agent},

{thanks} You can close case {number}.

{contact}
{account}"""
_OFFER = """Dear {contact},

here is our offer {number}:
{goods}

It holds for {days} days; the discounts are in the attached quote. I look forward to your answer.

{agent}
{company} Sales"""


@dataclass(frozen=True, slots=True)
class _Mail:
    """One mail about a case; `agent` wrote it, or got it when it is from the customer."""

    sent: datetime
    subject: str
    text: str
    agent: Colleague
    from_customer: bool


def write_mails(ledger: Ledger, cases: Sequence[ServiceCase]) -> None:
    """Add the mails of the cases that came by mail: the question, the reply, and the end if there is one."""
    for case in cases:
        if case.origin == "Email":
            for mail in _mails(ledger, case):
                _write_mail(ledger, case, mail)


def _mails(ledger: Ledger, case: ServiceCase) -> list[_Mail]:
    since, agent = case.owners[0]
    words = {**_words(case), "agent": agent.name, "greeting": ledger.pick(_GREETINGS)}
    mails = [_Mail(case.created, case.subject, _QUESTION.format_map(words), agent, from_customer=True)]
    answer = f"Re: {case.subject}"
    replied = work_hours_later(since, ledger.dice.uniform(0.2, 2.5))
    if case.closed:
        replied = min(replied, case.closed)
    if replied < DEMO_NOW and case.status != "New":
        mails.append(_Mail(replied, answer, _REPLY.format_map(words), agent, from_customer=False))
    if case.closed and ledger.chance(0.6):
        words |= {"agent": case.owner.first_name, "thanks": ledger.pick(_THANKS)}
        ended = max(replied, case.closed - timedelta(minutes=6))
        mails.append(_Mail(ended, answer, _END.format_map(words), case.owner, from_customer=True))
    return mails


def _words(case: ServiceCase) -> Mapping[str, str]:
    return {
        "complaint": case.description,
        "order": case.item.order_number,
        "product": case.item.product.name,
        "remedy": case.issue.remedy,
        "contact": case.contact.name,
        "account": case.item.customer.name,
        "number": case.number,
        "company": COMPANY,
    }


def _write_mail(ledger: Ledger, case: ServiceCase, mail: _Mail) -> None:
    ledger.add(
        "EmailMessage",
        made=mail.sent,
        by=None if mail.from_customer else mail.agent.id,
        Subject=mail.subject,
        TextBody=mail.text,
        FromAddress=case.contact.email if mail.from_customer else FACTS.support_email,
        ToIds=mail.agent.id if mail.from_customer else case.contact.id,
        MessageDate=mail.sent,
        ParentId=case.id,
        RelatedToId=case.id,
    )


def write_chats(ledger: Ledger, cases: Sequence[ServiceCase]) -> None:
    """Add a transcript for each case that came by chat."""
    for case in cases:
        if case.origin == "Chat":
            began, agent = case.owners[0]
            ledger.add(
                "LiveChatTranscript",
                made=began,
                by=agent.id,
                Body="\n".join(_chat(ledger, case, agent)),
                CaseId=case.id,
                AccountId=case.item.customer.id,
                ContactId=case.contact.id,
                OwnerId=agent.id,
                LiveChatVisitorId=f"visitor-{ledger.dice.randrange(10_000, 99_999)}",
                EndTime=min(DEMO_NOW, began + timedelta(minutes=ledger.dice.randrange(6, 25))),
            )


def _chat(ledger: Ledger, case: ServiceCase, agent: Colleague) -> list[str]:
    solved = case.closed and len(case.owners) == 1
    answer = ledger.pick(_THANKS) if solved else "I will try that and come back to you."
    me, customer = agent.first_name, case.contact.name.split(" ", 1)[0]
    return [
        f"{me}: Welcome to {COMPANY} support, I am {me}. How can I help?",
        f"{customer}: {case.description}",
        f"{me}: {ledger.pick(_ASKS)}",
        f"{customer}: It is {case.item.order_number}.",
        f"{me}: Thank you, I see the {case.item.product.name} there. {case.issue.remedy}",
        f"{customer}: {answer}",
        f"{me}: I have noted it as case {case.number}. Have a good day!",
    ]


def write_deal_mails(ledger: Ledger, deals: Sequence[Deal], count: int) -> None:
    """Add the mails with which quotes were sent, for `count` deals that had one."""
    sent = {"Presented", "Accepted", "Denied"}
    quotes = {str(row["OpportunityId"]): row for row in ledger.rows["Quote"] if row["Status"] in sent}
    quoted = [deal for deal in deals if deal.id in quotes]
    for deal in ledger.dice.sample(quoted, min(count, len(quoted))):
        _write_offer(ledger, deal, quotes[deal.id])


def _write_offer(ledger: Ledger, deal: Deal, quote: Row) -> None:
    number, made = quote["QuoteNumber"], quote["CreatedDate"]
    assert isinstance(made, datetime)
    goods = "\n".join(
        f"- {line.quantity} x {line.product.name} at ${line.price.unit:,.2f}" for line in deal.lines
    )
    ledger.add(
        "EmailMessage",
        made=made,
        by=deal.owner.id,
        Subject=f"Our offer {number} for {deal.customer.name}",
        TextBody=_OFFER.format(
            contact=deal.contact.name,
            number=number,
            goods=goods,
            days=FACTS.quote_valid_days,
            agent=deal.owner.name,
            company=COMPANY,
        ),
        FromAddress=FACTS.sales_email,
        ToIds=deal.contact.id,
        MessageDate=made,
        RelatedToId=deal.id,
    )
