"""Which rules stand behind what an actor may read: for the operator who asks why, never for the actor."""

from collections.abc import Iterator
from dataclasses import dataclass

from understudy.org.metadata import ObjectType
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, ObjectAccess, System
from understudy.org.sharing import Grant
from understudy.soql.plan import Plan

__all__ = ["Denial", "Entry", "ObjectReasons", "denials", "reasons", "who"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one profile, permission set or the customers' rules say of an object, and where."""

    whose: str
    rights: tuple[str, ...]
    hidden_fields: tuple[str, ...]
    rows: str
    source: str


@dataclass(frozen=True, slots=True)
class ObjectReasons:
    """The rules of an object for the actor. `rows` is the condition that was added: empty for every row.

    An entry's own rows limit, and grants open: there is a row that the entries leave and one of the grants
    opens. Without grants the object is not shared out, or all of it is seen whatever the sharing.
    """

    object: str
    entries: tuple[Entry, ...]
    grants: tuple[Grant, ...]
    rows: str


@dataclass(frozen=True, slots=True)
class Denial:
    """Why a query that names this may not run."""

    what: str
    why: str
    source: str


def who(actor: Actor, org: Org) -> str:
    """The actor and whose rules are theirs, in a sentence."""
    match actor:
        case System(reason=reason):
            return f"the platform ({reason}): no rule is added"
        case Customer(contact_id=contact_id, account_id=account_id):
            return f"the customer {contact_id} of the account {account_id or 'none'}: the rules for customers"
        case Employee():
            return f"the employee {actor.user_id}: {_profile(actor, org)}{_place(actor)}"


def _profile(employee: Employee, org: Org) -> str:
    if employee.undeclared is None:
        return f"profile {employee.profile}"
    stated = f"the profile {employee.undeclared!r}" if employee.undeclared else "no profile"
    default = org.access.profile_named(org.access.default_profile)
    rules = f"the default profile {default}" if default else "no rights, for there is no default profile"
    return f"{stated} in the user's record is none that the rules declare, so {rules}"


def _place(employee: Employee) -> str:
    role = f", role {employee.role}" if employee.role else ""
    below = len(employee.team - {employee.user_id})
    return f"{role}, {below} below in the hierarchy"


def reasons(org: Org, actor: Actor, object_type: ObjectType) -> ObjectReasons:
    """The rules of one object for the actor."""
    access = org.access.access(actor, object_type.name)
    entries = tuple(
        _entry(whose, each, object_type) for whose, each in _entries(org, actor, object_type.name)
    )
    grants = () if access.view_all else org.access.grants(actor, object_type.name)
    return ObjectReasons(object_type.name, entries, grants, access.rows)


def denials(org: Org, actor: Actor, plan: Plan) -> tuple[Denial, ...]:
    """What in a plan, bound as if everything were open, the actor may not read."""
    found: dict[Denial, None] = {}
    for touch in plan.touches:
        for object_type in touch.scan.objects:
            found |= dict.fromkeys(_denied_field(org, actor, object_type, touch.field))
    objects = {each.name: each for scan in plan.scans for each in scan.objects}
    for object_type in objects.values():
        found |= dict.fromkeys(_denied_object(org, actor, object_type))
    return tuple(found)


def _denied_object(org: Org, actor: Actor, object_type: ObjectType) -> Iterator[Denial]:
    if org.access.access(actor, object_type.name).readable:
        return
    entries = _entries(org, actor, object_type.name)
    for whose, entry in entries:
        yield Denial(f"object {object_type.name}", f"{whose} gives no right to read it", entry.source)
    if not entries:
        yield Denial(f"object {object_type.name}", f"no rule for {_whose(actor)} names it", "")


def _denied_field(org: Org, actor: Actor, object_type: ObjectType, name: str) -> Iterator[Denial]:
    access = org.access.access(actor, object_type.name)
    field = object_type.field(name)
    parts = (field.name, *field.joined_from) if field else (name,)
    for hidden in parts:
        if access.readable and not access.field_readable(hidden):
            for whose, entry in _entries(org, actor, object_type.name):
                why = (
                    f"{whose} hides it" if hidden == name else f"it is made of {hidden}, which {whose} hides"
                )
                yield Denial(f"field {object_type.name}.{name}", why, entry.source)


def _entries(org: Org, actor: Actor, object_name: str) -> list[tuple[str, ObjectAccess]]:
    match actor:
        case Employee():
            return org.access.declared(actor, object_name)
        case Customer():
            entry = org.access.customers.get(object_name.lower())
            return [("customers", entry)] if entry else []
        case System():
            return []


def _entry(whose: str, access: ObjectAccess, object_type: ObjectType) -> Entry:
    hidden = (field.name for field in object_type.fields if not access.field_readable(field.name))
    return Entry(whose, tuple(_rights(access)), tuple(hidden), access.rows, access.source)


def _rights(access: ObjectAccess) -> Iterator[str]:
    held = {
        "read": access.readable,
        "create": access.create != {},
        "edit": access.update != {},
        "delete": access.delete,
        "view_all": access.view_all,
        "modify_all": access.modify_all,
    }
    yield from (right for right, has in held.items() if has)


def _whose(actor: Actor) -> str:
    return f"the profile {actor.profile}" if isinstance(actor, Employee) else "customers"
