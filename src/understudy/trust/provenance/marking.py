"""What a language model reads of text from outside: marked as such, part by part (spotlighting).

Source: Hines et al., "Defending Against Indirect Prompt Injection Attacks With Spotlighting" (2403.14720),
delimiting. It makes a model less likely to obey; nothing here depends on it.
"""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelRequestPart,
    ModelResponse,
    ModelResponsePart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from understudy.llm.finding import Finding
from understudy.llm.marks import Marks, unmarked

__all__ = ["MarkedModel", "marked_finding"]

_FINDING = TypeAdapter(Finding)
_PARTS = ("headline", "items", "rows", "citations", "statements", "notes", "facts")
_OURS = frozenset({"id", "object", "record", "document", "at", "part", "query"})
"""Keys whose values no outsider writes; a model gives them back as they are."""


class MarkedModel(WrapperModel):
    """Wraps a language model: what it is sent from outside is marked, what it gives back has no marks."""

    def __init__(self, wrapped: Model, marks: Marks) -> None:
        super().__init__(wrapped)
        self._marks = marks

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """The response to the same messages, marked."""
        marked = [self._marked(message) for message in messages]
        response = await self.wrapped.request(marked, model_settings, model_request_parameters)
        return replace(response, parts=[_without_marks(part) for part in response.parts])

    def _marked(self, message: ModelMessage) -> ModelMessage:
        if not isinstance(message, ModelRequest):
            return message
        return replace(message, parts=[self._marked_part(part) for part in message.parts])

    def _marked_part(self, part: ModelRequestPart) -> ModelRequestPart:
        match part:
            case ToolReturnPart(content=Finding() as finding):
                return replace(part, content=marked_finding(finding, self._marks))
            case ToolReturnPart(content=str() as told, outcome="retried"):
                return replace(part, content=self._marks.around(told))
            case _:
                return part


def marked_finding(finding: Finding, marks: Marks) -> dict[str, Any]:
    """The finding as JSON with each text marked that somebody outside may have written."""
    told: dict[str, Any] = _FINDING.dump_python(finding, mode="json")
    if finding.outside is None:
        return told | {part: _around(told[part], marks) for part in _PARTS}
    for each in finding.outside:
        if each.part == "rows" and each.column is not None:
            for row in told["rows"]:
                row[each.column] = marks.around(row[each.column])
        else:
            told[each.part] = _around(told[each.part], marks)
    return told


def _around(value: object, marks: Marks) -> object:
    match value:
        case str():
            return marks.around(value)
        case dict():
            return {key: each if key in _OURS else _around(each, marks) for key, each in value.items()}
        case list() | tuple():
            return [_around(each, marks) for each in value]
        case _:
            return value


def _without_marks(part: ModelResponsePart) -> ModelResponsePart:
    match part:
        case TextPart(content=text):
            return replace(part, content=unmarked(text))
        case ToolCallPart(args=str() as arguments):
            return replace(part, args=unmarked(arguments))
        case ToolCallPart(args=dict() as arguments):
            return replace(part, args=_cleaned(arguments))
        case _:
            return part


def _cleaned(value: Any) -> Any:  # noqa: ANN401 - JSON
    match value:
        case str():
            return unmarked(value)
        case dict():
            return {key: _cleaned(each) for key, each in value.items()}
        case list():
            return [_cleaned(each) for each in value]
        case _:
            return value
