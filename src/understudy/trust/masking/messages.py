"""The messages of a request and its response: every text in them masked, or restored."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from pydantic_ai.messages import (
    BaseToolCallPart,
    BaseToolReturnPart,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ModelResponsePart,
    TextPart,
    ThinkingPart,
    ToolCallPart,
)
from pydantic_ai.models import ModelRequestParameters
from pydantic_ai.tools import ToolDefinition

from understudy.kit.errors import NotPermittedError
from understudy.trust.masking.masker import Masker
from understudy.trust.masking.vault import Vault

__all__ = [
    "TextArguments",
    "masked_messages",
    "masked_parameters",
    "restored_response",
    "restored_tree",
    "text_arguments",
    "texts_of",
    "without_instructions",
]

T = TypeVar("T")
_Change = Callable[[str], str]
TextArguments = Mapping[tuple[str, str], _Change]
"""By tool and name, how a value is written in an argument that is a text."""

_OURS = frozenset(
    {
        *(
            "kind",
            "part_kind",
            "tool_name",
            "tool_call_id",
            "tool_kind",
            "outcome",
            "retry",
            "timestamp",
            "id",
        ),
        *(
            "run_id",
            "conversation_id",
            "metadata",
            "state",
            "usage",
            "model_name",
            "model_id",
            "finish_reason",
        ),
        *("provider_name", "provider_url", "provider_details", "provider_response_id", "signature", "name"),
    }
)
"""Fields that hold names of ours or of the provider, never words of anybody."""

_TOLD = frozenset({"description", "enum", "const", "default", "examples"})
"""What in a schema may hold a value; the rest names parameters."""

_QUERY = ("format", "soql")
"""What marks an argument as a query, or a part of one. Providers are not told: they know no such format."""

NOTE = (
    "Words such as PERSON_K7MR3T, EMAIL_C4TX9B or NUMBER_D2WF5H stand for values that"
    " are kept from you. Use them as"
    " you would the values, in replies and in arguments, and copy them letter for"
    " letter; with the same code they"
    " are the same value. Never ask for what they stand for."
)


def texts_of(messages: Sequence[ModelMessage]) -> Iterator[str]:
    """All texts that would leave with the messages."""
    found: list[str] = []

    def gather(text: str) -> str:
        found.append(text)
        return text

    for message in messages:
        _changed(message, gather)
    yield from found


def without_instructions(messages: Sequence[ModelMessage]) -> list[ModelMessage]:
    """The messages alone, for a model that is given the instructions beside them."""
    return [replace(each, instructions=None) if isinstance(each, ModelRequest) else each for each in messages]


def masked_messages(messages: Sequence[ModelMessage], masker: Masker) -> list[ModelMessage]:
    """The same messages as they may leave."""
    return [_changed(message, masker.text, masker) for message in messages]


def masked_parameters(parameters: ModelRequestParameters, masker: Masker) -> ModelRequestParameters:
    """Tools as they may be described, and the instructions, with what stand-ins are told at their end."""
    parts = parameters.instruction_parts
    instructions = [replace(part, content=masker.text(part.content)) for part in parts] if parts else parts
    if instructions:
        last = instructions[-1]
        instructions[-1] = replace(last, content=f"{last.content}\n{NOTE}")
    return replace(
        parameters,
        function_tools=[_described(tool, masker) for tool in parameters.function_tools],
        output_tools=[_described(tool, masker) for tool in parameters.output_tools],
        instruction_parts=instructions,
    )


def _described(tool: ToolDefinition, masker: Masker) -> ToolDefinition:
    description = masker.text(tool.description) if tool.description else tool.description
    schema = cast("dict[str, Any]", _schema(tool.parameters_json_schema, masker))
    return replace(tool, description=description, parameters_json_schema=schema)


def _schema(schema: object, masker: Masker) -> object:
    match schema:
        case dict():
            return {
                key: masker.tree(value)
                if key in _TOLD and not isinstance(value, dict)
                else _schema(value, masker)
                for key, value in schema.items()
                if (key, value) != _QUERY
            }
        case list():
            return [_schema(each, masker) for each in schema]
        case _:
            return schema


def _changed(part: T, change: _Change, masker: Masker | None = None) -> T:
    """A message or a part of one with every text in it changed."""
    if isinstance(part, ThinkingPart):  # the model's own, signed by its provider; it has seen stand-ins alone
        return part
    told: dict[str, Any] = {}
    for each in fields(part):  # pyright: ignore[reportArgumentType]
        if each.init and each.name not in _OURS:
            value = getattr(part, each.name)
            if isinstance(part, BaseToolReturnPart) and each.name == "content":
                told[each.name] = _leaf(_sent(part), change, masker)
            elif isinstance(part, BaseToolCallPart) and each.name == "args" and isinstance(value, str):
                told[each.name] = masker.json(value) if masker else change(value)
            else:
                told[each.name] = _leaf(value, change, masker)
    return replace(part, **told)  # pyright: ignore[reportArgumentType]


def _leaf(value: object, change: _Change, masker: Masker | None, name: str = "") -> object:
    match value:
        case str():
            return change(value)
        case dict():
            return {change(str(key)): _leaf(each, change, masker, str(key)) for key, each in value.items()}
        case list() | tuple():
            return [_leaf(each, change, masker, name) for each in value]
        case bytes():
            raise NotPermittedError("a picture or a file cannot be masked, so it may not leave")
        case int() | float() if masker:
            return masker.tree(value, name)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return _changed(value, change, masker)
        case _:
            return value


def _sent(part: BaseToolReturnPart[Any]) -> object:
    """What a provider would be sent: a finding as JSON."""
    text = part.model_response_str()
    try:
        return json.loads(text)
    except ValueError:
        return text


def text_arguments(parameters: ModelRequestParameters) -> TextArguments:
    """The arguments that are texts. In the quotes of a query a value needs its own marked."""
    return {
        (tool.name, name): _quoted if _QUERY in described.items() else str
        for tool in parameters.function_tools
        for name, described in tool.parameters_json_schema.get("properties", {}).items()
        if _QUERY in described.items() or described.get("type") == "string"
    }


def restored_response(response: ModelResponse, vault: Vault, texts: TextArguments) -> ModelResponse:
    """The response with values for stand-ins, in its text and in the arguments of its calls."""
    return replace(response, parts=[_restored(part, vault, texts) for part in response.parts])


def _restored(part: ModelResponsePart, vault: Vault, texts: TextArguments) -> ModelResponsePart:
    match part:
        case TextPart():
            return replace(part, content=vault.restore(part.content))
        case ToolCallPart(args=str() as args):
            return replace(part, args=_restored_json(part.tool_name, args, vault, texts))
        case ToolCallPart(args=dict() as args):
            return replace(part, args=_arguments(part.tool_name, args, vault, texts))
        case _:
            return part


def _restored_json(tool: str, text: str, vault: Vault, texts: TextArguments) -> str:
    try:
        value = json.loads(text)
    except ValueError:  # the model is told so, and writes it anew
        return vault.restore(text, lambda each: json.dumps(each, ensure_ascii=False)[1:-1])
    told = _arguments(tool, value, vault, texts) if isinstance(value, dict) else restored_tree(value, vault)
    return text if told == value else json.dumps(told, ensure_ascii=False)


def _arguments(tool: str, arguments: dict[str, Any], vault: Vault, texts: TextArguments) -> dict[str, Any]:
    return {
        name: vault.restore(value, texts[tool, name])
        if isinstance(value, str) and (tool, name) in texts
        else restored_tree(value, vault)
        for name, value in arguments.items()
    }


def _quoted(value: str) -> str:
    """As it stands between the quotes of a query."""
    return value.replace("\\", "\\\\").replace("'", "\\'")


def restored_tree(value: object, vault: Vault) -> object:
    """The same for the texts in values of JSON."""
    match value:
        case str():
            return vault.value(value)
        case dict():
            return {vault.restore(str(key)): restored_tree(each, vault) for key, each in value.items()}
        case list():
            return [restored_tree(each, vault) for each in value]
        case _:
            return value
