"""The part of the settings that the doors read: who may have which role, proxies, and who signs people in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from understudy.kit.errors import ConfigError

__all__ = ["DOOR_SETTINGS", "DoorSettings", "OidcSettings"]

DOOR_SETTINGS = (
    "UNDERSTUDY_ROLES",
    "UNDERSTUDY_TRUSTED_PROXIES",
    "UNDERSTUDY_OIDC_ISSUER",
    "UNDERSTUDY_OIDC_CLIENT_ID",
    "UNDERSTUDY_OIDC_CLIENT_SECRET",
)
_ROLES = Path("roles.yaml")


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The provider that says who somebody is, and as whom it knows us. A public client has no secret."""

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class DoorSettings:
    """`roles_file` is None where nothing is named and there is no `roles.yaml`."""

    roles_file: Path | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    oidc: OidcSettings | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "DoorSettings":
        """As the variables say that are set.

        Raises: ConfigError when one cannot be read.
        """
        named = given.get("UNDERSTUDY_ROLES")
        found = Path(named).expanduser() if named else _ROLES if _ROLES.exists() else None
        return cls(found, _proxies(given.get("UNDERSTUDY_TRUSTED_PROXIES", "")), _oidc(given))


def _proxies(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(each) for each in text.replace(",", " ").split())
    except ValueError as error:
        raise ConfigError(
            f"UNDERSTUDY_TRUSTED_PROXIES is {text!r}: {error}",
            hint="addresses or networks with commas between them, such as 10.0.0.7, fd00::/64",
        ) from None


def _oidc(given: Mapping[str, str]) -> OidcSettings | None:
    issuer, client_id = given.get("UNDERSTUDY_OIDC_ISSUER"), given.get("UNDERSTUDY_OIDC_CLIENT_ID")
    secret = given.get("UNDERSTUDY_OIDC_CLIENT_SECRET")
    if issuer is None and client_id is None and secret is None:
        return None
    if not issuer or not client_id:
        missing = "UNDERSTUDY_OIDC_CLIENT_ID" if issuer else "UNDERSTUDY_OIDC_ISSUER"
        raise ConfigError(
            f"{missing} is not set", hint="signing in by OpenID Connect takes issuer and client id"
        )
    parts = urlsplit(issuer)
    if not parts.hostname or not (parts.scheme == "https" or _is_here(parts.scheme, parts.hostname)):
        raise ConfigError(
            f"UNDERSTUDY_OIDC_ISSUER is {issuer!r}", hint="an address that begins with https://"
        )
    return OidcSettings(issuer, client_id, secret)


def _is_here(scheme: str, host: str) -> bool:
    """Without TLS only this very machine is believed."""
    try:
        return scheme == "http" and ip_address(host).is_loopback
    except ValueError:
        return scheme == "http" and host == "localhost"
