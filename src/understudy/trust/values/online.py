"""Addresses of machines and mailboxes: email, URLs and domains, IP and MAC addresses."""

import ipaddress
import re
from collections.abc import Iterator

from understudy.trust.values.span import CERTAIN, LIKELY, Span

__all__ = ["find_domains", "find_emails", "find_ip_addresses", "find_mac_addresses"]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+%'-]{1,64}@(?:[^\W_][\w-]*\.)+[^\W\d_]{2,24}(?![\w-])")
_URL = re.compile(r"\b(?:https?://|ftp://|www\.)[^\s<>\"“”{}|\\^`]+", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@.%+/-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.){1,4}"
    r"(?:com|org|net|edu|gov|mil|int|info|biz|io|app|dev|cloud|shop|online|eu"
    r"|uk|us|ca|au|nz|ie|de|at|ch|fr|es|pt|it|nl|be|lu|dk|se|no|fi|pl|cz|sk|hu|ro|gr|tr|ru|ua|jp|cn|kr|br|mx|za)"
    r"(?![\w-])(?:/[^\s<>\"“”]*)?"
)
_AFTER = ".,;:!?'’)]>»"
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6 = re.compile(
    r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])"
)
_MAC = re.compile(r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])")


def find_emails(text: str) -> Iterator[Span]:
    """Email addresses, in any script."""
    if "@" in text:
        for found in _EMAIL.finditer(text):
            start = found.start() + (len(found[0]) - len(found[0].lstrip("'.%-")))
            yield Span(start, found.end(), "EMAIL_ADDRESS", CERTAIN)


def find_domains(text: str) -> Iterator[Span]:
    """URLs with all that belongs to them, and names of hosts under a well-known top domain."""
    if "." not in text:
        return
    for found in _URL.finditer(text):
        yield Span(found.start(), found.start() + len(_trimmed(found[0])), "DOMAIN_NAME", CERTAIN)
    for found in _DOMAIN.finditer(text):
        yield Span(found.start(), found.start() + len(_trimmed(found[0])), "DOMAIN_NAME", LIKELY)


def _trimmed(url: str) -> str:
    """Without the sentence's own marks behind it; a bracket that it opened itself is its own."""
    while url and url[-1] in _AFTER and not (url[-1] == ")" and url.count("(") >= url.count(")")):
        url = url[:-1]
    return url


def find_ip_addresses(text: str) -> Iterator[Span]:
    """Addresses of both versions that are valid."""
    if "." in text:
        yield from _addresses(_IPV4, text)
    if ":" in text:
        yield from _addresses(_IPV6, text)


def _addresses(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for found in pattern.finditer(text):
        try:
            address = ipaddress.ip_address(found[0])
        except ValueError:
            continue
        if not address.is_unspecified:
            yield Span(found.start(), found.end(), "IP_ADDRESS", CERTAIN)


def find_mac_addresses(text: str) -> Iterator[Span]:
    """Addresses of network cards."""
    if ":" in text or "-" in text:
        for found in _MAC.finditer(text):
            yield Span(found.start(), found.end(), "MAC_ADDRESS", CERTAIN)
