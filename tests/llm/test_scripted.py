"""The scripted model plays what is written, and says when it is asked for more."""

from itertools import repeat

import pytest
from pydantic_ai.messages import ModelMessage, ModelRequest, TextPart, ToolCallPart, UserPromptPart
from pydantic_ai.models import ModelRequestParameters

from understudy.llm.scripted import Act, Fail, Say, ScriptedModel, ScriptStep

ASKED: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart("Who sold most?")])]


async def played(model: ScriptedModel) -> list[object]:
    response = await model.request(ASKED, None, ModelRequestParameters())
    return [
        part.content if isinstance(part, TextPart) else (part.tool_name, part.args)
        for part in response.parts
        if isinstance(part, TextPart | ToolCallPart)
    ]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Say("Ada"), ["Ada"]),
        (Act("measure", {"definition": "sales"}), [("measure", {"definition": "sales"})]),
        (Act("measure"), [("measure", {})]),
        (Act("measure", '{"definition": '), [("measure", '{"definition": ')]),
        ((Act("one"), Act("two")), [("one", {}), ("two", {})]),
    ],
)
async def test_a_step_is_played_as_written(step: ScriptStep, expected: list[object]) -> None:
    model = ScriptedModel([step])
    assert await played(model) == expected
    assert model.asked == [ASKED]


async def test_a_script_is_played_in_order_and_its_end_is_told() -> None:
    model = ScriptedModel([Say("one"), Say("two")])
    assert [await played(model), await played(model)] == [["one"], ["two"]]
    with pytest.raises(AssertionError, match="asked for step 3"):
        await played(model)


async def test_a_script_may_have_no_end() -> None:
    model = ScriptedModel(repeat(Say("again")), name="parrot")
    assert [await played(model) for _ in range(20)] == [["again"]] * 20
    assert (model.model_name, model.system) == ("parrot", "understudy")


async def test_a_failure_is_raised() -> None:
    with pytest.raises(TimeoutError, match="too slow"):
        await played(ScriptedModel([Fail(TimeoutError("too slow"))]))
