"""Who is let in. A key is `us_<id>_<secret>`; 256 random bits need no slow hash."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from understudy.channels import store
from understudy.channels.store import Person
from understudy.kit.db import Database

__all__ = [
    "SIGN_IN_LASTS",
    "check_key",
    "key_in",
    "new_key",
    "sign_in",
    "sign_in_with_key",
    "sign_out",
    "signed_in",
]

SIGN_IN_LASTS = timedelta(hours=12)
_FORM = re.compile(r"us_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


async def new_key(database: Database, person: Person, label: str = "") -> str:
    """A new API key that speaks for the person. It is not kept in clear and cannot be shown again."""
    key_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(8))
    secret = secrets.token_urlsafe(32)
    await store.save_key(database, key_id, _hash(secret), person, label)
    return f"us_{key_id}_{secret}"


async def check_key(database: Database, key: str) -> Person | None:
    """For whom the key speaks; None when it is wrong or was revoked."""
    form = _FORM.fullmatch(key.strip())
    if form is None:
        return None
    kept = await store.find_key(database, form[1])
    if kept is None or not hmac.compare_digest(kept[0], _hash(form[2])):
        return None
    return kept[1]


def key_in(text: str) -> str:
    """What has the form of a key in a text that may hold something else before and after; nothing if none."""
    found = _FORM.search(text)
    return found[0] if found else ""


async def sign_in_with_key(database: Database, key: str) -> str | None:
    """A token for the page's cookie; None when the key is wrong. It ends with the key."""
    person = await check_key(database, key)
    return await sign_in(database, person, key.strip().split("_")[1]) if person else None


async def sign_in(database: Database, person: Person, key_id: str | None = None) -> str:
    """A token for the page's cookie, good for `SIGN_IN_LASTS`."""
    token = secrets.token_urlsafe(32)
    await store.save_sign_in(database, _hash(token), key_id, person, SIGN_IN_LASTS)
    return token


async def signed_in(database: Database, token: str) -> Person | None:
    """Who is signed in with this token; None when nobody is any more."""
    return await store.find_sign_in(database, _hash(token))


async def sign_out(database: Database, token: str) -> None:
    """End the sign-in."""
    await store.delete_sign_in(database, _hash(token))


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
