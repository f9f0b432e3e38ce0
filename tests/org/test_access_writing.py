"""Rules that are written out and read again are the same rules."""

from dataclasses import replace
from typing import Any

import pytest
from tests.org.test_access_file import FILE

from understudy.org.access_file import read_access
from understudy.org.access_writing import write_access
from understudy.org.permissions import AccessPolicy
from understudy.org.standard import standard_access

MORE = """\
default_profile: Clerk
people: {profile: Profile__c, role: UserRole.Name, manager: Boss__c}
sharing:
  Account: {default: private, owner: Keeper__c, hierarchy: false}
  Case:
    default: private
    rules:
      - {name: All, to: everybody}
      - {name: Some, to: {role_and_below: [East], profile: Clerk}, owned_by: {user: [a@b.example]}}
      - {name: Few, to: {role: East}, access: edit, where: "Status = 'New'"}
roles: {East: {}}
profiles:
  Clerk:
    "*": none
    Case:
      rights: read
      create: {Subject: [], Status: [New, Open]}
      own: {OwnerId: user_id}
      rows: Id != null
    Contact: {rights: read edit delete, editable_rows: "Name = 'x'", deletable_rows: ""}
    Lead: {rights: modify_all}
"""


def sourceless(value: Any) -> Any:
    """The rules, without the places that declare them."""
    if isinstance(value, AccessPolicy):
        return replace(
            value,
            profiles=sourceless(value.profiles),
            customers=sourceless(value.customers),
            permission_sets=sourceless(value.permission_sets),
            sharing=sourceless(value.sharing),
            default_profile=value.default_profile.lower(),
            is_own=False,
        )
    if isinstance(value, dict):
        return {key: sourceless(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return tuple(map(sourceless, value))
    if hasattr(value, "objects"):
        return replace(value, objects=sourceless(value.objects))
    if hasattr(value, "rules"):
        value = replace(value, rules=sourceless(value.rules))
    return replace(value, source="")


POLICIES = [read_access(text, source="access.yaml") for text in (FILE, MORE)]


@pytest.mark.parametrize("policy", [*POLICIES, standard_access()], ids=["file", "more", "standard"])
def test_rules_written_out_are_read_as_the_same(policy: AccessPolicy) -> None:
    text = write_access(policy)
    again = read_access(text, source="access.yaml")
    assert sourceless(again) == sourceless(policy), text


def test_an_entry_of_rights_alone_is_one_line() -> None:
    text = write_access(POLICIES[0])
    assert "'*': all" in text
    assert "account: read, create, edit" in text
    assert "account: private" in text
