"""All values of a text, by all recognisers: of those that overlap the surest, then the longest."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from understudy.trust.values.addresses import find_addresses, find_postal_codes
from understudy.trust.values.dates import find_ages, find_births, find_dates
from understudy.trust.values.identity import find_identity_numbers
from understudy.trust.values.names import find_names
from understudy.trust.values.numbered import find_numbers
from understudy.trust.values.online import find_domains, find_emails, find_ip_addresses, find_mac_addresses
from understudy.trust.values.payment import find_cards, find_ibans
from understudy.trust.values.phones import find_phones
from understudy.trust.values.secrets import find_secrets
from understudy.trust.values.span import POSSIBLE, TYPES, Recogniser, Span, ValueType
from understudy.trust.values.titles import find_nationalities, find_titles

__all__ = ["RECOGNISERS", "Detector", "apart"]

_BY_TYPE: tuple[tuple[Recogniser, frozenset[ValueType]], ...] = (
    (find_secrets, frozenset({"SECRET"})),
    (find_emails, frozenset({"EMAIL_ADDRESS"})),
    (find_domains, frozenset({"DOMAIN_NAME"})),
    (find_ip_addresses, frozenset({"IP_ADDRESS"})),
    (find_mac_addresses, frozenset({"MAC_ADDRESS"})),
    (find_cards, frozenset({"CREDIT_CARD"})),
    (find_ibans, frozenset({"IBAN_CODE"})),
    (find_identity_numbers, frozenset({"US_SSN", "NATIONAL_ID", "PASSPORT", "US_DRIVER_LICENSE"})),
    (find_phones, frozenset({"PHONE_NUMBER"})),
    (find_numbers, frozenset({"RECORD_NUMBER"})),
    (find_births, frozenset({"DATE_OF_BIRTH"})),
    (find_dates, frozenset({"DATE_TIME"})),
    (find_ages, frozenset({"AGE"})),
    (find_addresses, frozenset({"STREET_ADDRESS"})),
    (find_postal_codes, frozenset({"ZIP_CODE"})),
    (find_names, frozenset({"PERSON", "ORGANIZATION", "GPE"})),
    (find_titles, frozenset({"TITLE"})),
    (find_nationalities, frozenset({"NRP"})),
)
RECOGNISERS: tuple[Recogniser, ...] = tuple(find for find, _ in _BY_TYPE)
_KEPT, _LONGEST_KEPT = 1024, 20_000
"""What was found in so many texts is kept: a prompt is sent again with each request of a turn, and most of it
with
the next turn.
"""


@dataclass(frozen=True)
class Detector:
    """Finds values of these types; `more` come first among equals, such as names that an org knows."""

    more: tuple[Recogniser, ...] = ()
    types: frozenset[ValueType] = frozenset(TYPES)

    def values(self, text: str, *, sure: float = POSSIBLE) -> list[Span]:
        """The values in order, none overlapping another; those less sure than asked for are left out."""
        return apart(span for span in self.all_values(text) if span.sure >= sure)

    def all_values(self, text: str) -> list[Span]:
        """The values in any order, those that overlap others too."""
        if not text:
            return []
        keeps = len(text) <= _LONGEST_KEPT
        found = _found(text, self.types) if keeps else _found.__wrapped__(text, self.types)
        return [*(span for find in self.more for span in find(text)), *found]


@lru_cache(maxsize=_KEPT)
def _found(text: str, types: frozenset[ValueType]) -> tuple[Span, ...]:
    """All that the recognisers of the types find, which depends on the text alone."""
    return tuple(span for find, kinds in _BY_TYPE if kinds & types for span in find(text))


def apart(spans: Iterable[Span]) -> list[Span]:
    """Of spans that overlap the surest, then the longest, then the first; in their order in the text."""
    ranked = sorted(spans, key=lambda each: (-each.sure, each.start - each.end))
    chosen: list[Span] = []
    for span in ranked:
        at = bisect_left(chosen, span.start, key=lambda each: each.start)
        if not _touches(chosen, at, span):
            chosen.insert(at, span)
    return chosen


def _touches(chosen: Sequence[Span], at: int, span: Span) -> bool:
    """Whether the neighbours of the place at which it would stand overlap it."""
    before = at > 0 and chosen[at - 1].end > span.start
    return before or (at < len(chosen) and chosen[at].start < span.end)
