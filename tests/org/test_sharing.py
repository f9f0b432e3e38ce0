"""What opens rows to whom: default, ownership, hierarchy, sharing rules and parents, as conditions."""

import pytest

from understudy.kit.ids import new_record_id
from understudy.org.audience import ALL_ROWS, NO_ROWS, Audience, People
from understudy.org.permissions import AccessPolicy, Employee, ObjectAccess, PermissionSet
from understudy.org.sharing import Sharing, SharingRule

ANN, BOB = new_record_id("005", 1), new_record_id("005", 2)
ALL = ObjectAccess(True, create=None, update=None, delete=True)
PEOPLE = People(
    role="UserRole__c",
    roles={"Chief": None, "East": "Chief", "Boston": "East", "West": "Chief"},
    hierarchy="roles",
)


def policy(sharing: Sharing, entry: ObjectAccess = ALL, **others: Sharing) -> AccessPolicy:
    profiles = {"rep": {"*": entry}, "none at all": {}}
    return AccessPolicy(profiles, sharing={"deal": sharing, **others}, people=PEOPLE)


def rep(role: str | None = None, user: str = ANN) -> Employee:
    return Employee(user, "rep", role)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("sharing", "read", "edit", "delete"),
    [
        (Sharing("private"), "OwnerId IN :team", "OwnerId IN :team", "OwnerId IN :team"),
        (
            Sharing("private", hierarchy=False),
            "OwnerId = :user_id",
            "OwnerId = :user_id",
            "OwnerId = :user_id",
        ),
        (Sharing("read"), ALL_ROWS, "OwnerId IN :team", "OwnerId IN :team"),
        (Sharing("edit"), ALL_ROWS, ALL_ROWS, "OwnerId IN :team"),
        (Sharing("full"), ALL_ROWS, ALL_ROWS, ALL_ROWS),
        (Sharing("private", owner="Seller__c"), *["Seller__c IN :team"] * 3),
    ],
)
def test_the_default_for_everybody(sharing: Sharing, read: str, edit: str, delete: str) -> None:
    access = policy(sharing).access(rep(), "Deal")
    assert (access.rows, access.rows_to_edit, access.rows_to_delete) == (read, edit, delete)


@pytest.mark.parametrize(
    ("to", "who", "shared"),
    [
        (Audience(roles=("East",)), "East", True),
        (Audience(roles=("east",)), "East", True),
        (Audience(roles=("East",)), "Boston", False),
        (Audience(roles=("East",)), "Chief", True),
        (Audience(roles=("East",)), "West", False),
        (Audience(roles=("East",)), None, False),
        (Audience(roles_and_below=("East",)), "Boston", True),
        (Audience(roles_and_below=("East",)), "West", False),
        (Audience(profiles=("Rep",)), None, True),
        (Audience(users=(ANN,)), None, True),
        (Audience(users=(ANN[:15],)), None, True),
        (Audience(users=(BOB,)), None, False),
        (Audience(everybody=True), None, True),
        (Audience(), "Chief", False),
    ],
)
def test_a_rule_shares_with_those_it_names_and_who_is_above(
    to: Audience, who: str | None, shared: bool
) -> None:
    rule = SharingRule("Big ones", to, "edit", "Amount > 5")
    access = policy(Sharing("private", rules=(rule,))).access(rep(who), "Deal")
    expected = "(OwnerId IN :team) OR (Amount > 5)" if shared else "OwnerId IN :team"
    assert access.rows == access.rows_to_edit == expected
    assert access.rows_to_delete == "OwnerId IN :team"


def test_without_hierarchy_nobody_above_is_shared_with() -> None:
    rule = SharingRule("East", Audience(roles=("East",)))
    shared = policy(Sharing("private", hierarchy=False, rules=(rule,)))
    assert shared.access(rep("East"), "Deal").rows == ALL_ROWS
    assert shared.access(rep("Chief"), "Deal").rows == "OwnerId = :user_id"


def test_rows_of_some_owners_are_shared() -> None:
    owners = Audience(roles_and_below=("East",), users=("bob@hq.example",))
    rule = SharingRule("East helps West", Audience(roles=("West",)), rows="Open = true", owned_by=owners)
    assert policy(Sharing("private", rules=(rule,))).access(rep("West"), "Deal").rows == (
        "(OwnerId IN :team) OR ((Open = true) AND (OwnerId IN (SELECT Id FROM User WHERE"
        " UserRole__c IN ('East', 'Boston') OR Username = 'bob@hq.example')))"
    )


def test_a_child_is_seen_and_changed_with_its_parent() -> None:
    child = Sharing("parent", parent="DealId", parent_object="Deal")
    access = policy(Sharing("read"), line=child).access(rep(), "Line")
    assert access.rows == ALL_ROWS
    assert (
        access.rows_to_edit
        == access.rows_to_delete
        == "DealId IN (SELECT Id FROM Deal WHERE OwnerId IN :team)"
    )


def test_who_may_not_read_the_parent_sees_no_child() -> None:
    child = Sharing("parent", parent="DealId", parent_object="Deal")
    rules = {"rep": {"line": ALL}}
    assert AccessPolicy(rules, sharing={"line": child}).access(rep(), "Line").rows == NO_ROWS


def test_view_all_and_modify_all_look_past_sharing_and_not_past_the_own_rule() -> None:
    seeing = ObjectAccess(True, rows="Secret = false", update=None, view_all=True)
    access = policy(Sharing("private"), seeing).access(rep(), "Deal")
    assert access.rows == "Secret = false"
    assert access.rows_to_edit == "OwnerId IN :team"
    assert access.rows_to_transfer == "OwnerId IN :team"
    doing = ObjectAccess(True, rows="Secret = false", update=None, view_all=True, modify_all=True)
    access = policy(Sharing("private"), doing).access(rep(), "Deal")
    assert (access.rows, access.rows_to_edit) == ("Secret = false", ALL_ROWS)


def test_sharing_opens_rows_and_never_an_object() -> None:
    rule = SharingRule("All", Audience(everybody=True))
    shared = policy(Sharing("private", rules=(rule,)))
    assert not shared.access(Employee(ANN, "none at all"), "Deal").readable


def test_two_sources_permit_what_either_does_and_no_more() -> None:
    entry = ObjectAccess(True, frozenset({"margin"}), "Open = true", update=None)
    extra = ObjectAccess(True, frozenset({"cost"}), "Big = true", delete=True)
    sets = (PermissionSet("Deal desk", Audience(users=(ANN,)), {"deal": extra}),)
    rules = AccessPolicy({"rep": {"*": entry}}, permission_sets=sets)
    access = rules.access(rep(), "Deal")
    assert access.rows == "(Open = true) OR (Big = true)"
    assert access.hidden_fields == frozenset()
    assert access.delete
    assert not access.field_settable("Margin", 1, new=False)  # seen by one, and only the other may change
    assert access.field_settable("Name", 1, new=False)
    assert rules.access(rep(user=BOB), "Deal").hidden_fields == {"margin"}


@pytest.mark.parametrize("name", ["O'Hare", "back\\slash", "two\nlines"])
def test_a_name_that_could_end_a_literal_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a rule"):
        Audience(users=(name,))


def test_a_chain_of_parents_makes_one_short_condition() -> None:
    """Seeing and changing are asked once where they are the same, however long the chain is."""
    line = Sharing("parent", parent="DealId", parent_object="Deal")
    part = Sharing("parent", parent="LineId", parent_object="Line")
    access = policy(Sharing("private"), line=line, part=part).access(rep(), "Part")
    assert access.rows == access.rows_to_edit == access.rows_to_delete
    assert access.rows == (
        "LineId IN (SELECT Id FROM Line WHERE DealId IN (SELECT Id FROM Deal WHERE OwnerId IN :team))"
    )
