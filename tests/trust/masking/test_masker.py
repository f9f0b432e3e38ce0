"""What leaves where values overlap, and what becomes of numbers."""

import json

import pytest
from pydantic_ai.messages import ModelResponse, ToolCallPart
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.tools import ToolDefinition

from understudy.trust.masking.fields import FieldValue
from understudy.trust.masking.masker import Masker
from understudy.trust.masking.messages import restored_response, restored_tree, text_arguments
from understudy.trust.masking.policy import Rules
from understudy.trust.masking.standins import STAND_IN


def masker(**kinds: str) -> Masker:
    """One that knows these values, written with `_` for a space, by their type."""
    made = Masker(Rules())
    made.learn(FieldValue(value.replace("_", " "), kind, None) for value, kind in kinds.items())  # pyright: ignore[reportArgumentType]
    return made


@pytest.mark.parametrize(
    ("text", "clear"),
    [
        ("Send it to 12 Hauptstraße, Berlin 10115", "Send it to "),
        ("742 Evergreen Terrace, Springfield, IL 62704.", "."),
        ("password: Berlin-2024!x", "password: "),
        ("password: Smith-2024!x", "password: "),
        ("the password is Aurelio/Springfield#77", "the password is "),
        ("Mail springfield.smith@example.com today", "Mail  today"),
    ],
)
def test_what_is_kept_or_surer_does_not_let_a_longer_value_pass(text: str, clear: str) -> None:
    made = masker(Berlin="GPE", Springfield="GPE", Smith="PERSON")
    told = made.text(text)
    assert STAND_IN.sub("", told) == clear
    assert made.vault.restore(told) == text


def test_a_random_token_is_masked_whole_though_a_city_stands_in_it() -> None:
    made = masker(Springfield="GPE")
    text = "token=Springfield/9f8A7b6Cx2Lq0Zt5Rk31"
    told = made.text(text)
    assert "Springfield" not in told
    assert "9f8A" not in told
    assert made.vault.restore(told) == text


def test_a_city_alone_is_kept() -> None:
    assert masker(Berlin="GPE").text("Who is our partner in Berlin?") == "Who is our partner in Berlin?"


def test_values_that_overlap_in_part_leave_as_one() -> None:
    made = masker(North_Harbour="ORGANIZATION", Harbour_Lights_Trading="ORGANIZATION")
    text = "ask North Harbour Lights Trading about it"
    told = made.text(text)
    assert STAND_IN.sub("…", told) == "ask … about it"
    assert made.vault.restore(told) == text


def test_a_field_that_a_policy_keeps_passes_whole_with_what_stands_in_it() -> None:
    made = masker(Smith="PERSON")
    made.learn([FieldValue("Smith Harbour Works", "ORGANIZATION", "keep")])
    told = made.text("Smith Harbour Works was founded by Smith.")
    assert STAND_IN.sub("…", told) == "Smith Harbour Works was founded by …."


def test_a_rule_that_is_learned_later_holds_for_a_text_seen_before() -> None:
    made = masker(Berlin="GPE")
    assert made.text("in Berlin") == "in Berlin"
    made.learn([FieldValue("Berlin", "GPE", "drop")])
    assert made.text("in Berlin") == "in (place removed)"


NUMBERS = {
    "ssn": 123456789,
    "cardNumber": 4111111111111111.0,
    "card": [4111111111111111, "4111111111111111"],
    "customer_pin": 4271,
    "home": {"phone": 4155550100, "zip": 94107},
}


def test_numbers_that_are_somebodys_are_masked_and_come_back_as_they_were() -> None:
    made = masker()
    told = json.loads(made.json(json.dumps(NUMBERS)))
    sent = json.dumps(told)
    assert not any(digits in sent for digits in ("123456789", "41111", "4271", "4155550100", "94107"))
    assert json.dumps(restored_tree(told, made.vault)) == json.dumps(NUMBERS)


@pytest.mark.parametrize(
    "value",
    [
        {"amount": 1250000.0, "count": 12, "won": True, "share": 0.375, "none": None},
        {"total": 123456789.25, "far": float("inf")},
    ],
)
def test_numbers_that_are_nobodys_stay_numbers(value: dict[str, object]) -> None:
    assert masker().tree(value) == value


def test_a_known_number_is_masked_wherever_it_stands() -> None:
    made = Masker(Rules())
    made.learn([FieldValue("88123", "RECORD_NUMBER", None), FieldValue("1200.5", None, "mask")])
    told = made.tree([88123, 1200.5, 1200.25])
    assert isinstance(told, list)
    assert [isinstance(each, str) for each in told] == [True, True, False]
    assert restored_tree(told, made.vault) == [88123, 1200.5, 1200.25]


def test_a_number_in_an_argument_that_is_a_text_comes_back_as_text() -> None:
    made = masker()
    told = made.tree({"ssn": 123456789})
    schema = {"type": "object", "properties": {"body": {"type": "string"}, "ssn": {"type": "integer"}}}
    texts = text_arguments(
        ModelRequestParameters(function_tools=[ToolDefinition(name="send", parameters_json_schema=schema)])
    )
    assert isinstance(told, dict)
    args = {"body": told["ssn"], "ssn": told["ssn"]}
    for sent in (args, json.dumps(args)):
        response = restored_response(ModelResponse(parts=[ToolCallPart("send", sent)]), made.vault, texts)
        (call,) = response.tool_calls
        assert call.args_as_dict() == {"body": "123456789", "ssn": 123456789}
