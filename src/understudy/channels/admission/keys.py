"""API keys. A key is `us_<id>_<secret>`; 256 random bits need no slow hash."""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from understudy.channels.admission import store
from understudy.channels.admission.scopes import EVERYDAY, Scope
from understudy.channels.admission.store import Credential, Person, hashed
from understudy.kit.db import Database

__all__ = ["KEY_LASTS", "OLD_KEY_LASTS", "NewKey", "check_key", "key_in", "new_key", "rotate_key"]

KEY_LASTS = timedelta(days=365)
OLD_KEY_LASTS = timedelta(hours=24)
"""For how long a key still opens after it was replaced."""
_FORM = re.compile(r"us_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
_ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is made: its id, and the whole of it, which nobody can read again."""

    id: str
    key: str


async def new_key(
    database: Database,
    person: Person,
    label: str = "",
    scopes: frozenset[Scope] = EVERYDAY,
    lasts: timedelta | None = KEY_LASTS,
) -> str:
    """A new API key that speaks for the person. It is not kept in clear and cannot be shown again."""
    made, secret = _made()
    await store.save_key(database, made.id, hashed(secret), person, label, scopes, lasts)
    return made.key


async def rotate_key(database: Database, key_id: str, old_lasts: timedelta = OLD_KEY_LASTS) -> NewKey | None:
    """A key in place of another, with its person, label, scopes and length of life; None when there is none.

    The old one opens for `old_lasts` yet, so that programs can be given the new one without a gap.
    """
    made, secret = _made()
    replaced = await store.replace_key(database, key_id, made.id, hashed(secret), old_lasts)
    return made if replaced else None


async def check_key(database: Database, key: str) -> Credential | None:
    """For whom and what the key opens; None when it is wrong, was revoked or has run out."""
    form = _FORM.fullmatch(key.strip())
    if form is None:
        return None
    kept = await store.find_key(database, form[1])
    if kept is None or not hmac.compare_digest(kept[0], hashed(form[2])):
        return None
    return kept[1]


def key_in(text: str) -> str:
    """What has the form of a key in a text that may hold something else before and after; nothing if none."""
    found = _FORM.search(text)
    return found[0] if found else ""


def _made() -> tuple[NewKey, str]:
    key_id = "".join(secrets.choice(_ID_LETTERS) for _ in range(8))
    secret = secrets.token_urlsafe(32)
    return NewKey(key_id, f"us_{key_id}_{secret}"), secret
