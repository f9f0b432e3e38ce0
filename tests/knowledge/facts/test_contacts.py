"""Mail addresses, phones and streets."""

import pytest

from understudy.knowledge.facts.contacts import find_contacts


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
