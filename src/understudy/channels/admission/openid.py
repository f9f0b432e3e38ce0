"""Signing in with an OpenID provider: who it says somebody is, once that is proved.

The authorization code flow with PKCE. What must come back as it was sent (state, nonce, verifier) is kept by
the browser that began, so that nobody ends a sign-in that another has begun. PyJWT verifies the tokens.

Source: OpenID Connect Core 1.0, 3.1; RFC 7636; RFC 9207; RFC 9700.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import quote, urlencode, urlsplit

from understudy.kit.door_settings import OidcSettings
from understudy.kit.errors import ConfigError, NotPermittedError, ServiceError
from understudy.kit.extras import install_line
from understudy.kit.outside.client import Answer, Client
from understudy.kit.outside.failure import FetchError

__all__ = ["Begun", "OpenId", "Returned"]

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Those by which a provider signs with a key that nobody else has."""
_KNOWN_FOR_S = 3600.0
_LOOKED_UP_AGAIN_AFTER_S = 60.0
_LEEWAY_S = 60
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Begun:
    """What the browser that began keeps, and brings again."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Self:
        """Random, and for one sign-in only."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    @classmethod
    def kept(cls, text: str) -> Self | None:
        """As `text` has kept it; None when it is nothing of the kind."""
        parts = text.split(".")
        return cls(*parts) if len(parts) == 3 and all(len(each) == 43 for each in parts) else None

    @property
    def text(self) -> str:
        """For a cookie."""
        return f"{self.state}.{self.nonce}.{self.verifier}"

    @property
    def challenge(self) -> str:
        """What the provider sees of the verifier before the code is redeemed."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Returned:
    """What the provider sends the browser back with."""

    code: str
    state: str
    issuer: str | None = None


@dataclass
class OpenId:
    """One provider. What it publishes of itself is looked up when needed, and again after an hour."""

    settings: OidcSettings
    _published: dict[str, Any] = field(default_factory=dict)
    _keys: dict[str | None, Any] = field(default_factory=dict)
    _published_until: float = 0.0
    _keys_from: float = 0.0

    def __post_init__(self) -> None:
        """That tokens can be verified here.

        Raises: ConfigError with the line that installs what is missing.
        """
        try:
            import jwt  # noqa: F401
        except ImportError:
            raise ConfigError(
                "signing in with an OpenID provider needs PyJWT", hint=install_line("oidc")
            ) from None

    async def address(self, begun: Begun, back: str) -> str:
        """Where the browser goes to sign in there; `back` is where it comes again.

        Raises: ServiceError when the provider cannot be reached.
        """
        published = await self._look_up()
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": back,
            "scope": "openid email",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": begun.challenge,
            "code_challenge_method": "S256",
        }
        place = published["authorization_endpoint"]
        return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}"

    async def email(self, begun: Begun, returned: Returned, back: str) -> str:
        """The address of who has signed in there, which the provider has verified.

        Raises: NotPermittedError when anything of it is not as it must be; ServiceError when the provider
        cannot be reached.
        """
        published = await self._look_up()
        if not hmac.compare_digest(begun.state.encode(), returned.state.encode()):
            raise _refused("this browser has not begun it")
        if returned.issuer not in (None, published["issuer"]):
            raise _refused("another provider has answered")
        if published.get("authorization_response_iss_parameter_supported") and returned.issuer is None:
            raise _refused("the provider does not say that it is itself")
        claims = await self._claims(await self._redeemed(begun, returned.code, back, published))
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), begun.nonce.encode()):
            raise _refused("the token belongs to another sign-in")
        email = claims.get("email")
        if claims.get("email_verified") is not True or not isinstance(email, str) or not email:
            raise _refused("the provider has not verified the email address")
        return email

    async def _redeemed(self, begun: Begun, code: str, back: str, published: Mapping[str, Any]) -> str:
        """The token that the provider gives for the code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": begun.verifier,
            "client_id": self.settings.client_id,
        }
        headers: dict[str, str] = {"Accept": "application/json"}
        secret = self.settings.client_secret
        methods = published.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if secret and "client_secret_basic" in methods:
            pair = f"{quote(self.settings.client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif secret:
            form["client_secret"] = secret
        answer = await self._ask(published["token_endpoint"], headers, form)
        token = _object(answer).get("id_token") if answer.status == 200 else None
        if not isinstance(token, str):
            raise _refused("the provider gives no token for the code")
        return token

    async def _claims(self, token: str) -> dict[str, Any]:
        """What the token says, if the provider has signed it for us and it holds now."""
        import jwt

        try:
            head = jwt.get_unverified_header(token)
            if head.get("alg") not in _ALGORITHMS:
                raise _refused("the token is not signed as it must be")
            claims = jwt.decode(
                token,
                await self._key(head.get("kid")),
                algorithms=[head["alg"]],
                audience=self.settings.client_id,
                issuer=self._published["issuer"],
                leeway=_LEEWAY_S,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise _refused("the token is not good") from error
        if claims.get("azp", self.settings.client_id) != self.settings.client_id:
            raise _refused("the token is for somebody else")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
            raise _refused("the token does not say for whom of many it is")
        return claims

    async def _key(self, key_id: str | None) -> Any:  # noqa: ANN401  (a key of PyJWT, which may be missing)
        """The provider's key of that id. One that is not known may be new: it is looked up."""
        stale = time.monotonic() - self._keys_from > _LOOKED_UP_AGAIN_AFTER_S
        if not self._keys or (key_id not in self._keys and stale):
            self._keys = await self._look_up_keys()
            self._keys_from = time.monotonic()
        only = next(iter(self._keys.values())) if key_id is None and len(self._keys) == 1 else None
        key = self._keys.get(key_id) or only
        if key is None:
            raise _refused("the token is signed with a key that the provider does not have")
        return key

    async def _look_up_keys(self) -> dict[str | None, Any]:
        """The keys with which it signs; others that PyJWT cannot work with are passed over."""
        import jwt

        answer = await self._ask(self._published["jwks_uri"])
        found = jwt.PyJWKSet.from_dict(_object(answer)).keys
        return {each.key_id: each for each in found if each.public_key_use in (None, "sig")}

    async def _look_up(self) -> Mapping[str, Any]:
        """What the provider publishes of itself."""
        if time.monotonic() < self._published_until:
            return self._published
        issuer = self.settings.issuer
        answer = await self._ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        found = _object(answer)
        wanted = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
        if answer.status != 200 or not all(isinstance(found.get(name), str) for name in wanted):
            raise ServiceError("the OpenID provider does not say how to sign in there", retryable=True)
        if found["issuer"] != issuer:
            raise ServiceError(
                f"the OpenID provider calls itself {found['issuer']!r}",
                hint="UNDERSTUDY_OIDC_ISSUER must be the same, letter by letter",
            )
        self._published, self._published_until = found, time.monotonic() + _KNOWN_FOR_S
        return found

    async def _ask(
        self, url: str, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
    ) -> Answer:
        """The provider alone may lie in a private network. No redirect is followed."""
        own = urlsplit(self.settings.issuer)
        if urlsplit(url).scheme != own.scheme:
            raise ServiceError(f"the OpenID provider is not asked at {urlsplit(url).scheme!r} addresses")
        try:
            async with Client(lambda host, _: host == own.hostname, timeout_s=10, whole_timeout_s=20) as out:
                method = "POST" if form else "GET"
                return await out.ask(url, method=method, headers=headers, form=form, most_bytes=_MOST_BYTES)
        except FetchError as error:
            hint = "sign in with a key meanwhile"
            raise ServiceError(
                f"the OpenID provider {error.reason}", retryable=error.passing, hint=hint
            ) from error


def _object(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refused(why: str) -> NotPermittedError:
    return NotPermittedError(f"you could not be signed in: {why}", hint="begin again")
