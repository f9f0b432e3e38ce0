"""An access file says who may what; what would let people promote themselves is refused, with its line."""

import pytest

from understudy.kit.errors import ConfigError
from understudy.kit.ids import new_record_id
from understudy.org.access_file import read_access
from understudy.org.permissions import ALL_ROWS, Employee

USER = new_record_id("005", 1)
FILE = """\
default_profile: none
hierarchy: roles
roles:
  Chief: {}
  East: {under: Chief}
  Boston: {under: East}
sharing:
  Account: private
  Invoice__c:
    default: read
    rules:
      - {name: Late ones, to: {role: East}, access: edit, where: "Late__c = true"}
  Line__c: {default: parent, parent: Invoice__c, parent_object: Invoice__c}
profiles:
  Boss: {"*": all}
  Clerk:
    "*": read
    Account: read, create, edit
    User: {update: {Phone: []}}
    Invoice__c: {rights: read edit delete view_all, fields: {Margin__c: none, Total__c: read}}
permission_sets:
  Collectors:
    to: {user: [ann@hq.example]}
    objects: {Invoice__c: {rights: [read, modify_all]}}
customers:
  Account: {rows: "Id = :account_id"}
"""
POLICY = read_access(FILE, source="access.yaml")


def clerk(**facts: str) -> Employee:
    return Employee(USER, "clerk", **facts)  # pyright: ignore[reportArgumentType]


def test_rights_on_objects_and_fields() -> None:
    access = POLICY.access(clerk(), "Invoice__c")
    assert not access.field_readable("Margin__c")
    assert access.field_readable("Total__c")
    assert not access.field_settable("Total__c", 5, new=False)
    assert access.field_settable("Note__c", "late", new=False)
    assert not access.field_settable("Note__c", "late", new=True)
    assert access.delete
    assert POLICY.access(clerk(), "User").field_settable("Phone", "1", new=False)
    assert not POLICY.access(clerk(), "User").field_settable("Title", "Chief", new=False)


def test_each_rule_knows_its_line() -> None:
    assert POLICY.access(clerk(), "Account").source == "access.yaml:18"
    assert [grant.source for grant in POLICY.grants(clerk(role="East"), "Invoice__c")] == [
        "access.yaml:9",
        "access.yaml:9",
        "access.yaml:12",
    ]


def test_an_undeclared_profile_has_nothing_where_no_default_is() -> None:
    assert not POLICY.access(Employee(USER, "Marketing"), "Account").readable
    assert POLICY.access(Employee(USER, "BOSS"), "Account").modify_all


def test_a_permission_set_adds_to_the_profile_of_those_it_names() -> None:
    collector, other = clerk(username="Ann@hq.example"), clerk(username="bob@hq.example")
    assert POLICY.access(other, "Invoice__c").rows_to_edit == "OwnerId IN :team"
    assert POLICY.access(collector, "Invoice__c").rows_to_edit == ALL_ROWS
    assert POLICY.access(collector, "Invoice__c").field_readable("Margin__c")
    assert not POLICY.access(other, "Invoice__c").field_readable("Margin__c")


@pytest.mark.parametrize(
    ("was", "becomes", "error"),
    [
        ("Account: read, create, edit", "Account: read, write", r"access.yaml:18.*rights"),
        ('"*": read\n', '"*": read, edit\n', "the profile 'Clerk' could write all of"),
        ("update: {Phone: []}", "update: {Profile__c: []}", "could write profile__c of user"),
        ("update: {Phone: []}", "update: {ManagerId: []}", "could write managerid of user"),
        ("{Invoice__c: {rights: [read, modify_all]}}", "{User: all}", "the permission set 'Collectors'"),
        ("customers:\n", "customers:\n  User: read, edit\n", "a customer could write all of user"),
        ("default_profile: none", "default_profile: Clark", "'Clark' is none of the profiles"),
        ("  Boss:", "  None:", "no profile is called 'none'"),
        ("to: {role: East}", "to: {role: Easter}", "names 'Easter', which is none of the roles"),
        ("to: {role: East}", 'to: {role: "O\'Hare"}', "none of the roles"),
        ("Chief: {}", "Chief: {under: Boston}", "roles run in a circle"),
        (
            "parent: Invoice__c, parent_object: Invoice__c}",
            "parent: Invoice__c}",
            "default: parent goes with",
        ),
        ("Account: private", "Account: secret", r"access.yaml:8"),
        ("Account: private", "Account: {default: private, owned: X}", "there is no such key"),
    ],
)
def test_a_wrong_file_is_refused(was: str, becomes: str, error: str) -> None:
    assert was in FILE
    with pytest.raises(ConfigError, match=error):
        read_access(FILE.replace(was, becomes, 1), source="access.yaml")
