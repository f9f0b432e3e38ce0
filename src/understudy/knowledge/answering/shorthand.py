"""What people type for longer words, spelled out as documents write it. Pure."""

import re
from collections.abc import Mapping

__all__ = ["spelled_out"]

_LONG: Mapping[str, str] = {
    "acct": "account",
    "addr": "address",
    "appt": "appointment",
    "ceo": "chief executive",
    "cfo": "chief financial officer",
    "cto": "chief technology officer",
    "dept": "department",
    "dob": "date of birth",
    "docs": "documents",
    "eta": "delivery time",
    "hr": "human resources",
    "hrs": "hours",
    "info": "information",
    "mfa": "multi-factor authentication",
    "mgr": "manager",
    "mins": "minutes",
    "ooo": "out of office",
    "pls": "please",
    "pto": "paid time off",
    "pw": "password",
    "pwd": "password",
    "qty": "quantity",
    "rma": "return",
    "sla": "service level",
    "sso": "single sign-on",
    "wfh": "working from home",
    "wks": "weeks",
    "yrs": "years",
    "2fa": "two-factor authentication",
}
_WORD = re.compile(r"(?<![\w@.-])\w+(?![\w@-]|\.\w)")


def spelled_out(question: str) -> str:
    """The question without abbreviations; parts of addresses and file names stay."""
    return _WORD.sub(lambda found: _LONG.get(found[0].lower(), found[0]), question)
