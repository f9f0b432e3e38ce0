"""Whether a reply may lead to an address. What is not understood exactly is not allowed. Pure.

Browsers mend what they are given: a backslash is a slash to them, a tab is nothing, what stands before an @
is no host. So an address with any of that leads nowhere here, whatever it seems to name.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

__all__ = ["Targets"]

_ODD = re.compile(r"[^\x21-\x7e]|[\\<>\"`{}|^]")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
_ADDRESS = re.compile(r"[\w.+-]+@(?P<domain>[a-z0-9-]+(?:\.[a-z0-9-]+)+)")
_WORDS = re.compile(r"[\w-]*")
"""What leads to no other host, and mostly is no address at all: `names[first](word)`."""
_WEB = ("http", "https")


@dataclass(frozen=True, slots=True)
class Targets:
    """Where a reply may lead. `hosts` are names, `*.example.com` for all below one; `addresses` domains of
    email addresses or whole ones; `urls` single addresses, such as that of a cited document.
    """

    hosts: Collection[str] = ()
    addresses: Collection[str] = ()
    urls: frozenset[str] = field(default_factory=frozenset[str])

    def with_urls(self, urls: Iterable[str]) -> "Targets":
        """These as well."""
        return Targets(self.hosts, self.addresses, self.urls | frozenset(urls))

    def allow(self, target: str) -> bool:
        """Whether a link may lead there: a place in the same text, an allowed host, address or document."""
        if target in self.urls:
            return True
        if _ODD.search(target):
            return False
        if target.startswith("#") or _WORDS.fullmatch(target):
            return True
        scheme, colon, rest = target.partition(":")
        if colon and scheme.lower() == "mailto":
            return self._allow_address(rest)
        return bool(colon) and scheme.lower() in _WEB and self._allow_host(target)

    def _allow_host(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            return False
        host = parts.netloc.lower()
        if not _HOST.fullmatch(host):  # also what has a user before an @
            return False
        name = host.partition(":")[0]
        return any(
            host == allowed or name == allowed or (allowed.startswith("*.") and name.endswith(allowed[1:]))
            for allowed in self.hosts
        )

    def _allow_address(self, address: str) -> bool:
        """A bare one: with a subject or a body it would carry something along."""
        found = _ADDRESS.fullmatch(address.lower())
        return found is not None and any(
            allowed.lower() in (found[0], found["domain"]) for allowed in self.addresses
        )
