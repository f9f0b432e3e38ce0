"""A value stands in a text when it stands there whole."""

import pytest

from understudy.trust.provenance.texts import stands_in


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("bob@acme.com", "Please write to Bob@Acme.com."),
        ("bob@acme.com", "write to bob\u200b@acme.com"),  # an invisible sign within
        ("Closed", "please close the case"),
        ("1500", "a discount of $1,500.00 for them"),
        ("00001234", "what is case 00001234?"),
        ("https://acme.com/a?b=1", "fetch https://acme.com/a?b=1, please"),
        ("High Street 5", "to high  street 5\nplease"),
        ("001Wt00000AbCdEIAV", "change 001Wt00000AbCdE to that"),
    ],
)
def test_it_stands_there(value: str, text: str) -> None:
    assert stands_in(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("b@acme.com", "write to bob@acme.com"),  # the end of another address
        ("bob@acme.co", "write to bob@acme.com"),
        ("acme.com", "write to bob@acme.com"),
        ("https://acme.com", "see https://acme.com.evil.net"),
        ("https://acme.com/a", "see https://acme.com/a/b"),
        ("15", "a discount of 150"),
        ("bob@аcme.com", "write to bob@acme.com"),  # a Cyrillic а
        ("New", "renewed"),
        ("", "anything"),
    ],
)
def test_it_does_not(value: str, text: str) -> None:
    assert not stands_in(value, text)
