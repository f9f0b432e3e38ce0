"""Names that a person reads, and names that a query may use, from the names of tables and columns."""

import re
from collections.abc import Container
from itertools import pairwise

__all__ = ["api_name", "free_name", "label", "plain", "plural", "singular", "words"]

_SUFFIX = re.compile(r"__(c|kav|r|pc)$", re.IGNORECASE)
_LONGEST = 60
"""Characters; PostgreSQL cuts names at 63 bytes."""


def api_name(text: str) -> str:
    """A name of letters, digits and underscores that begins with a letter."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", text.strip()).strip("_")[:_LONGEST]
    return name if name and name[0].isalpha() else f"X{name}"


def words(name: str) -> list[str]:
    """The words in an API name: `BillToAddress__c`, `bill_to_address` and `bill-to address` have three."""
    chunks = re.split(r"[\W_]+", _SUFFIX.sub("", name))
    return [word for chunk in chunks if chunk for word in _humps(chunk)]


def _humps(chunk: str) -> list[str]:
    """The parts of `SLAPolicy2`: SLA, Policy, 2."""
    starts = [0]
    for place in range(1, len(chunk)):
        before, here, after = chunk[place - 1], chunk[place], chunk[place + 1 : place + 2]
        new_hump = here.isupper() and (before.islower() or (before.isupper() and after.islower()))
        if new_hump or before.isdigit() != here.isdigit():
            starts.append(place)
    return [chunk[start:end] for start, end in pairwise([*starts, len(chunk)])]


def label(name: str) -> str:
    """What to call it in a sentence: `CloseDate` is a "Close Date", `Foo__c` a "Foo"."""
    found = words(name)
    return " ".join(word if word.isupper() else word.capitalize() for word in found) or name


def plain(name: str) -> str:
    """The name as letters and digits in lower case, without a custom suffix, for comparing."""
    return "".join(words(name)).lower()


def plural(noun: str) -> str:
    """The regular English plural; what ends like a plural stays."""
    lower = noun.lower()
    if lower.endswith("s") and not lower.endswith(("ss", "us", "is")):
        return noun
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if lower.endswith(("s", "x", "ch", "sh")) else "s")


def singular(noun: str) -> str:
    """The regular English singular; what does not end like a plural stays."""
    lower = noun.lower()
    if lower.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if lower.endswith(("sses", "xes", "ches", "shes")):
        return noun[:-2]
    return noun[:-1] if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) else noun


def free_name(wanted: str, taken: Container[str], suffix: str = "") -> str:
    """The wanted name, numbered if its lower case is taken."""
    name, number = wanted + suffix, 2
    while name.lower() in taken:
        name, number = f"{wanted}{number}{suffix}", number + 1
    return name
