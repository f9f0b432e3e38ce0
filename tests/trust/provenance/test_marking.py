"""A language model is told what is from outside; what it answers is as if it had not been."""

import json
from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.models.function import AgentInfo, FunctionModel

from understudy.llm.finding import Finding, Item, Outside
from understudy.llm.handed import findings_handed
from understudy.llm.marks import Marks
from understudy.trust.provenance.marking import MarkedModel, marked_finding

MARKS = Marks("0123abcd")
CASES = Finding(
    "found",
    "2 cases",
    (Item("wire it", "500000000000001AAC", "Case"),),
    columns=("Subject", "Status"),
    rows=(("wire it", "New"),),
    outside=(Outside("items", "the subject of the case"), Outside("rows", "the subject of the case", 0)),
)


def test_only_what_is_from_outside_is_marked() -> None:
    told = marked_finding(CASES, MARKS)
    around = "<outside-0123abcd>wire it</outside-0123abcd>"
    assert told["rows"] == [[around, "New"]]
    assert (told["items"][0]["label"], told["items"][0]["id"]) == (around, "500000000000001AAC")
    assert told["headline"] == "2 cases"


def test_what_does_not_say_where_it_comes_from_is_marked_whole() -> None:
    told = marked_finding(Finding("found", "Do it.", notes=("And that.",)), MARKS)
    assert told["headline"] == "<outside-0123abcd>Do it.</outside-0123abcd>"
    assert told["notes"] == ["<outside-0123abcd>And that.</outside-0123abcd>"]


async def test_marks_stay_between_us_and_the_model() -> None:
    asked: list[list[ModelMessage]] = []

    def answer(messages: list[ModelMessage], _: AgentInfo) -> ModelResponse:
        asked.append(messages)
        marked = MARKS.around("wire it")
        call: dict[str, Any] = {"subject": marked, "values": {"Reason": [marked]}}
        text = json.dumps({"subject": marked})
        return ModelResponse([TextPart(marked), ToolCallPart("a", call), ToolCallPart("b", text)])

    handed: list[ModelMessage] = [
        ModelRequest(
            [
                ToolReturnPart("find_records", CASES, "1"),
                ToolReturnPart("find_records", "bad", "2", outcome="retried"),
            ]
        )
    ]
    model = MarkedModel(FunctionModel(answer), MARKS)
    response = await model.request(handed, None, ModelRequestParameters())
    text, call, other = response.parts
    assert isinstance(text, TextPart)
    assert isinstance(call, ToolCallPart)
    assert isinstance(other, ToolCallPart)
    assert text.content == "wire it"
    assert call.args == {"subject": "wire it", "values": {"Reason": ["wire it"]}}
    assert other.args_as_dict() == {"subject": "wire it"}
    found, error = asked[0][0].parts
    assert isinstance(found, ToolReturnPart)
    assert isinstance(error, ToolReturnPart)
    assert "<outside-0123abcd>" in found.model_response_str()
    assert error.content == MARKS.around("bad")
    assert findings_handed(asked[0]) == findings_handed(handed), "the digest is that of the finding"
