"""A template with its values: nothing is made up, and what is optional may be left out."""

from typing import Any

import pytest

from understudy.agents.actions.emails.fill import fill, input_in
from understudy.org.definitions.email import EmailDefinition


def template(body: str, **given: Any) -> EmailDefinition:
    told = {
        "kind": "email",
        "name": "boat_ready",
        "label": "boat is ready",
        "description": "Tells an owner that the boat is ready.",
        "owner": "Boatyard",
        "object": "Boat__c",
        "subject": "Your boat",
    }
    return EmailDefinition.model_validate({**told, "body": body, **given})


@pytest.mark.parametrize(
    ("body", "values", "text", "missing"),
    [
        ("Dear {A}, hello.", {"A": "Ada"}, "Dear Ada, hello.", ()),
        ("Dear {A}, hello.", {}, "hello.", ("A",)),
        ("Hello.[ It costs {B}.] Bye.", {"B": "$3"}, "Hello. It costs $3. Bye.", ()),
        ("Hello.[ It costs {B}.] Bye.", {}, "Hello. Bye.", ()),
        ("One.\n\n[{B} is late.]\n\nTwo.", {}, "One.\n\nTwo.", ()),
        ("[{A} and {B}]", {"A": "Ada"}, "", ()),
    ],
)
def test_what_is_written(body: str, values: dict[str, str], text: str, missing: tuple[str, ...]) -> None:
    filled = fill(body, values, template(body))
    assert filled.missing == missing
    assert missing or filled.text == text
    assert filled.used <= values.keys()


def test_a_fallback_stands_for_a_value_but_does_not_open_what_is_optional() -> None:
    body = "Dear {A},[ {A} is your name.]"
    email = template(body, fallbacks={"A": "customer"})
    assert fill(body, {}, email).text == "Dear customer,"
    assert fill(body, {}, email).used == frozenset()
    assert fill(body, {"A": "Ada"}, email).text == "Dear Ada, Ada is your name."


@pytest.mark.parametrize(
    ("purpose", "found"),
    [
        ("asking for the serial number", "the serial number"),
        ("to ask for two photos. Thanks", "two photos"),
        ("asking him for his address!", "his address"),
        ("task forces", None),
        ("a status update", None),
    ],
)
def test_an_input_stands_behind_declared_words(purpose: str, found: str | None) -> None:
    assert input_in(purpose, ("ask for", "asking for", "asking him for")) == found
