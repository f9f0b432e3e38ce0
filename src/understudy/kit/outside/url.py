"""An address of the web in the one form in which it is compared and asked."""

import re
from urllib.parse import urldefrag, urlsplit

__all__ = ["LONGEST", "cleaned", "host_and_port"]

LONGEST = 8_000
"""Characters of an address; what is longer leads nowhere."""
_PORTS = {"http": 80, "https": 443}
_UNSPEAKABLE = re.compile(r"[\x00-\x20\x7f\\]")
"""What two readers of an address may take for two different things."""


def cleaned(url: str) -> str:
    """The address without a place within the page; empty if it is none of the web.

    The host is in small letters, without the usual port and without who asks.
    """
    if len(url) > LONGEST or _UNSPEAKABLE.search(url):
        return ""
    try:
        parts = urlsplit(urldefrag(url)[0])
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname or "%" in parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    netloc = host if port in (None, _PORTS[parts.scheme]) else f"{host}:{port}"
    return parts._replace(netloc=netloc, path=parts.path or "/").geturl()


def host_and_port(url: str) -> tuple[str, int]:
    """Where a cleaned address leads."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]
