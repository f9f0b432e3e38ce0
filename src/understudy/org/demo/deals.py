"""Deals as they went: planned first, then written as opportunities, contracts and orders that agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from understudy.kit.ids import RecordId
from understudy.org.demo.catalogue import Catalogue, Price, Product
from understudy.org.demo.company import DEMO_TODAY
from understudy.org.demo.customers import Customer, Person
from understudy.org.demo.ledger import UNWRITTEN, Ledger, at_work
from understudy.org.demo.people import Colleague, Staff

__all__ = ["PROBABILITY", "STAGES", "Bought", "Deal", "Line", "plan_deals", "write_deals"]

STAGES: tuple[str, ...] = ("Qualification", "Discovery", "Quote", "Negotiation", "Closed")
PROBABILITY: dict[str, int] = dict(zip(STAGES, (10, 25, 50, 75, 100), strict=True))
_SOURCES = {"Web": 4.0, "Referral": 3.0, "Trade Show": 2.0, "Phone Inquiry": 2.0, "Advertisement": 1.0}
_WON_SHARE = 0.72
_OPEN_SHARE = 0.22

_PROJECTS = {
    "structures": ("New Greenhouse", "Propagation House", "Teaching Greenhouse", "Second Growing Site"),
    "water": ("Drip Irrigation", "Watering Renewal", "Rainwater Project", "Summer Watering"),
    "electronics": ("Smart Watering", "Sensor Network", "Winter Lighting", "Controller Replacement"),
    "climate": ("Climate Upgrade", "Frost Protection", "Ventilation Refit", "Seedling Season"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """So many of a product at its list price."""

    product: Product
    price: Price
    quantity: int

    @property
    def total(self) -> Decimal:
        """What the line comes to."""
        return self.price.unit * self.quantity


@dataclass(frozen=True, slots=True)
class Deal:
    """One sale in the making or done. `decided` is the day it closed, or is expected to."""

    name: str
    customer: Customer
    contact: Person
    owner: Colleague
    created: datetime
    decided: date
    stage: str
    won: bool
    source: str
    lines: tuple[Line, ...]
    id: RecordId = UNWRITTEN
    line_ids: tuple[RecordId, ...] = ()

    @property
    def closed(self) -> bool:
        """Whether the deal is over, won or lost."""
        return self.stage == STAGES[-1]

    @property
    def amount(self) -> Decimal:
        """The sum of the lines."""
        return sum((line.total for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class Bought:
    """One product that a customer has bought: an order item."""

    id: RecordId
    order_number: str
    on: date
    customer: Customer
    product: Product


def plan_deals(
    ledger: Ledger, staff: Staff, catalogue: Catalogue, customers: Sequence[Customer], count: int
) -> list[Deal]:
    """`count` deals by the day they began; every customer's first began the day it became an account."""
    open_count = int(count * _OPEN_SHARE)
    starts = [(customer, customer.since, False) for customer in customers]
    for number in range(count - len(starts)):
        customer = ledger.pick(customers)
        still_open = number < open_count
        earliest = DEMO_TODAY - timedelta(days=90) if still_open else customer.since
        days = (DEMO_TODAY - timedelta(days=5) - earliest).days
        starts.append((customer, earliest + timedelta(days=ledger.dice.randrange(days)), still_open))
    names: set[str] = set()
    deals = [
        _plan(ledger, staff, catalogue, start, names)
        for start in sorted(starts, key=lambda s: (s[1], s[0].id))
    ]
    return sorted(deals, key=lambda deal: deal.created)


def _plan(
    ledger: Ledger, staff: Staff, catalogue: Catalogue, start: tuple[Customer, date, bool], names: set[str]
) -> Deal:
    customer, begun, still_open = start
    created = at_work(begun, ledger.dice)
    sellers = staff.sellers(customer.state, created.date())
    owner = customer.seller if ledger.chance(0.8) else ledger.pick(sellers)
    lines = _lines(ledger, catalogue, customer, created.year)
    days = min(150, max(9, int(ledger.dice.lognormvariate(3.6, 0.5) * owner.pace)))
    decided = at_work(created.date() + timedelta(days=days), ledger.dice).date()
    if still_open or decided > DEMO_TODAY - timedelta(days=9):
        stage, decided = _open_stage(ledger, created.date())
        won = False
    else:
        stage, won = STAGES[-1], ledger.chance(_WON_SHARE)
    return Deal(
        name=_name(ledger, customer, lines[0].product, created.year, names),
        customer=customer,
        contact=customer.people[0] if ledger.chance(0.75) else ledger.pick(customer.people),
        owner=owner,
        created=created,
        decided=decided,
        stage=stage,
        won=won,
        source=ledger.weighed(_SOURCES),
        lines=lines,
    )


def _open_stage(ledger: Ledger, begun: date) -> tuple[str, date]:
    """How far an open deal has come, and when it should close; some deals in negotiation are overdue."""
    age = (DEMO_TODAY - begun).days
    left = ledger.dice.randrange(6, 70)
    stage = STAGES[int(4 * age / (age + left))]
    if stage == "Negotiation" and ledger.chance(0.25):
        return stage, max(
            begun + timedelta(days=7), DEMO_TODAY - timedelta(days=ledger.dice.randrange(3, 20))
        )
    return stage, DEMO_TODAY + timedelta(days=left)


def _lines(ledger: Ledger, catalogue: Catalogue, customer: Customer, year: int) -> tuple[Line, ...]:
    wanted = ledger.weighed({1: 1, 2: 2, 3: 3, 4: 3, 5: 2})
    chosen: dict[str, Product] = {}
    while len(chosen) < wanted:
        product = ledger.weighed({p: p.share for p in catalogue.products})
        chosen[product.name] = product
    return tuple(
        Line(
            product,
            catalogue.price(product, year, trade=customer.trade),
            max(1, round(ledger.dice.triangular(1, product.most, 1))),
        )
        for product in chosen.values()
    )


def _name(ledger: Ledger, customer: Customer, product: Product, year: int, names: set[str]) -> str:
    projects = list(_PROJECTS[product.skill])
    ledger.dice.shuffle(projects)
    tries = [f"{customer.name} - {project} {year}" for project in projects]
    tries += [f"{tries[0]} ({number})" for number in range(2, 9)]
    name = next(attempt for attempt in tries if attempt not in names)
    names.add(name)
    return name


def write_deals(ledger: Ledger, deals: Sequence[Deal]) -> tuple[list[Deal], list[Bought]]:
    """The deals with the ids of their records, and everything bought, by the day of the order."""
    contracts = _sign_contracts(ledger, deals)
    written = [_write_opportunity(ledger, deal, contracts.get(deal.name)) for deal in deals]
    won = sorted((deal for deal in written if deal.won), key=lambda deal: (deal.decided, deal.name))
    return written, [item for deal in won for item in _write_order(ledger, deal, contracts[deal.name])]


def _sign_contracts(ledger: Ledger, deals: Sequence[Deal]) -> dict[str, RecordId]:
    won = sorted((deal for deal in deals if deal.won), key=lambda deal: (deal.decided, deal.name))
    return {deal.name: _sign(ledger, deal, number) for number, deal in enumerate(won, 10_001)}


def _sign(ledger: Ledger, deal: Deal, number: int) -> RecordId:
    term = ledger.pick((12, 24, 36))
    start = deal.decided + timedelta(days=ledger.dice.randrange(1, 15))
    customer_signed = max(deal.created.date(), deal.decided - timedelta(days=ledger.dice.randrange(4)))
    goods = ", ".join(f"{line.quantity} x {line.product.name}" for line in deal.lines)
    return ledger.add(
        "Contract",
        made=at_work(customer_signed, ledger.dice),
        by=deal.owner.id,
        ContractNumber=f"C-{number}",
        AccountId=deal.customer.id,
        Status="Signed" if start > DEMO_TODAY else "Activated",
        StartDate=start,
        ContractTerm=term,
        CompanySignedDate=deal.decided,
        CustomerSignedDate=customer_signed,
        Description=f"{goods}; {term} months of support. Order value ${deal.amount:,.2f} at list prices.",
    )


def _write_opportunity(ledger: Ledger, deal: Deal, contract_id: RecordId | None) -> Deal:
    probability = (100 if deal.won else 0) if deal.closed else PROBABILITY[deal.stage]
    wishes = " and ".join(line.product.name for line in deal.lines[:2])
    opportunity_id = ledger.add(
        "Opportunity",
        made=deal.created,
        by=deal.owner.id,
        Name=deal.name,
        AccountId=deal.customer.id,
        ContactId=deal.contact.id,
        OwnerId=deal.owner.id,
        StageName=deal.stage,
        Amount=deal.amount,
        Probability=probability,
        CloseDate=deal.decided,
        ContractID__c=contract_id,
        LeadSource=deal.source,
        Description=f"{deal.contact.name} asked for {wishes}; {len(deal.lines)} products in all.",
    )
    line_ids = tuple(
        ledger.add(
            "OpportunityLineItem",
            made=deal.created,
            by=deal.owner.id,
            OpportunityId=opportunity_id,
            Product2Id=line.product.id,
            PricebookEntryId=line.price.id,
            Quantity=line.quantity,
            UnitPrice=line.price.unit,
            TotalPrice=line.total,
        )
        for line in deal.lines
    )
    return replace(deal, id=opportunity_id, line_ids=line_ids)


def _write_order(ledger: Ledger, deal: Deal, contract_id: RecordId) -> list[Bought]:
    on = deal.decided + timedelta(days=ledger.dice.randrange(6))
    number = f"MV-{24_001 + len(ledger.rows['Order'])}"
    order_id = ledger.add(
        "Order",
        made=datetime.combine(on, time(16), UTC),
        by=deal.owner.id,
        OrderNumber=number,
        AccountId=deal.customer.id,
        OwnerId=deal.owner.id,
        Pricebook2Id=deal.lines[0].price.book_id,
        ContractId=contract_id,
        Status="Activated",
        EffectiveDate=on,
    )
    bought: list[Bought] = []
    for line in deal.lines:
        item_id = ledger.add(
            "OrderItem",
            made=datetime.combine(on, time(16), UTC),
            by=deal.owner.id,
            OrderId=order_id,
            Product2Id=line.product.id,
            PriceBookEntryId=line.price.id,
            Quantity=line.quantity,
            UnitPrice=line.price.unit,
        )
        bought.append(Bought(item_id, number, on, deal.customer, line.product))
    return bought
