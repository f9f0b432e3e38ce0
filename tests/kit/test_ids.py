"""Ids have Salesforce's form, and a made one can be read back."""

import pytest

from understudy.kit.ids import checksum, is_record_id, key_prefix, new_record_id, parse_record_id, serial_of


@pytest.mark.parametrize(
    ("fifteen", "expected"),
    [("001000000000001", "AAA"), ("001A0000006Vm9r", "IAC"), ("00DZZZZZZZZZZZZ", "255")],
)
def test_the_checksum_says_which_letters_are_capitals(fifteen: str, expected: str):
    assert checksum(fifteen) == expected


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
        ("001A0000006Vm9rIAC", "001A0000006Vm9rIAC"),
        ("001A0000006Vm9riac", "001A0000006Vm9rIAC"),
        ("001A0000006Vm9rIAD", None),
        ("001A0000006Vm9", None),
        ("001A0000006Vm9-", None),
    ],
)
def test_ids_are_widened_or_refused(text: str, parsed: str | None):
    assert parse_record_id(text) == parsed


@pytest.mark.parametrize("serial", [0, 1, 61, 62, 1_000_000])
def test_a_made_id_can_be_read_back(serial: int):
    made = new_record_id("500", serial)
    assert is_record_id(made)
    assert (key_prefix(made), serial_of(made)) == ("500", serial)


def test_an_id_from_elsewhere_has_no_serial():
    assert serial_of("001A0000006Vm9rIAC") is None
