"""All values of a text, none within another."""

import re

from understudy.knowledge.facts.amounts import find_amounts
from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.contacts import find_contacts
from understudy.knowledge.facts.days import find_clocks, find_days, find_weekdays
from understudy.knowledge.facts.hours import with_weekdays
from understudy.knowledge.facts.places import find_places
from understudy.knowledge.facts.teams import find_teams
from understudy.knowledge.facts.versions import find_versions
from understudy.llm.local.spans import Span, blanked, longest_first

__all__ = ["find_values", "named_terms"]

_NUMBERED = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z]+\s(?=(?P<number>\d+)\b)")
# What has one of these in one sentence with its name is seldom a person.
_MEASURED = frozenset({"count", "duration", "money", "percent"})
_TERM = re.compile(r"(?<![\w-])(?P<length>\w+)-(?P<unit>day|week|month|year|night|hour|minute)(?=\s[a-z])")


def find_values(text: str, low: str, head: str = "") -> list[Span[Value]]:
    """The values in order; `low` is the text in small letters, `head` that of its column in a table."""
    contacts = [*find_contacts(text), *find_versions(low), *find_days(low), *find_clocks(low)]
    taken = longest_first(contacts)
    rest = blanked(low, [span.range for span in taken])
    # A number after a name belongs to the name: "the Ember 400".
    named = {found.start("number") for found in _NUMBERED.finditer(text)}
    weekdays = () if any(span.value.kind == "clock" for span in taken) else find_weekdays(rest)
    amounts = longest_first([span for span in (*find_amounts(rest), *weekdays) if span.start not in named])
    who = find_teams(text, is_measured=any(span.value.kind in _MEASURED for span in (*taken, *amounts)))
    names = longest_first([*who, *find_places(text)], [span.range for span in (*taken, *amounts)])
    return with_weekdays(_without_terms([*taken, *amounts, *names], low), low, head)


def named_terms(low: str) -> frozenset[str]:
    """Lengths that name a thing: "a two-year plan"."""
    return frozenset(match[0] for match in _TERM.finditer(low))


def _without_terms(spans: list[Span[Value]], low: str) -> list[Span[Value]]:
    """A length that is part of a name is no value beside a value of another kind."""
    terms = {match.start() for match in _TERM.finditer(low)}
    others = any(span.value.kind in ("money", "percent") for span in spans)
    kept = [span for span in spans if not (others and span.start in terms and span.value.kind == "duration")]
    return sorted(kept, key=lambda span: span.start)
