"""A small OpenID provider over HTTP, which a test can make lie."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "understudy", "a secret/with:signs"


def new_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@dataclass
class Provider:
    """What it says of whoever comes, and what it was asked. `change` has the last word on the claims."""

    email: str = ""
    verified: object = True
    key: RSAPrivateKey = field(default_factory=new_key)
    key_id: str = "one"
    change: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: Callable[["Provider", dict[str, Any]], str] | None = None
    publishes: dict[str, Any] = field(default_factory=dict)
    gives: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    issuer: str = ""

    def document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            **self.publishes,
        }

    def keys(self) -> dict[str, Any]:
        jwk = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        strange = {"kty": "EC", "crv": "P-0", "kid": "strange", "x": "", "y": ""}
        return {"keys": [strange, {**jwk, "kid": self.key_id, "use": "sig", "alg": "RS256"}]}

    def authorized(self, asked: dict[str, str]) -> str:
        """Where the browser is sent, once somebody has typed their password."""
        code = secrets.token_urlsafe(16)
        self.gives[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def redeem(self, form: dict[str, str], authorization: str) -> dict[str, str] | None:
        """The token for a code: once, to who began, and with their secret."""
        pair = f"{quote(CLIENT, safe='')}:{quote(SECRET, safe='')}"
        asked = self.gives.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or authorization != f"Basic {base64.b64encode(pair.encode()).decode()}"
            or form["redirect_uri"] != asked["redirect_uri"]
            or base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked["code_challenge"]
        ):
            return None
        return {"id_token": self.token(asked["nonce"]), "access_token": "none", "token_type": "Bearer"}

    def token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 300, "nonce": nonce}
        claims |= {"email": self.email, "email_verified": self.verified}
        claims = self.change(claims)
        if self.sign:
            return self.sign(self, claims)
        return jwt.encode(claims, self.key, "RS256", {"kid": self.key_id})


def serve(provider: Provider) -> ThreadingHTTPServer:
    """A server for it at a free port; who starts it stops it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path)
            provider.asked.append(place.path)
            match place.path:
                case "/.well-known/openid-configuration":
                    self.tell(200, provider.document())
                case "/keys":
                    self.tell(200, provider.keys())
                case "/authorize":
                    asked = {name: values[0] for name, values in parse_qs(place.query).items()}
                    self.send_response(302)
                    self.send_header("Location", provider.authorized(asked))
                    self.end_headers()
                case _:
                    self.tell(404, {})

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            given = provider.redeem(form, self.headers.get("Authorization", ""))
            self.tell(200 if given else 400, given or {"error": "invalid_grant"})

        def tell(self, status: int, body: object) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    return server
