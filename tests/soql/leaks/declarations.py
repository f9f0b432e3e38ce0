"""Access rules that a seed makes, as the text of an access file; and what their conditions mean, in Python.

Each condition stands here twice: in the question language, for the file, and as a function of a row, for
`permission_filter`, which reads the declaration and nothing of the platform's.
"""

import random
from collections.abc import Callable
from typing import Any

from tests.soql.leaks.company import COUNTS, FIRST_DAY, Record, fields_of

from understudy.org.metadata import FieldType

__all__ = ["CONDITIONS", "CUSTOMER_CONDITIONS", "Look", "declare"]

Look = Callable[[str, Any], Record]
"""A row by object and id, empty if there is none."""
Meaning = Callable[[Record, Any], bool]


def _is(value: object, *texts: str) -> bool:
    return isinstance(value, str) and value.lower() in [text.lower() for text in texts]


def _more(value: Any, than: int) -> bool:
    return value is not None and value > than


CONDITIONS: dict[str, dict[str, Meaning]] = {
    "Account": {
        "Industry = 'Bakery'": lambda r, w: _is(r["Industry"], "Bakery"),
        "Industry NOT IN ('Brot', 'Zimt')": lambda r, w: not _is(r["Industry"], "Brot", "Zimt"),
        "NOT (AnnualRevenue > 5)": lambda r, w: not _more(r["AnnualRevenue"], 5),
        "Owner.Profile__c = 'rep' OR OwnerId = null": lambda r, w: (
            r["OwnerId"] is None or _is(w.row("User", r["OwnerId"]).get("Profile__c"), "rep")
        ),
        "Id IN (SELECT AccountId FROM Case WHERE Hours > 5)": lambda r, w: any(
            case["AccountId"] == r["Id"] and _more(case["Hours"], 5) for case in w.rows["Case"]
        ),
        "OwnerId = :user_id OR Parent.OwnerId IN :team": lambda r, w: (
            r["OwnerId"] == w.user_id or w.row("Account", r["ParentId"]).get("OwnerId") in w.team
        ),
    },
    "Contact": {
        "Account.IsPartner = true": lambda r, w: bool(w.row("Account", r["AccountId"]).get("IsPartner")),
        "Email != null": lambda r, w: r["Email"] is not None,
        "OwnerId IN :team": lambda r, w: r["OwnerId"] in w.team,
    },
    "Case": {
        "NOT (Priority = 'Low' OR Status = 'New')": lambda r, w: (
            not (_is(r["Priority"], "Low") or _is(r["Status"], "New"))
        ),
        "Account.Owner.ManagerId = :user_id": lambda r, w: (
            w.row("User", w.row("Account", r["AccountId"]).get("OwnerId")).get("ManagerId") == w.user_id
        ),
        "IsEscalated = false AND Hours <= 7": lambda r, w: (
            not r["IsEscalated"] and r["Hours"] is not None and r["Hours"] <= 7
        ),
        "DueDate > 2026-03-10": lambda r, w: (
            r["DueDate"] is not None and r["DueDate"] > FIRST_DAY.replace(day=10)
        ),
        "Channels INCLUDES ('Web')": lambda r, w: "Web" in (r["Channels"] or "").split(";"),
        "ContactId NOT IN (SELECT Id FROM Contact WHERE Email = null)": lambda r, w: (
            r["ContactId"] not in [each["Id"] for each in w.rows["Contact"] if each["Email"] is None]
        ),
    },
    "Deal__c": {
        "Amount__c > 3": lambda r, w: _more(r["Amount__c"], 3),
        "Stage__c LIKE 'Z%'": lambda r, w: (r["Stage__c"] or "").lower().startswith("z"),
        "Account__r.Industry = null": lambda r, w: w.row("Account", r["Account__c"]).get("Industry") is None,
    },
    "Task": {
        "Status != 'Closed'": lambda r, w: not _is(r["Status"], "Closed"),
        "WhatId IN (SELECT Id FROM Deal__c WHERE OwnerId IN :team) OR WhatId = null": lambda r, w: (
            r["WhatId"] is None
            or any(each["Id"] == r["WhatId"] and each["OwnerId"] in w.team for each in w.rows["Deal__c"])
        ),
    },
    "Line__c": {"Quantity__c > 2": lambda r, w: _more(r["Quantity__c"], 2)},
    "Article__kav": {
        "Audience__c IN ('public', 'employees')": lambda r, w: _is(r["Audience__c"], "public", "employees")
    },
    "User": {"Profile__c != 'boss'": lambda r, w: not _is(r["Profile__c"], "boss")},
}
CUSTOMER_CONDITIONS: dict[str, dict[str, Meaning]] = {
    "Account": {"Id = :account_id": lambda r, w: w.account_id is not None and r["Id"] == w.account_id},
    "Contact": {
        "Id = :contact_id": lambda r, w: r["Id"] == w.contact_id,
        "AccountId = :account_id": lambda r, w: w.account_id is not None and r["AccountId"] == w.account_id,
    },
    "Case": {
        "ContactId = :contact_id": lambda r, w: r["ContactId"] == w.contact_id,
        "ContactId = :contact_id OR NOT (AccountId != :account_id)": lambda r, w: (
            r["ContactId"] == w.contact_id or (w.account_id is not None and r["AccountId"] == w.account_id)
        ),
    },
    "Deal__c": {
        "Account__c = :account_id AND Stage__c IN ('Open', 'Closed')": lambda r, w: (
            w.account_id is not None
            and r["Account__c"] == w.account_id
            and _is(r["Stage__c"], "Open", "Closed")
        )
    },
    "Line__c": {
        "Deal__r.Account__c = :account_id": lambda r, w: (
            w.account_id is not None and w.row("Deal__c", r["Deal__c"]).get("Account__c") == w.account_id
        )
    },
    "Article__kav": {
        "Audience__c IN ('public', 'customers')": lambda r, w: _is(r["Audience__c"], "public", "customers")
    },
}
_PARENTS = {
    "Contact": ("AccountId", "Account"),
    "Line__c": ("Deal__c", "Deal__c"),
    "Case": ("AccountId", "Account"),
}
_OWNED = ("Account", "Contact", "Case", "Deal__c", "Task")
_TREE = {"Chief": {}, "East": {"under": "Chief"}, "Boston": {"under": "East"}, "West": {"under": "Chief"}}


def declare(rng: random.Random) -> dict[str, Any]:
    """An access file as data: what YAML says and the loader reads."""
    return {
        "default_profile": rng.choice(["none", "clerk"]),
        "hierarchy": rng.choice(["manager", "roles"]),
        "people": {"profile": "Profile__c", "role": "UserRole__c"},
        "roles": _TREE,
        "sharing": {
            name: _sharing(name, rng)
            for name in COUNTS
            if rng.random() < 0.6 and name in (*_OWNED, "Line__c")
        },
        "profiles": {
            "boss": {"*": "all"},
            **{name: _profile(rng) for name in ("clerk", "Rep", "auditor")},
        },
        "permission_sets": {
            "Extra": {
                "to": _audience(rng),
                "objects": {name: _entry(name, rng) for name in rng.sample(_OWNED, 2)},
            }
        },
        "customers": {
            name: {"rows": rng.choice(list(known)), "fields": _hidden(name, rng)}
            for name, known in CUSTOMER_CONDITIONS.items()
            if rng.random() < 0.85
        },
    }


def _profile(rng: random.Random) -> dict[str, Any]:
    found = {"*": "read"} if rng.random() < 0.8 else {}
    return found | {name: _entry(name, rng) for name in COUNTS if rng.random() < 0.5}


def _entry(name: str, rng: random.Random) -> Any:
    if rng.random() < 0.12:
        return "none"
    rights = rng.choice(["read", "read", "read", "read, view_all"])
    if name != "User":
        rights = rng.choice([rights, rights, "read, edit", "read, modify_all", "all"])
    entry: dict[str, Any] = {"rights": rights, "fields": _hidden(name, rng)}
    if rng.random() < 0.45:
        entry["rows"] = rng.choice(list(CONDITIONS[name]))
    return entry


def _hidden(name: str, rng: random.Random) -> dict[str, str]:
    """Some fields are hidden; the ids by which rows hang together seldom."""
    names = fields_of(name, *(set(FieldType) - {FieldType.ID, FieldType.REFERENCE}))
    names += [each for each in fields_of(name, FieldType.REFERENCE) if rng.random() < 0.15]
    return dict.fromkeys(rng.sample(names, min(len(names), rng.choice([0, 0, 0, 1, 2]))), "none")


def _sharing(name: str, rng: random.Random) -> Any:
    if name == "Line__c" or (name in _PARENTS and rng.random() < 0.3):
        field, parent = _PARENTS[name]
        return {"default": "parent", "parent": field, "parent_object": parent}
    rules = [_rule(name, number, rng) for number in range(rng.choice([0, 1, 1, 2, 3]))]
    return {
        "default": rng.choice(["private", "private", "private", "read", "edit", "full"]),
        "hierarchy": rng.random() < 0.7,
        "rules": rules,
    }


def _rule(name: str, number: int, rng: random.Random) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "name": f"rule {number}",
        "to": _audience(rng),
        "access": rng.choice(["read", "edit"]),
    }
    if rng.random() < 0.6:
        rule["where"] = rng.choice(list(CONDITIONS[name]))
    if rng.random() < 0.5:
        rule["owned_by"] = _audience(rng)
    return rule


def _audience(rng: random.Random) -> Any:
    if rng.random() < 0.1:
        return "everybody"
    possible = {
        "profile": ["clerk", "Rep", "auditor"],
        "role": list(_TREE),
        "role_and_below": list(_TREE),
        "user": [f"user{n:03}@hq.example" for n in range(1, 9)],
    }
    return {
        kind: rng.sample(possible[kind], rng.randint(1, 2))
        for kind in rng.sample(list(possible), rng.choice([1, 1, 2]))
    }
