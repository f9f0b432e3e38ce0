"""Habits of SQL that SOQL has another word for: the same question, written so that it runs.

Only what means exactly the same is rewritten; texts in quotes are left alone.
"""

import re

from understudy.soql.literals import quote

__all__ = ["without_habits"]

_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'|\"[^\"]*\"", re.DOTALL)
_HELD = re.compile(r"\x00(\d+)\x00")
_VALUE = r"(?:[\w.:+\-]+|\x00\d+\x00)"
_SAME = [
    (r"\s*;\s*\Z", ""),
    (r"`([^`]*)`", r"\1"),
    (r"==", "="),
    (r"\bIS\s+NOT\s+NULL\b", "!= null"),
    (r"\bIS\s+NULL\b", "= null"),
    (r"\bILIKE\b", "LIKE"),
    (rf"([\w.]+)\s+NOT\s+LIKE\s+({_VALUE})", r"(NOT \1 LIKE \2)"),
    (rf"([\w.]+)\s+BETWEEN\s+({_VALUE})\s+AND\s+({_VALUE})", r"(\1 >= \2 AND \1 <= \3)"),
    (r"\bYEAR\s*\(", "CALENDAR_YEAR("),
    (r"\bQUARTER\s*\(", "CALENDAR_QUARTER("),
    (r"\bMONTH\s*\(", "CALENDAR_MONTH("),
    (r"\b((?:LAST|NEXT)_N_\w+|N_\w+_AGO)\s*\(\s*(\d+)\s*\)", r"\1:\2"),
    (r"\A(\s*SELECT)\s+COUNT\s*\(\s*\*\s*\)(\s+FROM\b(?!.*\bGROUP\s+BY\b))", r"\1 COUNT()\2"),
    (r"\bCOUNT\s*\(\s*\*\s*\)", "COUNT(Id)"),
    (r"\)\s+AS\s+(?=\w)", ") "),
    (r"\A(\s*SELECT)\s+TOP\s+(\d+)\s+(.*)\Z", r"\1 \3 LIMIT \2"),
    (r"\bLIMIT\s+(\d+)\s*,\s*(\d+)", r"LIMIT \2 OFFSET \1"),
]
_REWRITES = [(re.compile(pattern, re.IGNORECASE | re.DOTALL), new) for pattern, new in _SAME]


def without_habits(text: str) -> str:
    """The query with SQL's words for it replaced by SOQL's; itself when there are none."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(_in_single_quotes(match.group()))
        return f"\x00{len(held) - 1}\x00"

    found = _QUOTED.sub(hold, text.replace("\x00", ""))
    for pattern, new in _REWRITES:
        found = pattern.sub(new, found)
    return _HELD.sub(lambda match: held[int(match.group(1))], found)


def _in_single_quotes(quoted: str) -> str:
    return quoted if quoted.startswith("'") else quote(quoted[1:-1])
