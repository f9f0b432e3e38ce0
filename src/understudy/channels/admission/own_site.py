"""What a browser sends along for another site does nothing here.

A state-changing request of a page must come from a page of this very origin: by the browser's word for it
(`Sec-Fetch-Site`), or where it is too old to give one, by `Origin`. A request with neither is refused.

Source: W3C Fetch Metadata Request Headers; OWASP Cross-Site Request Forgery Prevention Cheat Sheet.
"""

from urllib.parse import urlsplit

from fastapi import Request

from understudy.kit.errors import NotPermittedError

__all__ = ["SAFE_METHODS", "check_own_site"]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""They change nothing, so that a link from elsewhere may lead to them."""


def check_own_site(request: Request) -> None:
    """That the request may change something.

    Raises: NotPermittedError when another site has sent it, or may have.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("sec-fetch-site")
    own = site == "same-origin" if site else _is_own(request, request.headers.get("origin", ""))
    if not own:
        raise NotPermittedError("this form was sent from another site")


def _is_own(request: Request, origin: str) -> bool:
    parts = urlsplit(origin)
    return (parts.scheme, parts.netloc) == (request.url.scheme, request.headers.get("host"))
