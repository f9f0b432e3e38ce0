"""The reasoner behind Pydantic AI's `Model` interface: one turn, in the same loop as any LLM.

A request that ends with the user's message is decided: an action is called, or an output tool asks back,
declines or says that it doesn't know. A request that ends with an action's finding is worded.
"""

from typing import Any

from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings

from understudy.kit.trace import span
from understudy.llm.finding import Finding
from understudy.llm.handed import findings_handed
from understudy.llm.local.confidential import denied
from understudy.llm.local.decide import Decision
from understudy.llm.local.message import Message
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.local.words import answers_of, word
from understudy.llm.situation import Situation

__all__ = ["EmbeddedModel"]

_WORTH_SAYING = 1


class EmbeddedModel(Model):
    """The reasoner for the length of one turn. Needs no key and no network."""

    def __init__(self, reasoner: Reasoner, situation: Situation) -> None:
        super().__init__()
        self._reasoner = reasoner
        self._situation = situation
        self._message: Message | None = None
        self._confidence = 0.0
        self._left_out: tuple[str, ...] = ()
        self._suspected = ""
        self._definition: str | None = None

    @property
    def model_name(self) -> str:
        """Its name in traces."""
        return "embedded"

    @property
    def system(self) -> str:
        """Its provider in traces."""
        return "understudy"

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """The next step of the turn."""
        with span("model.request", model=self.model_name) as current:
            current.set_attribute("model.handed", findings_handed(messages))
            call = await self._next(messages[-1])
            current.set_attribute("model.chose", call.tool_name)
            current.set_attribute("model.confidence", self._confidence)
            current.set_attribute("model.left_out", self._left_out)
            return ModelResponse(parts=[call], model_name=self.model_name)

    async def _next(self, last: ModelMessage) -> ToolCallPart:
        assert isinstance(last, ModelRequest), "a model is asked by a request"
        for part in reversed(last.parts):
            if isinstance(part, ToolReturnPart):
                return self._word(part.content)
            if isinstance(part, UserPromptPart):
                return await self._decide(_text(part))
        raise AssertionError("a request without a message, a finding or an error")

    async def _decide(self, text: str) -> ToolCallPart:
        decision, self._message = await self._reasoner.decide(text, self._situation)
        self._confidence = decision.confidence
        self._left_out = decision.left_out
        self._suspected = decision.suspected
        self._definition = decision.reading.definition if decision.reading else None
        if decision.kind == "act" and decision.reading:
            return ToolCallPart(decision.reading.action, decision.reading.arguments)
        return _say(decision)

    def _word(self, finding: object) -> ToolCallPart:
        if not isinstance(finding, Finding):
            return _failed(str(finding))
        form = self._message.form if self._message else None
        if finding.status in ("missing", "several"):
            return ToolCallPart(
                "ask_back", {"text": finding.headline, "choices": [item.label for item in finding.items]}
            )
        if finding.status == "denied":
            return ToolCallPart(
                "decline", {"text": denied(finding.headline, self._definition, self._reasoner.world)}
            )
        if finding.status == "nothing" and self._suspected:
            return ToolCallPart("decline", {"text": self._suspected})
        text = word(finding, form)
        if len(self._left_out) >= _WORTH_SAYING and not (form and form.only):
            text += f"\n(I could not make use of: {', '.join(self._left_out)}.)"
        return ToolCallPart(
            "answer",
            {
                "text": text,
                # What ran no query and found nothing is a "don't know", not an answer of "none".
                "known": finding.status != "nothing" or finding.query is not None,
                "answers": list(answers_of(finding, form)),
                "confidence": self._confidence,
            },
        )


def _say(decision: Decision) -> ToolCallPart:
    arguments: dict[str, Any] = {"text": decision.text}
    match decision.kind:
        case "ask":
            return ToolCallPart("ask_back", arguments | {"choices": list(decision.choices)})
        case "greet":
            return ToolCallPart("answer", arguments | {"confidence": decision.confidence})
        case "decline":
            return ToolCallPart("decline", arguments)
        case _:
            return ToolCallPart("answer", arguments | {"known": False, "confidence": decision.confidence})


def _failed(told: str) -> ToolCallPart:
    return ToolCallPart(
        "answer", {"text": f"I could not work that out: {told}", "known": False, "confidence": 0.0}
    )


def _text(part: UserPromptPart) -> str:
    if isinstance(part.content, str):
        return part.content
    return "\n".join(piece for piece in part.content if isinstance(piece, str))
