"""Mail addresses, phones, streets, teams, places and versions."""

import pytest

from understudy.knowledge.facts.contacts import find_contacts, find_names, find_versions
from understudy.llm.local.spans import longest_first, plain


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("Write to Help@firm.example.", "email", "help@firm.example"),
        ("Call +44 1632 960 101.", "phone", "632960101"),
        ("Dial extension 4400.", "phone", "4400"),
        ("We are at 14 Mill Street.", "address", "14 mill"),
    ],
)
def test_a_contact_is_read(text: str, kind: str, key: str) -> None:
    (found,) = find_contacts(text)
    assert (found.value.kind, found.value.key) == (kind, key)


def test_a_date_is_no_phone_number() -> None:
    assert list(find_contacts("Since 2026-03-31 we are open.")) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Invoices are approved by the finance team.", "finance team"),
        ("The Customer Care team handles refunds.", "Customer Care team"),
        ("Contact HR for this.", "HR"),
        ("Human resources decides on requests.", "Human resources"),
        ("Your line manager approves claims.", "line manager"),
        ("Boats are collected at the lake station.", "lake station"),
        ("Training is held in Room 12.", "Room 12"),
    ],
)
def test_a_team_or_place_is_read_where_something_is_done(text: str, name: str) -> None:
    assert [found.value.text for found in longest_first(find_names(text))] == [name]


def test_a_team_that_does_nothing_is_no_value() -> None:
    assert list(find_names("Our team is friendly.")) == []


@pytest.mark.parametrize(
    ("text", "unit", "key"),
    [
        ("Requires Android 12 or later", "android", "12"),
        ("from version 4.0 on", "version", "4"),
        ("Python 3.11", "python", "3.11"),
    ],
)
def test_a_version_is_read(text: str, unit: str, key: str) -> None:
    (found,) = find_versions(plain(text))
    assert (found.value.unit, found.value.key) == (unit, key)
