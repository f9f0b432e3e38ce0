"""The offers made on the way to a deal, with discounts that someone was allowed to give."""

from datetime import datetime, timedelta
from decimal import Decimal

from understudy.org.demo.company import DEMO_NOW, FACTS
from understudy.org.demo.deals import Deal
from understudy.org.demo.ledger import Ledger, at_work, cents

__all__ = ["write_quotes"]

_DISCOUNTS = {0: 6.0, 5: 3.0, 10: 2.5, 15: 0.8, 20: 0.3}
_IN_HOUSE = ("Draft", "Needs Review", "In Review", "Approved", "Presented")


def write_quotes(ledger: Ledger, deals: list[Deal]) -> None:
    """Add quotes and their lines: before a deal's Quote stage only some drafts; one accepted if won."""
    for deal in deals:
        for made, status in _offers(ledger, deal):
            _write(ledger, deal, made, status)


def _offers(ledger: Ledger, deal: Deal) -> list[tuple[datetime, str]]:
    """When each offer was made, and what became of it."""
    if not deal.closed:
        return _open_offers(ledger, deal)
    days = (deal.decided - deal.created.date()).days
    last = _moment(ledger, deal, max(1, days - ledger.dice.randrange(3, FACTS.quote_valid_days - 4)))
    if not deal.won:
        return [(last, ledger.pick(("Denied", "Denied", "Rejected")))] if ledger.chance(0.75) else []
    first = _moment(ledger, deal, max(1, days // 3))
    turned_down = [(first, "Denied")] if days > 30 and first < last and ledger.chance(0.3) else []
    return [*turned_down, (last, "Accepted")]


def _open_offers(ledger: Ledger, deal: Deal) -> list[tuple[datetime, str]]:
    recently = max(deal.created + timedelta(hours=3), DEMO_NOW - timedelta(days=ledger.dice.randrange(1, 18)))
    match deal.stage:
        case "Discovery" if ledger.chance(0.2):
            return [(recently, "Draft")]
        case "Quote":
            return [(recently, ledger.pick(_IN_HOUSE))]
        case "Negotiation":
            return [(recently, "Presented")]
        case _:
            return []


def _moment(ledger: Ledger, deal: Deal, days: int) -> datetime:
    return max(deal.created, at_work(deal.created.date() + timedelta(days=days), ledger.dice))


def _write(ledger: Ledger, deal: Deal, made: datetime, status: str) -> None:
    most = FACTS.trade_extra_percent if deal.customer.trade else max(_DISCOUNTS)
    discounts = [min(most, ledger.weighed(_DISCOUNTS)) for _ in deal.lines]
    number = f"Q-{5001 + len(ledger.rows['Quote'])}"
    quote_id = ledger.add(
        "Quote",
        made=made,
        by=deal.owner.id,
        QuoteNumber=number,
        Name=f"{number} {deal.name}",
        OpportunityId=deal.id,
        AccountId=deal.customer.id,
        ContactId=deal.contact.id,
        Status=status,
        ExpirationDate=made + timedelta(days=FACTS.quote_valid_days),
        Description=_remark(max(discounts)),
    )
    for line, line_id, discount in zip(deal.lines, deal.line_ids, discounts, strict=True):
        ledger.add(
            "QuoteLineItem",
            made=made,
            by=deal.owner.id,
            QuoteId=quote_id,
            OpportunityLineItemId=line_id,
            Product2Id=line.product.id,
            PricebookEntryId=line.price.id,
            Quantity=line.quantity,
            UnitPrice=line.price.unit,
            Discount=discount,
            TotalPrice=cents(line.total * (100 - discount) / Decimal(100)),
        )


def _remark(discount: int) -> str:
    terms = f"Valid for {FACTS.quote_valid_days} days. Discounts are credited on the invoice."
    if discount <= FACTS.discount_rep_percent:
        return terms
    return f"{terms} A discount of {discount}% needs the regional sales manager's approval."
