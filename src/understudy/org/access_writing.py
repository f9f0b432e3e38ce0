"""The org's rules as an access file again (`access.yaml`): what `access_file` reads as the same rules."""

from collections.abc import Mapping
from typing import Any

import yaml

from understudy.org.audience import ALL_ROWS, Audience
from understudy.org.object_access import ObjectAccess, Settable
from understudy.org.permissions import AccessPolicy
from understudy.org.sharing import Sharing, SharingRule

__all__ = ["write_access"]

_Yaml = dict[str, Any]


def write_access(policy: AccessPolicy) -> str:
    """The text of the file. Profiles and objects come in small letters, as they are kept."""
    people = policy.people
    told = _without_empty(
        {
            "default_profile": policy.default_profile.lower(),
            "hierarchy": people.hierarchy,
            "people": _without_empty(
                {"profile": people.profile, "role": people.role, "manager": people.manager}
            ),
            "roles": {name: {"under": over} if over else {} for name, over in people.roles.items()},
            "sharing": {name: _sharing(each) for name, each in policy.sharing.items()},
            "profiles": {name: _entries(entries) for name, entries in policy.profiles.items()},
            "permission_sets": {
                each.name: {"to": _audience(each.to), "objects": _entries(each.objects)}
                for each in policy.permission_sets
            },
            "customers": _entries(policy.customers),
        }
    )
    return yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=110)


def _entries(entries: Mapping[str, ObjectAccess]) -> _Yaml:
    return {name: _entry(access) for name, access in entries.items()}


def _entry(access: ObjectAccess) -> str | _Yaml:
    """What one may do with an object: the rights alone, if that says all."""
    if not access.readable:
        return "none"
    told = _without_empty(
        {
            "rights": _rights(access),
            "fields": {
                **dict.fromkeys(sorted(access.hidden_fields), "none"),
                **dict.fromkeys(sorted(access.fixed_fields), "read"),
            },
            "rows": access.rows,
            "create": _settable(access.create),
            "update": _settable(access.update),
            "own": dict(access.own),
        }
    )
    for name, rows in (("editable_rows", access.editable_rows), ("deletable_rows", access.deletable_rows)):
        if rows is not None:
            told[name] = rows
    return told["rights"] if told.keys() == {"rights"} else told


def _rights(access: ObjectAccess) -> str:
    """The rights by name; `modify_all` holds editing, deleting and seeing all."""
    wide = access.modify_all
    given = {
        "read": True,
        "create": access.create is None,
        "edit": access.update is None and not wide,
        "delete": access.delete and not wide,
        "view_all": access.view_all and not wide,
        "modify_all": wide,
    }
    if wide and given["create"]:
        return "all"
    return ", ".join(name for name, is_given in given.items() if is_given)


def _settable(settable: Settable | None) -> _Yaml:
    return {name: list(values) for name, values in (settable or {}).items()}


def _sharing(sharing: Sharing) -> str | _Yaml:
    told = _without_empty(
        {
            "default": sharing.default,
            "owner": sharing.owner if sharing.owner != Sharing("read").owner else "",
            "parent": sharing.parent,
            "parent_object": sharing.parent_object,
            "rules": [_rule(each) for each in sharing.rules],
        }
    )
    if not sharing.hierarchy:
        told["hierarchy"] = False
    return sharing.default if told.keys() == {"default"} else told


def _rule(rule: SharingRule) -> _Yaml:
    told: _Yaml = {"name": rule.name, "to": _audience(rule.to), "access": rule.level}
    if rule.rows != ALL_ROWS:
        told["where"] = rule.rows
    if rule.owned_by:
        told["owned_by"] = _audience(rule.owned_by)
    return told


def _audience(audience: Audience) -> str | _Yaml:
    if audience.everybody:
        return "everybody"
    return _without_empty(
        {
            "profile": list(audience.profiles),
            "role": list(audience.roles),
            "role_and_below": list(audience.roles_and_below),
            "user": list(audience.users),
        }
    )


def _without_empty(told: _Yaml) -> _Yaml:
    return {name: value for name, value in told.items() if value not in (None, "", {}, [])}
