"""The built-in objects hang together, and the rules name only what exists."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.clock import Moment
from understudy.kit.ids import new_record_id
from understudy.org.metadata import FieldType
from understudy.org.permissions import Customer, Employee, ObjectAccess, System
from understudy.org.standard import standard_access, standard_schema
from understudy.soql.bind import bind_rule
from understudy.soql.plan import AllOf, Truth

SCHEMA = standard_schema()
POLICY = standard_access()
CONTACT = Customer(new_record_id("003", 1), new_record_id("001", 1))
SUPPORT = Employee(new_record_id("005", 1), "support")


def test_27_objects_with_distinct_names_prefixes_and_labels() -> None:
    objects = list(SCHEMA)
    assert len(objects) == 27
    assert len({o.name.lower() for o in objects}) == len({o.key_prefix for o in objects}) == 27
    assert len({o.label.lower() for o in objects}) == 27


def test_every_object_has_an_id_and_says_when_it_was_made() -> None:
    for o in SCHEMA:
        assert o.fields[0].name == "Id"
        created = o.field("CreatedDate")
        assert created is not None
        assert created.type is FieldType.DATETIME
        assert len({f.name.lower() for f in o.fields}) == len(o.fields), o.name


def test_references_lead_to_objects_and_relationship_names_are_unique() -> None:
    for o in SCHEMA:
        references = [f for f in o.fields if f.type is FieldType.REFERENCE]
        assert all(SCHEMA.object(target) for f in references for target in f.references)
        assert all(f.references and f.relationship for f in references), o.name
        ways = [f.relationship for f in references]
        assert len(set(ways)) == len(ways), o.name
        down = [way.name for way in SCHEMA.children(o.name)]
        assert len(set(down)) == len(down), (o.name, down)


def test_only_references_and_picklists_carry_what_is_theirs() -> None:
    for o in SCHEMA:
        for f in o.fields:
            assert not (f.references and f.type is not FieldType.REFERENCE), (
                o.name,
                f.name,
            )
            assert bool(f.values) == (f.type is FieldType.PICKLIST), (o.name, f.name)
            assert all(isinstance(value, str) for value in (*f.values, *f.synonyms)), (
                o.name,
                f.name,
            )
            assert (f.scale is None) != f.type.is_number, (o.name, f.name)


def test_names_of_records_are_fields_and_joined_ones_have_their_parts() -> None:
    for o in SCHEMA:
        assert o.name_field is None or o.field(o.name_field), o.name
        assert all(o.field(part) for f in o.fields for part in f.joined_from), o.name


@pytest.mark.parametrize(
    ("name", "relationship", "targets"),
    [
        ("Case", "Owner", ("User",)),
        ("Case", "IssueId__r", ("Issue__c",)),
        ("Opportunity", "ContractID__r", ("Contract",)),
        ("OrderItem", "PriceBookEntry", ("PricebookEntry",)),
        ("EmailMessage", "RelatedTo", ("Case", "Opportunity")),
        ("EmailMessage", "Parent", ("Case",)),
        ("CaseHistory__c", "NewValue__r", ("User",)),
    ],
)
def test_ways_up_have_the_names_salesforce_gives_them(
    name: str, relationship: str, targets: tuple[str, ...]
) -> None:
    owner = SCHEMA.object(name)
    assert owner is not None
    reference = owner.reference(relationship)
    assert reference is not None
    assert reference.references == targets


@pytest.mark.parametrize(
    ("parent", "relationship", "child"),
    [
        ("Account", "Cases", "Case"),
        ("Account", "Opportunities", "Opportunity"),
        ("Opportunity", "OpportunityLineItems", "OpportunityLineItem"),
        ("Opportunity", "Tasks", "Task"),
        ("Order", "OrderItems", "OrderItem"),
        ("Case", "CaseHistories__r", "CaseHistory__c"),
        ("Case", "Emails", "EmailMessage"),
        ("User", "ManagedUsers", "User"),
    ],
)
def test_ways_down_have_the_names_salesforce_gives_them(parent: str, relationship: str, child: str) -> None:
    way = SCHEMA.child(parent, relationship)
    assert way is not None
    assert way.child == child


def test_rules_name_objects_fields_and_binds_that_exist() -> None:
    tables = [*POLICY.profiles.items(), ("customers", POLICY.customers)]
    for group, rules in tables:
        known = {"contact_id", "account_id"} if group == "customers" else {"user_id", "team"}
        for name, rule in rules.items():
            target = SCHEMA.object(name)
            assert target or name == "*", name
            assert not target or all(target.field(f) for f in rule.hidden_fields), name
            assert set(re.findall(r":(\w+)", rule.rows)) <= known, (group, name)


def test_a_customer_rule_by_account_opens_nothing_to_a_contact_without_one() -> None:
    stranger = Customer(CONTACT.contact_id, None)
    moment = Moment(datetime(2026, 3, 18, tzinfo=UTC), ZoneInfo("UTC"))
    for name, rule in POLICY.customers.items():
        if ":account_id" in rule.rows:
            target = SCHEMA.object(name)
            assert target
            bound = bind_rule(rule.rows, target, SCHEMA, moment, POLICY.binds(stranger)).condition
            parts = bound.operands if isinstance(bound, AllOf) else (bound,)
            assert Truth(value=False) in parts, name


@pytest.mark.parametrize("name", ["User", "Lead", "Opportunity", "Task", "CaseHistory__c", "Territory2"])
def test_customers_do_not_see_the_inside_of_the_company(name: str) -> None:
    assert not POLICY.access(CONTACT, name).readable
    assert POLICY.access(System("a test"), name).readable


def test_support_sees_deals_without_their_chances_and_no_leads() -> None:
    assert not POLICY.access(SUPPORT, "Lead").readable
    assert not POLICY.access(SUPPORT, "Opportunity").field_readable("Probability")
    assert POLICY.access(SUPPORT, "Opportunity").field_readable("Amount")


def test_an_unknown_profile_gets_the_default_rules() -> None:
    stranger = Employee(new_record_id("005", 2), "no such profile")
    assert POLICY.access(stranger, "Lead").readable
    assert not POLICY.access(stranger, "User").field_readable("Username")


def test_only_the_administrator_writes_users_and_deletes() -> None:
    admin = Employee(new_record_id("005", 3), "System Administrator")
    for each in SCHEMA:
        access = POLICY.access(admin, each.name)
        assert access.create is None
        assert access.update is None
        assert access.delete
        assert access.editable_rows is None
    for profile in POLICY.profiles.keys() - {"system administrator"}:
        other = Employee(new_record_id("005", 2), profile)
        access = POLICY.access(other, "User")
        assert not access.field_settable("Profile__c", "System Administrator", new=False), profile
        assert not access.field_settable("ManagerId", new_record_id("005", 2), new=False), profile
        assert not any(POLICY.access(other, each.name).delete for each in SCHEMA), profile


def test_a_fixed_field_is_read_and_never_set() -> None:
    access = ObjectAccess(True, create=None, update=None, fixed_fields=frozenset({"amount"}))
    assert access.field_readable("Amount")
    assert not access.field_settable("Amount", 5, new=True)
    assert not access.field_settable("amount", 5, new=False)
    assert access.field_settable("Name", "x", new=False)
