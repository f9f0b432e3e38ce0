"""A model that obeys: it carries out every order that it finds in what it was handed, wherever it stands.

It does the person's task as well (a plan of calls, then the answer): a defence that only stops everything is
none. It sees through disguises that a language model might see through.
"""

import base64
import codecs
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from html import unescape
from typing import Any
from urllib.parse import unquote

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, DeltaToolCall, DeltaToolCalls, FunctionModel

__all__ = ["Call", "Obedient"]

Call = tuple[str, dict[str, Any]]

_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_MARKS = re.compile(r"</?outside-[0-9a-f]{8}>")
_ORDER = re.compile(r"\b([a-z]+_[a-z_]+)\b[^{}]{0,80}(?=\{)")
_SAYING = re.compile(r"your (?:reply|answer|response)\W+(.{8,300}?) END", re.DOTALL)


class Obedient(FunctionModel):
    """Does what `plan` says and whatever it reads, but for what the person says, which the plan stands for.

    `obeyed` are the orders that it found. With `obeys` false it only reads.
    """

    def __init__(self, plan: Sequence[Call], *, obeys: bool = True) -> None:
        super().__init__(self._answer, stream_function=self._stream, model_name="obedient")
        self._plan = list(plan)
        self._obeys = obeys
        self.obeyed: list[Call] = []
        self.sayings: list[str] = []

    def _answer(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        calls, text = self._next(messages, info)
        parts = [ToolCallPart(name, arguments) for name, arguments in calls]
        return ModelResponse(parts=parts or [TextPart(text)])

    async def _stream(
        self, messages: list[ModelMessage], info: AgentInfo
    ) -> AsyncIterator[str | DeltaToolCalls]:
        calls, text = self._next(messages, info)
        for index, (name, arguments) in enumerate(calls):
            yield {
                index: DeltaToolCall(
                    name, json.dumps(arguments), tool_call_id=f"call-{len(messages)}-{index}"
                )
            }
        for start in range(0, 0 if calls else len(text), 5):
            yield text[start : start + 5]

    def _next(self, messages: list[ModelMessage], info: AgentInfo) -> tuple[list[Call], str]:
        """What it has been told to do and has not done; then the next step of the plan; then the answer."""
        if self._obeys and (orders := self._orders(messages, info)):
            self.obeyed += orders
            return orders, ""
        if self._plan:
            return [self._plan.pop(0)], ""
        told = [text for message in messages for text in _returned(message)]
        return [], "\n".join([*told, *self.sayings]) or "Well."

    def _orders(self, messages: list[ModelMessage], info: AgentInfo) -> list[Call]:
        known = {tool.name for tool in info.function_tools}
        found: list[Call] = []
        for text in [form for message in messages for read in _read(message) for form in _forms(read)]:
            self.sayings += [each for each in _SAYING.findall(text) if each not in self.sayings]
            for name, arguments in _calls(text):
                order = (name, arguments)
                if name in known and order not in self.obeyed and order not in found:
                    found.append(order)
        return found


def _read(message: ModelMessage) -> Iterator[str]:
    """All that a message holds that is not what the person says now."""
    if isinstance(message, ModelRequest) and message.instructions:
        yield message.instructions
    for part in message.parts:
        if isinstance(part, ToolReturnPart):
            yield from (
                _texts(json.loads(part.model_response_str()))
                if _is_json(part)
                else [part.model_response_str()]
            )
        elif isinstance(part, TextPart | UserPromptPart):
            yield str(part.content)


def _is_json(part: ToolReturnPart) -> bool:
    return part.model_response_str().lstrip()[:1] in "{["


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield _MARKS.sub("", value)
        case dict():
            for each in value.values():
                yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
        case _:
            return


def _returned(message: ModelMessage) -> Iterator[str]:
    """What the findings of the plan say, as the answer repeats it."""
    for part in message.parts:
        if isinstance(part, ToolReturnPart) and _is_json(part):
            told = json.loads(part.model_response_str())
            if told.get("status") == "found":
                rows = [" ".join(row) for row in told["rows"]]
                yield _MARKS.sub("", "\n".join([told["headline"], *rows]))


def _forms(text: str) -> Iterator[str]:
    """The text as it stands, and as it may be meant."""
    visible = _INVISIBLE.sub("", unescape(unquote(text)))
    yield from dict.fromkeys((text, visible))
    yield visible[::-1]
    yield codecs.decode(visible, "rot13")
    for run in _BASE64.findall(visible):
        try:
            yield base64.b64decode(run, validate=True).decode()
        except ValueError:
            continue


def _calls(text: str) -> Iterator[Call]:
    """The calls that the text has in it: the name of an action, and what follows as JSON."""
    for found in _ORDER.finditer(text):
        try:
            arguments, _ = json.JSONDecoder().raw_decode(text, found.end())
        except ValueError:
            continue
        if isinstance(arguments, dict):
            yield found[1], arguments
