"""Keys and sign-ins over our API, for those who administer.

Who is somebody of the org handles what speaks for its people. The operator's keys are the operator's alone:
an administrator could become the operator by them.
"""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from understudy.channels.admission import store
from understudy.channels.admission.keys import KEY_LASTS, OLD_KEY_LASTS, new_key, rotate_key
from understudy.channels.admission.scopes import Scope
from understudy.channels.admission.store import KeptKey, Person
from understudy.channels.problems import UnknownError
from understudy.channels.service import AdminCaller, Service, Serving
from understudy.org.permissions import Actor, Employee, System
from understudy.org.users import find_actor

__all__ = ["router"]

router = APIRouter(prefix="/api/v1")

_HOUR = timedelta(hours=1)


class AskedKey(BaseModel):
    """For whom a key is, what it opens, and in how many days it ends."""

    model_config = ConfigDict(extra="forbid")
    who: str
    label: Annotated[str, Field(max_length=200)] = ""
    scopes: frozenset[Scope] = frozenset({Scope.PAGE, Scope.CHAT})
    days: Annotated[int, Field(ge=1, le=3650)] = KEY_LASTS.days


class Rotation(BaseModel):
    """For how many hours the old key opens yet."""

    model_config = ConfigDict(extra="forbid")
    hours: Annotated[int, Field(ge=0, le=720)] = OLD_KEY_LASTS // _HOUR


@router.get("/keys")
async def list_keys(service: Serving, actor: AdminCaller) -> list[dict[str, Any]]:
    """The keys, without their secrets."""
    return [
        _as_json(kept) for kept in await store.list_keys(service.database) if _is_near(service, actor, kept)
    ]


@router.post("/keys", status_code=201)
async def make_key(asked: AskedKey, service: Serving, actor: AdminCaller) -> dict[str, str]:
    """A new key, which is told this once."""
    person = await _person(service, asked.who)
    made = await new_key(service.database, person, asked.label, asked.scopes, timedelta(days=asked.days))
    return {"id": made.split("_")[1], "key": made}


@router.post("/keys/{key_id}/rotation", status_code=201)
async def replace_key(key_id: str, asked: Rotation, service: Serving, actor: AdminCaller) -> dict[str, str]:
    """A new key in place of another, which is told this once."""
    await _known(service, actor, key_id)
    made = await rotate_key(service.database, key_id, asked.hours * _HOUR)
    if made is None:
        raise UnknownError("there is no such key in force")
    return {"id": made.id, "key": made.key}


@router.delete("/keys/{key_id}", status_code=204)
async def revoke_key(key_id: str, service: Serving, actor: AdminCaller) -> None:
    """End a key, and every sign-in that was opened with it."""
    await _known(service, actor, key_id)
    if not await store.revoke_key(service.database, key_id):
        raise UnknownError("there is no such key in force")


@router.delete("/people/{who}/sign-ins")
async def sign_out_everywhere(who: str, service: Serving, actor: AdminCaller) -> dict[str, int]:
    """Sign a person out wherever they are signed in."""
    return {"ended": await store.end_sign_ins(service.database, await _person(service, who))}


async def _person(service: Service, who: str) -> Person:
    found = await find_actor(service.database, service.stage.org, who)
    return Person(service.stage.org.name, found.user_id if isinstance(found, Employee) else found.contact_id)


async def _known(service: Service, actor: Actor, key_id: str) -> None:
    kept = await store.list_keys(service.database)
    if not any(each.id == key_id and _is_near(service, actor, each) for each in kept):
        raise UnknownError("there is no such key in force")


def _is_near(service: Service, actor: Actor, kept: KeptKey) -> bool:
    return isinstance(actor, System) or kept.person.org == service.stage.org.name


def _as_json(kept: KeptKey) -> dict[str, Any]:
    return {
        "id": kept.id,
        "org": kept.person.org,
        "who": kept.person.who,
        "label": kept.label,
        "scopes": sorted(kept.scopes),
        "created_at": kept.created_at,
        "expires_at": kept.expires_at,
        "last_used_at": kept.last_used_at,
        "state": kept.state,
    }
