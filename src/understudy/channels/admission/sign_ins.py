"""Who is signed in: on the pages by a cookie, on Salesforce's wire by an access token.

A token is 256 random bits, made anew at each sign-in, so that none can be set beforehand, and kept as a hash.
It ends with the key it was opened with, after `IDLE` without a request, and after `SIGN_IN_LASTS` anyway.
"""

import secrets
from datetime import timedelta

from understudy.channels.admission import store
from understudy.channels.admission.keys import check_key
from understudy.channels.admission.scopes import EVERYDAY, Scope
from understudy.channels.admission.store import Credential, Kind, Person, hashed
from understudy.kit.db import Database

__all__ = ["IDLE", "SIGN_IN_LASTS", "sign_in", "sign_in_with_key", "sign_out", "signed_in"]

SIGN_IN_LASTS = timedelta(hours=12)
IDLE = {"page": timedelta(hours=2), "token": SIGN_IN_LASTS}
"""Programs come when they have something to do; a browser that nobody sits at is closed to the next."""


async def sign_in_with_key(database: Database, key: str) -> str | None:
    """A token for the page's cookie; None when the key is wrong or not for the pages."""
    opened = await check_key(database, key)
    if opened is None or Scope.PAGE not in opened.scopes:
        return None
    return await sign_in(database, opened.person, opened.key_id, scopes=opened.scopes)


async def sign_in(
    database: Database,
    person: Person,
    key_id: str | None = None,
    kind: Kind = "page",
    scopes: frozenset[Scope] = EVERYDAY,
) -> str:
    """A token that opens what the scopes say, for `SIGN_IN_LASTS` at most."""
    token = secrets.token_urlsafe(32)
    await store.save_sign_in(database, hashed(token), key_id, person, kind, scopes, SIGN_IN_LASTS)
    return token


async def signed_in(database: Database, token: str, kind: Kind = "page") -> Credential | None:
    """Who is signed in with this token; None when nobody is any more."""
    return await store.find_sign_in(database, hashed(token), kind, IDLE[kind])


async def sign_out(database: Database, token: str) -> None:
    """End the sign-in."""
    await store.delete_sign_in(database, hashed(token))
