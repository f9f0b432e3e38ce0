"""OAuth 2.0 as Salesforce has it: a token for a user name with its password, or for a client of its own.

Source: Salesforce Help, "OAuth 2.0 Username-Password Flow", "OAuth 2.0 Client Credentials Flow".
"""

import base64
import binascii
import time
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.responses import JSONResponse, Response

from understudy.channels.admission.entry import SigningIn
from understudy.channels.admission.sign_ins import SIGN_IN_LASTS, sign_out
from understudy.channels.salesforce_rest.logins import Login, instance_url, log_in, org_id, user_id
from understudy.channels.salesforce_rest.routes import Reading, Routes, short_body, shown_by
from understudy.channels.service import Service, Serving
from understudy.org.permissions import Actor

__all__ = ["router"]

router = Routes("/services/oauth2")

_LONGEST = 20_000
_SIGNING_IN = Depends(SigningIn("what is asked about is in the request"))


@router.post("/token", dependencies=[_SIGNING_IN])
async def token(request: Request, service: Serving) -> Response:
    """An access token, good for as long as a sign-in on the page."""
    sent = await _form(request)
    client_id, client_secret = _client(request, sent)
    match sent.get("grant_type"):
        case "password":
            login = await log_in(service, sent.get("password", ""), username=sent.get("username", ""))
            refusal = ("invalid_grant", "authentication failure")
        case "client_credentials":
            login = await log_in(service, client_secret, key_id=client_id)
            refusal = ("invalid_client", "invalid client credentials")
        case _:
            login, refusal = None, ("unsupported_grant_type", "grant type not supported")
    if login is None:
        service.paces.tried_in_vain(request)
        return JSONResponse({"error": refusal[0], "error_description": refusal[1]}, 400)
    return JSONResponse(_granted(request, service, login), headers={"Cache-Control": "no-store"})


@router.post("/revoke", dependencies=[_SIGNING_IN])
async def revoke(request: Request, service: Serving) -> Response:
    """End a token; one that is none is no matter."""
    sent = await _form(request)
    await sign_out(service.database, sent.get("token", "").strip().rpartition("!")[2])
    return Response(status_code=200)


@router.post("/introspect", dependencies=[_SIGNING_IN])
async def introspect(request: Request, service: Serving) -> dict[str, Any]:
    """Whether a token is good, and whose it is."""
    sent = await _form(request)
    shown = await shown_by(service, sent.get("token", ""))
    actor = await service.actor(shown.person) if shown else None
    if actor is None:
        service.paces.tried_in_vain(request)
        return {"active": False}
    return {
        "active": True,
        "token_type": "access_token",
        "scope": "api",
        "sub": _identity(request, service, actor),
    }


@router.get("/userinfo")
async def userinfo(request: Request, call: Reading) -> dict[str, Any]:
    """Who the token speaks for."""
    return {
        "sub": _identity(request, call.service, call.actor),
        "user_id": user_id(call.actor),
        "organization_id": org_id(call.service),
        "zoneinfo": call.org.timezone.key,
        "urls": {"rest": f"{instance_url(request)}/services/data/v{{version}}/"},
        "active": True,
    }


def _granted(request: Request, service: Service, login: Login) -> dict[str, Any]:
    return {
        "access_token": login.token,
        "instance_url": instance_url(request),
        "id": _identity(request, service, login.actor),
        "token_type": "Bearer",
        "issued_at": str(int(time.time() * 1000)),
        "expires_in": int(SIGN_IN_LASTS.total_seconds()),
        "scope": "api",
    }


def _identity(request: Request, service: Service, actor: Actor) -> str:
    return f"{instance_url(request)}/id/{org_id(service)}/{user_id(actor)}"


async def _form(request: Request) -> dict[str, str]:
    body = (await short_body(request, _LONGEST)).decode(errors="replace")
    return {**dict(request.query_params), **dict(parse_qsl(body, keep_blank_values=True))}


def _client(request: Request, sent: dict[str, str]) -> tuple[str, str]:
    """The client's id and secret, from the form or as HTTP's own password."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            name, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        return name, secret
    return sent.get("client_id", ""), sent.get("client_secret", "")
