"""Who logs in: the password of Salesforce's clients is an API key, which speaks for one person.

A key is 256 random bits, kept as a hash and ended by `understudy key revoke`; a password that a person could
remember is nowhere. Clients append what they call a security token to the password: the key may be either,
and some write "None" where one of the two is empty.
"""

from dataclasses import dataclass

from fastapi import Request

from understudy.channels.admission.keys import check_key, key_in
from understudy.channels.admission.sign_ins import sign_in
from understudy.channels.service import Service
from understudy.kit.errors import InputError
from understudy.kit.ids import RecordId, new_record_id
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.org.users import find_actor

__all__ = ["OPERATOR", "Login", "instance_url", "log_in", "org_id", "user_id"]

OPERATOR = "operator"
"""The user name of the operator, who is nobody of the org."""


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who was let in, with a token that speaks for them until it runs out."""

    actor: Actor
    token: str


async def log_in(
    service: Service, key: str, *, username: str | None = None, key_id: str = ""
) -> Login | None:
    """Somebody with their key; None when it is wrong or another's.

    Args:
        key: the key, which may have another text before or after it.
        username: whom the key must belong to: a user's name, email address or id.
        key_id: what the key's id must be, for a client that has no user name.
    """
    key = key_in(key)
    own_id = key.partition("_")[2].partition("_")[0]
    shown = await check_key(service.database, key)
    actor = await service.actor(shown.person) if shown else None
    if shown is None or actor is None:
        return None
    if username is None and key_id.removeprefix("us_") != own_id:
        return None
    if username is not None and not await _is(service, actor, username):
        return None
    token = await sign_in(service.database, shown.person, own_id, "token", shown.scopes)
    return Login(actor, f"{org_id(service)[:15]}!{token}")


async def _is(service: Service, actor: Actor, username: str) -> bool:
    if isinstance(actor, System):
        return username.strip().lower() == OPERATOR
    try:
        named = await find_actor(service.database, service.stage.org, username)
    except InputError:
        return False
    return user_id(named) == user_id(actor)


def user_id(actor: Actor) -> RecordId:
    """The id by which the person is known to the client."""
    match actor:
        case Employee(user_id=found):
            return found
        case Customer(contact_id=found):
            return found
        case System():
            return new_record_id("005", 0)


def org_id(service: Service) -> RecordId:
    """An id for the org, which has none of its own: made of its name, so that it stays the same."""
    return new_record_id("00D", int.from_bytes(service.stage.org.name.encode()[:6]))


def instance_url(request: Request) -> str:
    """The address at which the client has reached us."""
    return str(request.base_url).rstrip("/")
