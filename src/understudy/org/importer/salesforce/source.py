"""Which org is copied, and by whose name it is read."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from understudy.kit.errors import ConfigError, InputError, ServiceError
from understudy.kit.extras import install_line

if TYPE_CHECKING:
    from simple_salesforce.api import Salesforce
    from simple_salesforce.exceptions import SalesforceError

__all__ = ["Credentials", "RefusedError", "Source", "connect", "is_salesforce", "reading", "told_by"]

_FORM = re.compile(r"(salesforce|salesforce\+http)://([\w.-]+(?::\d+)?)/?")
_SALESFORCE = ".salesforce.com"
_VARIABLES = ("USERNAME", "PASSWORD", "SECURITY_TOKEN", "CONSUMER_KEY", "CONSUMER_SECRET", "ACCESS_TOKEN")


def is_salesforce(address: str) -> bool:
    """Whether the address is one of an org, not a file."""
    return address.startswith(("salesforce://", "salesforce+http://"))


@dataclass(frozen=True, slots=True)
class Credentials:
    """By whose name an org is read. Shows nothing of itself."""

    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    security_token: str | None = field(default=None, repr=False)
    consumer_key: str | None = field(default=None, repr=False)
    consumer_secret: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Credentials:
        """Those in SALESFORCE_USERNAME and so on; an empty variable counts as unset."""
        return cls(**{name.lower(): env.get(f"SALESFORCE_{name}") or None for name in _VARIABLES})


@dataclass(frozen=True, slots=True)
class Source:
    """The org at an address. `plain` is without TLS, as another Understudy on this machine may be."""

    host: str
    plain: bool = False

    @classmethod
    def parse(cls, address: str) -> Source:
        """The source that an address names.

        Raises: InputError for an address of another form. Nothing of it is told: it may hold a password.
        """
        found = _FORM.fullmatch(address)
        if found is None:
            raise InputError(
                "the address of a Salesforce org is salesforce://HOST",
                hint="such as salesforce://acme.my.salesforce.com; a password stands in SALESFORCE_PASSWORD",
            )
        return cls(found[2], found[1].endswith("http"))

    def __str__(self) -> str:
        return f"salesforce{'+http' if self.plain else ''}://{self.host}"


class RefusedError(ServiceError):
    """The org does not do this, whoever asks and however often."""


def told_by(error: SalesforceError) -> str:
    """What the org says of a request that it refuses, in a line."""
    content: Any = error.content
    try:
        message = content[0]["message"]
    except (LookupError, TypeError):
        message = error
    return " ".join(str(message).split())


def connect(source: Source, credentials: Credentials) -> Salesforce:
    """A client that has logged in. Blocking.

    Raises:
        ConfigError: simple-salesforce is not installed, or no credentials are set.
        ServiceError: the org cannot be reached, or lets nobody in with these credentials.
    """
    try:
        import requests
        from simple_salesforce.api import Salesforce
    except ImportError as error:
        raise ConfigError(
            "copying a Salesforce org needs simple-salesforce",
            hint=install_line("salesforce"),
        ) from error
    session = requests.Session()
    session.mount("https://", _adapter(source))
    login = _login(source, credentials)
    with reading():
        return Salesforce(session=session, **login)


@contextmanager
def reading() -> Generator[None]:
    """While an org is spoken to: what it or the network refuses is told plainly.

    Raises: ServiceError.
    """
    import requests
    from simple_salesforce.exceptions import (
        SalesforceError,
        SalesforceMalformedRequest,
        SalesforceOperationError,
    )

    try:
        yield
    except SalesforceMalformedRequest as error:
        raise RefusedError(told_by(error)) from error
    except (SalesforceError, SalesforceOperationError) as error:
        raise ServiceError(f"the org refuses: {error}") from error
    except requests.RequestException as error:
        raise ServiceError(f"the org cannot be reached: {error}", retryable=True) from error


def _login(source: Source, credentials: Credentials) -> dict[str, Any]:
    if credentials.access_token:
        return {"session_id": credentials.access_token, "instance_url": f"https://{source.host}"}
    # The client makes https://DOMAIN.salesforce.com of it; the adapter leads that to a host of another name.
    domain = source.host.removesuffix(_SALESFORCE) if source.host.endswith(_SALESFORCE) else "understudy"
    client = {"consumer_key": credentials.consumer_key, "consumer_secret": credentials.consumer_secret}
    if credentials.username and credentials.password:
        person = {"username": credentials.username, "password": credentials.password, "domain": domain}
        if all(client.values()):
            return {**person, **client}
        return {**person, "security_token": credentials.security_token or ""}
    if all(client.values()):
        return {**client, "domain": domain}
    raise ConfigError(
        "who shall read the Salesforce org?",
        hint="set SALESFORCE_USERNAME, SALESFORCE_PASSWORD and SALESFORCE_SECURITY_TOKEN, or"
        " SALESFORCE_CONSUMER_KEY and SALESFORCE_CONSUMER_SECRET, or SALESFORCE_ACCESS_TOKEN",
    )


def _adapter(source: Source) -> Any:  # noqa: ANN401  (the library is imported only where it is there)
    """Keeps every request at the source's own host, unless that is one of Salesforce's."""
    from requests import PreparedRequest, Response
    from requests.adapters import HTTPAdapter

    class Here(HTTPAdapter):
        def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:  # noqa: ANN401
            if not source.host.endswith(_SALESFORCE):
                scheme = "http" if source.plain else "https"
                request.url = re.sub(r"^https://[^/]+", f"{scheme}://{source.host}", str(request.url))
            options["timeout"] = options.get("timeout") or _TIMEOUT_S
            return super().send(request, *args, **options)

    return Here(max_retries=3)


_TIMEOUT_S = 120
