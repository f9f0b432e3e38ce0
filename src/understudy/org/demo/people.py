"""The colleagues of Marrow & Vine: who does what, reports to whom, and is responsible for which states."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from understudy.kit.ids import RecordId
from understudy.org.demo.company import DOMAIN
from understudy.org.demo.ledger import Ledger

__all__ = ["Colleague", "Staff", "Territory", "hire_staff"]


@dataclass(frozen=True, slots=True)
class _Post:
    name: str
    title: str
    department: str
    profile: str
    hired: date
    manager: str | None
    skills: tuple[str, ...] = ()
    pace: float = 1.0
    zone: str = "America/Chicago"


HEAD, SALES_HEAD, SUPPORT_HEAD = "Rosalind Achebe", "Teodoro Vance", "Ingrid Solberg"
FIELD_LEAD, DESK_LEAD = "Marcus Whitfield", "Priyanka Nair"
WEST, EAST = "Delia Ortiz", "Bram Kessler"

_POSTS = (
    _Post(HEAD, "Managing Director", "Executive", "executive", date(2009, 3, 2), None),
    _Post(SUPPORT_HEAD, "Head of Support", "Support", "executive", date(2012, 5, 14), HEAD),
    _Post(SALES_HEAD, "Head of Sales", "Sales", "executive", date(2014, 9, 1), HEAD),
    _Post("Yolanda Prewitt", "People and Policy Partner", "Operations", "standard", date(2016, 1, 11), HEAD),
    _Post("Anselm Okoro", "Sales Operations Analyst", "Operations", "standard", date(2020, 6, 1), SALES_HEAD),
    _Post(
        FIELD_LEAD,
        "Support Team Lead",
        "Support",
        "support",
        date(2015, 4, 6),
        SUPPORT_HEAD,
        ("structures", "climate"),
        0.8,
    ),
    _Post(
        DESK_LEAD,
        "Support Team Lead",
        "Support",
        "support",
        date(2017, 8, 21),
        SUPPORT_HEAD,
        ("electronics", "orders"),
        0.8,
    ),
    _Post(
        "Caroline Mbatha",
        "Support Agent",
        "Support",
        "support",
        date(2018, 2, 5),
        FIELD_LEAD,
        ("structures",),
        0.75,
    ),
    _Post(
        "Dmitri Halvorsen",
        "Support Agent",
        "Support",
        "support",
        date(2019, 10, 7),
        FIELD_LEAD,
        ("water",),
        0.9,
    ),
    _Post(
        "Lucille Fontenot",
        "Support Agent",
        "Support",
        "support",
        date(2020, 3, 16),
        FIELD_LEAD,
        ("water", "climate"),
        1.1,
    ),
    _Post(
        "Jorge Villalobos",
        "Support Agent",
        "Support",
        "support",
        date(2021, 1, 18),
        FIELD_LEAD,
        ("climate",),
        1.3,
    ),
    _Post(
        "Hyun-woo Seo",
        "Support Agent",
        "Support",
        "support",
        date(2021, 7, 12),
        DESK_LEAD,
        ("electronics",),
        0.7,
    ),
    _Post(
        "Marguerite Tull",
        "Support Agent",
        "Support",
        "support",
        date(2022, 4, 4),
        DESK_LEAD,
        ("orders",),
        0.85,
    ),
    _Post(
        "Oluwaseun Balogun",
        "Support Agent",
        "Support",
        "support",
        date(2022, 11, 14),
        DESK_LEAD,
        ("electronics",),
        1.0,
    ),
    _Post(
        "Tess Rademaker",
        "Support Agent",
        "Support",
        "support",
        date(2024, 2, 12),
        DESK_LEAD,
        ("orders", "structures"),
        1.25,
    ),
    _Post(
        "Idris Farouk", "Support Agent", "Support", "support", date(2025, 3, 3), FIELD_LEAD, ("water",), 1.5
    ),
    _Post(
        WEST,
        "Regional Sales Manager",
        "Sales",
        "sales",
        date(2016, 7, 5),
        SALES_HEAD,
        pace=0.8,
        zone="America/Los_Angeles",
    ),
    _Post(
        EAST,
        "Regional Sales Manager",
        "Sales",
        "sales",
        date(2018, 1, 15),
        SALES_HEAD,
        pace=0.9,
        zone="America/New_York",
    ),
    _Post(
        "Winifred Castellan",
        "Sales Representative",
        "Sales",
        "sales",
        date(2019, 4, 8),
        WEST,
        pace=0.7,
        zone="America/Los_Angeles",
    ),
    _Post(
        "Rashad Lemieux",
        "Sales Representative",
        "Sales",
        "sales",
        date(2020, 9, 14),
        WEST,
        zone="America/Denver",
    ),
    _Post(
        "Noelani Kahale",
        "Sales Representative",
        "Sales",
        "sales",
        date(2022, 2, 7),
        WEST,
        pace=1.2,
        zone="America/Los_Angeles",
    ),
    _Post("Gunnar Eklund", "Sales Representative", "Sales", "sales", date(2021, 5, 10), WEST, pace=0.9),
    _Post(
        "Philomena Ashby",
        "Sales Representative",
        "Sales",
        "sales",
        date(2018, 10, 1),
        EAST,
        pace=0.85,
        zone="America/New_York",
    ),
    _Post(
        "Cedric Montrose",
        "Sales Representative",
        "Sales",
        "sales",
        date(2022, 8, 22),
        EAST,
        pace=1.1,
        zone="America/New_York",
    ),
    _Post(
        "Valentina Sorrel",
        "Sales Representative",
        "Sales",
        "sales",
        date(2023, 6, 19),
        EAST,
        pace=1.35,
        zone="America/New_York",
    ),
)

_TERRITORIES = {
    "Pacific": ("CA,OR,WA,AK,HI", ("Winifred Castellan", "Noelani Kahale", WEST)),
    "Mountain": ("CO,UT,NV,ID,MT,WY", ("Rashad Lemieux", "Noelani Kahale")),
    "Southwest": ("TX,OK,NM,AZ", ("Rashad Lemieux", "Winifred Castellan")),
    "Plains": ("ND,SD,NE,KS,MN,IA,MO", ("Gunnar Eklund", "Rashad Lemieux")),
    "Great Lakes": ("WI,MI,IL,IN,OH", ("Gunnar Eklund", "Philomena Ashby", EAST)),
    "South": ("AR,LA,MS,AL,TN,KY", ("Cedric Montrose", "Gunnar Eklund")),
    "Southeast": ("FL,GA,SC,NC,VA,WV", ("Cedric Montrose", "Valentina Sorrel")),
    "Northeast": ("NY,NJ,PA,CT,RI,MA,VT,NH,ME,DE,MD,DC", ("Philomena Ashby", "Valentina Sorrel", EAST)),
}


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the staff. `pace` below 1 is faster than most; `skills` are groups of issues."""

    id: RecordId
    name: str
    email: str
    title: str
    department: str
    hired: date
    skills: tuple[str, ...]
    pace: float

    @property
    def first_name(self) -> str:
        """The name used in a talk."""
        return self.name.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Territory:
    """Some states and the colleagues who sell there."""

    name: str
    states: frozenset[str]
    members: tuple[Colleague, ...]


@dataclass(frozen=True)
class Staff:
    """Everyone, and the parts of the country."""

    colleagues: tuple[Colleague, ...]
    territories: tuple[Territory, ...]

    def named(self, name: str) -> Colleague:
        """The colleague of that full name."""
        return next(c for c in self.colleagues if c.name == name)

    def titled(self, title: str, on: date) -> tuple[Colleague, ...]:
        """Who held the post on that day."""
        return tuple(c for c in self.colleagues if c.title == title and c.hired <= on)

    def sellers(self, state: str, on: date) -> tuple[Colleague, ...]:
        """Who sold in the state on that day."""
        territory = next(t for t in self.territories if state in t.states)
        return tuple(c for c in territory.members if c.hired <= on)


def hire_staff(ledger: Ledger) -> Staff:
    """Add users, territories and who belongs to which."""
    colleagues: dict[str, Colleague] = {}
    for number, post in enumerate(_POSTS):
        boss = colleagues[post.manager].id if post.manager else None
        colleagues[post.name] = _hire(ledger, post, boss, phone=f"608-555-01{number + 10}")
    territories = tuple(
        _divide(ledger, name, states, tuple(colleagues[member] for member in members))
        for name, (states, members) in _TERRITORIES.items()
    )
    return Staff(tuple(colleagues.values()), territories)


def _hire(ledger: Ledger, post: _Post, boss: RecordId | None, *, phone: str) -> Colleague:
    first, last = post.name.split(" ")
    email = f"{first}.{last}@{DOMAIN}".lower()
    user_id = ledger.add(
        "User",
        made=datetime.combine(post.hired, time(12), UTC),
        FirstName=first,
        LastName=last,
        Email=email,
        Phone=phone,
        Username=email,
        Alias=(first[0] + last)[:8].lower(),
        Title=post.title,
        Department=post.department,
        ManagerId=boss,
        IsActive=True,
        Profile__c=post.profile,
        TimeZoneSidKey=post.zone,
        LocaleSidKey="en_US",
        LanguageLocaleKey="en_US",
        EmailEncodingKey="UTF-8",
    )
    return Colleague(
        user_id, post.name, email, post.title, post.department, post.hired, post.skills, post.pace
    )


def _divide(ledger: Ledger, name: str, states: str, members: tuple[Colleague, ...]) -> Territory:
    territory_id = ledger.add("Territory2", Name=name, Description=states)
    for member in members:
        ledger.add("UserTerritory2Association", Territory2Id=territory_id, UserId=member.id)
    return Territory(name, frozenset(states.split(",")), members)
