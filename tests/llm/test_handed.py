"""What a model was handed is told by what went over the wire."""

import json
from dataclasses import replace

import pytest
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, ToolCallPart, ToolReturnPart
from pydantic_ai.models import ModelRequestParameters
from tests.llm.fake_provider import fake_provider, says

from understudy.kit import trace
from understudy.llm.finding import Citation, Finding
from understudy.llm.handed import digest_of, findings_handed
from understudy.llm.model import provider_model
from understudy.llm.remote import Patience

FOUND = Finding(
    "found",
    "Zwölf Schrauben — “M6”.",
    citations=(Citation("Zwölf Schrauben.", 7, 3, "Parts", "k"),),
    facts={"support": 0.125},
)


def handing(finding: Finding) -> list[ModelMessage]:
    return [
        ModelResponse(parts=[ToolCallPart("answer_from_knowledge", {}, "1")]),
        ModelRequest(parts=[ToolReturnPart("answer_from_knowledge", finding, "1")]),
    ]


async def test_the_digest_is_that_of_what_a_provider_got(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: dict[str, str] = {}

    class Heard:
        def set_attribute(self, name: str, value: str) -> None:
            noted[name] = value

    class Tracer:
        def start_as_current_span(self, _name: str, **_: object) -> "Tracer":
            return self

        def __enter__(self) -> Heard:
            return Heard()

        def __exit__(self, *_: object) -> None:
            pass

    monkeypatch.setattr(trace, "_tracer", Tracer())
    async with fake_provider([says("Twelve.")]) as provider:
        model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url}, Patience(total_s=60))
        async with model:
            await model.request(handing(FOUND), model.settings, ModelRequestParameters())
    (asked,) = provider.asked
    (sent,) = [each["content"] for each in asked["messages"] if each["role"] == "tool"]
    assert "Zwölf Schrauben" in sent
    assert json.loads(noted["model.handed"]) == [
        {"action": "answer_from_knowledge", "digest": digest_of(json.loads(sent))}
    ]


def test_one_letter_makes_another_digest_and_the_order_of_keys_does_not() -> None:
    assert findings_handed(handing(FOUND)) != findings_handed(handing(replace(FOUND, headline="x")))
    assert digest_of({"a": 1, "b": [2]}) == digest_of({"b": [2], "a": 1})
