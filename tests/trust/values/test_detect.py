"""What is found in a text, and what is not."""

import time

import pytest

from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.trust.values.detect import RECOGNISERS, Detector
from understudy.trust.values.known import KnownValues
from understudy.trust.values.numbered import numbers_of
from understudy.trust.values.span import CERTAIN, LIKELY

FOUND = [
    ("Write to pat.o'neil+x@sub.example.co.uk, please.", "EMAIL_ADDRESS", "pat.o'neil+x@sub.example.co.uk"),
    ("See https://shop.example.org/a?b=1 (there).", "DOMAIN_NAME", "https://shop.example.org/a?b=1"),
    ("Ring +49 30 901820 at noon", "PHONE_NUMBER", "+49 30 901820"),
    ("my mobile: 07700 900 123", "PHONE_NUMBER", "07700 900 123"),
    ("Paid with 4111 1111 1111 1111 today", "CREDIT_CARD", "4111 1111 1111 1111"),
    ("Pay to DE89 3704 0044 0532 0130 00 now", "IBAN_CODE", "DE89 3704 0044 0532 0130 00"),
    ("Her social security number is 219-09-9999.", "US_SSN", "219-09-9999"),
    ("DNI 12345678Z", "NATIONAL_ID", "12345678Z"),
    ("Steuer-ID 86095742719", "NATIONAL_ID", "86095742719"),
    ("insured as AB123456C", "NATIONAL_ID", "AB123456C"),
    ("passport number is X12345678", "PASSPORT", "X12345678"),
    ("His driver's license number is D1234567.", "US_DRIVER_LICENSE", "D1234567"),
    ("host 10.20.30.40 and no more", "IP_ADDRESS", "10.20.30.40"),
    ("from 2001:db8::8a2e:370:7334", "IP_ADDRESS", "2001:db8::8a2e:370:7334"),
    ("card 00:1b:44:11:3a:b7", "MAC_ADDRESS", "00:1b:44:11:3a:b7"),
    ("password: hunter2!x", "SECRET", "hunter2!x"),
    ("postgres://app:secret@db:5432/x", "SECRET", "postgres://app:secret@db:5432/x"),
    ("He was born on 3 May 1961.", "DATE_OF_BIRTH", "3 May 1961"),
    ("where is order number 88-1034?", "RECORD_NUMBER", "88-1034"),
    ("case 00001026 is open", "RECORD_NUMBER", "00001026"),
    ("We meet on Tuesday", "DATE_TIME", "Tuesday"),
    ("a 41 year old man", "AGE", "41"),
    ("ZIP: 94107", "ZIP_CODE", "94107"),
    ("I live at 12 Baker Street, London", "STREET_ADDRESS", "12 Baker Street, London"),
    ("send it to P.O. Box 512", "STREET_ADDRESS", "P.O. Box 512"),
    ("My name is Temperance Brennan", "PERSON", "Temperance Brennan"),
    ("Regards,\nUlrike", "PERSON", "Ulrike"),
    ("Mrs. Vandermolen called", "PERSON", "Vandermolen"),
    ("She works for Halden Robotics Ltd.", "ORGANIZATION", "Halden Robotics Ltd"),
    ("They moved to New Zealand", "GPE", "New Zealand"),
    ("a Finnish firm", "NRP", "Finnish"),
]


@pytest.mark.parametrize(
    ("text", "kind", "value"), FOUND, ids=[f"{kind}: {value}" for _, kind, value in FOUND]
)
def test_it_is_found_whole(text: str, kind: str, value: str) -> None:
    found = [(span.type, text[span.start : span.end]) for span in Detector().values(text)]
    assert (kind, value) in found


@pytest.mark.parametrize(
    "text",
    [
        "What is the total amount of open opportunities this quarter?",
        "It was 12,345.67 in 2024-Q3, and 4111 1111 1111 1112 is no number of anything",
        "Please tell me the version: 1.2.3",
        "SELECT Id FROM Case WHERE Status = 'New' LIMIT 10",
        "the password policy is strict",
        "IBAN DE00 is no account",
    ],
)
def test_what_is_nobodys_is_left_alone(text: str) -> None:
    assert [span for span in Detector().values(text, sure=LIKELY) if span.type != "DATE_TIME"] == []


def test_the_org_knows_its_own_numbers() -> None:
    number = Field("Number", "Number", FieldType.STRING, numbered=8)
    detector = Detector((numbers_of(Schema((ObjectType("Claim", "Claim", "Claims", "a00", (number,)),))),))
    (span,) = detector.values("It is about 00001026 again", sure=CERTAIN)
    assert span.type == "RECORD_NUMBER"


def test_known_names_are_found_whatever_their_capitals_and_only_as_words() -> None:
    known = KnownValues()
    known.add("Ann Lee", "PERSON")
    known.add("Ann Lee Carter", "PERSON")
    text = "ann lee carter met ANN LEE; Joann Leeds did not"
    assert [text[span.start : span.end] for span in known(text)] == ["ann lee carter", "ANN LEE"]


HOSTILE = [
    "A a ",
    "1 1 ",
    "Aa 1 ",
    "1",
    "a.",
    "Aa-",
    "a:",
    "a@",
    "http://",
    "eyJ",
    "(1)",
    "A\n",
    "aB3",
    "'a",
    "+1 ",
    "Apt 1 ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_no_text_takes_long(piece: str) -> None:
    """Processor time, and a hundred times what it takes: what is meant is that it does not grow without
    bound.
    """
    text = piece * (20_000 // len(piece))
    for find in RECOGNISERS:
        started = time.process_time()
        list(find(text))
        assert time.process_time() - started < 10, find
