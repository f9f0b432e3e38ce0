"""Addresses of the web in one form."""

import pytest

from understudy.kit.outside.url import LONGEST, cleaned, host_and_port


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("HTTP://A.Example:80", "http://a.example/"),
        ("https://user:secret@a.example/x?y=1#z", "https://a.example/x?y=1"),
        ("https://[::1]:8/x", "https://[::1]:8/x"),
        ("ftp://a.example/", ""),
        ("javascript:alert(1)", ""),
        ("http://[bad", ""),
        ("https://a.example:port/", ""),
        ("https://a.example:99999/", ""),
        ("https://a.example\\@b.example/", ""),
        ("https://a.example/\r\nHost: b.example", ""),
        ("https://[fe80::1%25eth0]/", ""),
        ("https://a.example/" + "x" * LONGEST, ""),
    ],
)
def test_addresses_are_cleaned(url: str, clean: str) -> None:
    assert cleaned(url) == clean


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://a.example/", ("a.example", 80)),
        ("https://a.example/x", ("a.example", 443)),
        ("http://[::1]:8080/", ("::1", 8080)),
    ],
)
def test_where_an_address_leads(url: str, place: tuple[str, int]) -> None:
    assert host_and_port(url) == place
