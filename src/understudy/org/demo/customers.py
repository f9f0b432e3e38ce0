"""Accounts and the people there, each with the day from which the company has known them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from understudy.kit.ids import RecordId
from understudy.org.demo.company import DEMO_TODAY, FIRST_DAY
from understudy.org.demo.ledger import UNWRITTEN, Ledger, at_work
from understudy.org.demo.people import Colleague, Staff
from understudy.org.demo.words import (
    ACCOUNT_HEADS,
    FIRST_NAMES,
    INDUSTRY_TAILS,
    JOB_TITLES,
    LAST_NAMES,
    PLACES,
)

__all__ = ["Customer", "Names", "Person", "new_phone", "win_customers"]

_TRADE = {"Landscaping", "Garden Centers", "Nurseries"}
_INDUSTRIES = {
    "Landscaping": 5.0,
    "Garden Centers": 4.0,
    "Agriculture": 4.0,
    "Nurseries": 5.0,
    "Education": 3.0,
    "Hospitality": 2.0,
    "Parks and Recreation": 2.0,
    "Property Management": 2.0,
    "Botanical Gardens": 2.0,
    "Retail": 2.0,
}
_STATES: dict[str, float] = {state: len(PLACES) + 6 - rank for rank, state in enumerate(PLACES)}
_STREETS = (
    "Mill Road",
    "Station Street",
    "Orchard Lane",
    "County Road 9",
    "Depot Avenue",
    "Greenway Drive",
    "Ridge Road",
)
_NOTES = (
    "pays on time",
    "likes a call before any mail",
    "plans to add a second site",
    "met us at the growers' fair in Columbus",
    "deliveries by the back gate before noon",
    "sends one large order in early spring",
)
_PINNED = (
    ("Harbor Light Nursery", "Nurseries", "MA", ("Maria Okafor", "Dennis Pruitt", "Leonie Castle")),
    ("Harbor Point Landscaping", "Landscaping", "CA", ("Martin Okafor", "Sunniva Grant")),
    ("Thistledown Botanical Garden", "Botanical Gardens", "OH", ("Augustine Pell", "Rosa Linwood")),
    ("Mesa Verde Growers", "Agriculture", "AZ", ("Carlos Quintanilla", "Wren Hathaway")),
)
"""The first accounts are always these: two share a first word, two people a family name."""


@dataclass(frozen=True, slots=True)
class Person:
    """A contact."""

    id: RecordId
    name: str
    email: str
    phone: str
    title: str


@dataclass(frozen=True, slots=True)
class Customer:
    """An account with its people; the first is the one who buys."""

    id: RecordId
    name: str
    industry: str
    state: str
    since: date
    seller: Colleague
    people: tuple[Person, ...]

    @property
    def trade(self) -> bool:
        """Whether the account buys at trade prices."""
        return self.industry in _TRADE


class Names:
    """Names of people and organisations, none given twice."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._taken = {person for _, _, _, people in _PINNED for person in people}
        self._heads = list(ACCOUNT_HEADS)
        ledger.dice.shuffle(self._heads)
        self._rounds = 0

    def person(self) -> str:
        """A full name."""
        while True:
            name = f"{self._ledger.pick(FIRST_NAMES)} {self._ledger.pick(LAST_NAMES)}"
            if name not in self._taken:
                self._taken.add(name)
                return name

    def organisation(self, industry: str) -> str:
        """A name for an organisation of that industry; its first words are no other's."""
        if not self._heads:
            self._heads = [f"{where} {head}" for head in ACCOUNT_HEADS for where in ("North", "Old")]
            self._ledger.dice.shuffle(self._heads)
        return f"{self._heads.pop()} {self._ledger.pick(INDUSTRY_TAILS[industry])}"


@dataclass(frozen=True, slots=True)
class _Sketch:
    """What is settled of a customer before the records are made."""

    name: str
    industry: str
    state: str
    people: tuple[str, ...]


def win_customers(ledger: Ledger, staff: Staff, names: Names, count: int) -> tuple[Customer, ...]:
    """Add `count` accounts with two or three contacts each, the earliest first."""
    span = (DEMO_TODAY - timedelta(days=60) - FIRST_DAY).days
    customers: list[Customer] = []
    for number in range(count):
        sketch = _Sketch(*_PINNED[number]) if number < len(_PINNED) else _sketch(ledger, names)
        # The exponent makes more customers begin early than late.
        since = FIRST_DAY + timedelta(days=int(span * (number / count) ** 1.6))
        seller = ledger.pick(staff.sellers(sketch.state, since))
        customers.append(_win(ledger, sketch, since, seller))
    return tuple(customers)


def _sketch(ledger: Ledger, names: Names) -> _Sketch:
    industry, state = ledger.weighed(_INDUSTRIES), ledger.weighed(_STATES)
    people = tuple(names.person() for _ in range(ledger.pick((2, 3))))
    return _Sketch(names.organisation(industry), industry, state, people)


def _win(ledger: Ledger, sketch: _Sketch, since: date, seller: Colleague) -> Customer:
    made = at_work(since, ledger.dice)
    city, postal_code = PLACES[sketch.state]
    host = f"{''.join(c for c in sketch.name.lower() if c.isalnum())}.example"
    terms = "Buys at trade prices" if sketch.industry in _TRADE else "Buys for its own use"
    account_id = ledger.add(
        "Account",
        made=made,
        by=seller.id,
        Name=sketch.name,
        Industry=sketch.industry,
        NumberOfEmployees=int(ledger.dice.lognormvariate(3.4, 0.9)) + 2,
        Phone=new_phone(ledger),
        Website=f"https://{host}",
        ShippingStreet=f"{ledger.dice.randrange(10, 980)} {ledger.pick(_STREETS)}",
        ShippingCity=city,
        ShippingState=sketch.state,
        ShippingPostalCode=postal_code,
        OwnerId=seller.id,
        Description=f"{terms}; {ledger.pick(_NOTES)}.",
    )
    titles = ledger.dice.sample(JOB_TITLES[sketch.industry], len(sketch.people))
    people = [
        Person(UNWRITTEN, name, f"{name.replace(' ', '.')}@{host}".lower(), new_phone(ledger), title)
        for name, title in zip(sketch.people, titles, strict=True)
    ]
    written = tuple(_meet(ledger, person, account_id, made, seller) for person in people)
    return Customer(account_id, sketch.name, sketch.industry, sketch.state, since, seller, written)


def _meet(ledger: Ledger, person: Person, account_id: RecordId, made: datetime, seller: Colleague) -> Person:
    first, last = person.name.split(" ")
    contact_id = ledger.add(
        "Contact",
        made=made,
        by=seller.id,
        FirstName=first,
        LastName=last,
        AccountId=account_id,
        Email=person.email,
        Phone=person.phone,
        Title=person.title,
    )
    return replace(person, id=contact_id)


def new_phone(ledger: Ledger) -> str:
    """A telephone number of the range that is kept for stories."""
    return f"{ledger.dice.randrange(201, 989)}-555-0{ledger.dice.randrange(100, 200)}"
