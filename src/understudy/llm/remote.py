"""A provider's model: asked by streaming, heard while it speaks, asked again when the provider stumbles."""

import asyncio
import random
from dataclasses import dataclass
from itertools import count
from typing import Protocol

import httpx2
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelConnectionError,
    ModelHTTPError,
    ModelRateLimitError,
    ModelServerError,
    ModelTimeoutError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
)
from pydantic_ai.messages import (
    ModelMessage,
    ModelResponse,
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from understudy.kit.trace import span
from understudy.llm.failures import given_up
from understudy.llm.handed import ReadBack, findings_handed
from understudy.llm.joined import words_heard_by
from understudy.llm.pacing import Pacing

__all__ = ["PATIENCE", "Hearer", "Patience", "RemoteModel"]

_PASSING = (ModelRateLimitError, ModelUnavailableError, ModelServerError, ModelConnectionError)
_TIMED_OUT = 408


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one request may take with all its attempts, how long a provider may be silent meanwhile, and
    how often and after which waits it is asked again.
    """

    total_s: float = 120.0
    attempts: int = 4
    first_wait_s: float = 0.5
    longest_wait_s: float = 8.0

    @property
    def silence_s(self) -> float:
        """So that a provider that hangs can be asked once more."""
        return self.total_s / 2

    def wait_s(self, error: ModelAPIError, attempt: int, left_s: float) -> float | None:
        """How long to wait before the next attempt (what the provider says goes first); None to give up."""
        if attempt >= self.attempts or not _passes(error):
            return None
        wait_s = min(self.first_wait_s * 2 ** (attempt - 1), self.longest_wait_s) * random.uniform(0.5, 1)
        if error.retry_after is not None:
            wait_s = error.retry_after
        return wait_s if wait_s < left_s else None


PATIENCE = Patience()


class Hearer(Protocol):
    """Who gets a model's text as it comes."""

    def begin(self) -> None:
        """A response begins."""
        ...

    def say(self, text: str) -> None:
        """The next piece of its text."""
        ...

    def forget(self) -> bool:
        """Take back what the response has said so far; False when it was heard."""
        ...


def _as_it_is(sent: object) -> object:
    return sent


class RemoteModel(WrapperModel):
    """Wraps the model of any provider. Each attempt is a span `model.request`.

    What passes by itself (too many requests, an overloaded or faulty server, a broken or silent connection,
    an answer that cannot be read) is asked again, unless somebody has already heard a part of the answer.
    """

    def __init__(
        self,
        wrapped: Model,
        patience: Patience,
        hearer: Hearer | None = None,
        read_back: ReadBack = _as_it_is,
        pacing: Pacing | None = None,
    ) -> None:
        super().__init__(wrapped)
        self._patience = patience
        self._hearer = hearer
        self._read_back = read_back
        self._pacing = pacing

    def heard_by(self, hearer: Hearer) -> "RemoteModel":
        """The same model, for one turn."""
        return RemoteModel(self.wrapped, self._patience, hearer, self._read_back, self._pacing)

    def handing(self, read_back: ReadBack) -> "RemoteModel":
        """The same model, whose trace tells what was sent as it is once it is read back."""
        return RemoteModel(self.wrapped, self._patience, self._hearer, read_back, self._pacing)

    @property
    def settings(self) -> ModelSettings:
        """With the retries of the provider's client switched off: it can neither be traced nor be bounded."""
        ours = ModelSettings(max_retries=0, timeout=self._patience.silence_s)
        for name in self.wrapped.unsupported_settings:
            ours.pop(name, None)
        return {**ours, **(self.wrapped.settings or {})}

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """The whole response.

        Raises: ModelAPIError for what did not pass in time or never will.
        """
        if self._hearer is not None:
            self._hearer.begin()
        now = asyncio.get_running_loop().time
        left_s = self._patience.total_s
        for attempt in count(1):
            if self._pacing:
                await self._pacing.wait()
            deadline = now() + left_s
            try:
                with span("model.request", model=self.model_name, attempt=attempt) as current:
                    current.set_attribute("model.handed", findings_handed(messages, self._read_back))
                    asked = self._attempt(messages, model_settings, model_request_parameters, deadline)
                    response = await asked
                    current.set_attribute("model.chose", _chosen(response))
                    current.set_attribute("model.tokens", response.usage.output_tokens)
                    if self._pacing:
                        self._pacing.used(response.usage.input_tokens + response.usage.output_tokens)
                    return response
            except ModelAPIError as error:
                left_s = deadline - now()
                wait_s = self._patience.wait_s(error, attempt, left_s)
                if wait_s is None or not (self._hearer is None or self._hearer.forget()):
                    given_up(error, passes=_passes(error))
                    raise
            with span("model.wait", seconds=wait_s):
                await asyncio.sleep(wait_s)
            left_s -= wait_s
        raise AssertionError("an attempt returns or raises")

    async def _attempt(
        self,
        messages: list[ModelMessage],
        settings: ModelSettings | None,
        parameters: ModelRequestParameters,
        deadline: float,
    ) -> ModelResponse:
        heard = _Once(self._hearer)
        try:
            async with asyncio.timeout_at(deadline):
                with words_heard_by(heard.early):
                    return await self._streamed(messages, settings, parameters, heard)
        except TimeoutError:
            told = f"no whole answer within {self._patience.total_s:g} s"
            raise ModelTimeoutError(self.model_name, told) from None
        except UnexpectedModelBehavior as error:
            raise ModelAPIError(self.model_name, error.message) from error
        except httpx2.TransportError as error:
            raise ModelConnectionError(self.model_name, str(error) or type(error).__name__) from error

    async def _streamed(
        self,
        messages: list[ModelMessage],
        settings: ModelSettings | None,
        parameters: ModelRequestParameters,
        heard: "_Once",
    ) -> ModelResponse:
        async with self.wrapped.request_stream(messages, settings, parameters) as stream:
            async for event in stream:
                if text := _text(event):
                    heard.say(text)
            return stream.get()


class _Once:
    """Tells a hearer each word once, though it may come twice: early, and as the model's event."""

    def __init__(self, hearer: Hearer | None) -> None:
        self._hearer = hearer
        self._told = 0
        self._came = 0

    def early(self, words: str) -> None:
        """The next words, which will come as an event too."""
        self._told += len(words)
        if self._hearer is not None:
            self._hearer.say(words)

    def say(self, text: str) -> None:
        """The text of the next event."""
        self._came += len(text)
        if (new := self._came - self._told) > 0:
            self.early(text[-new:])


def _text(event: ModelResponseStreamEvent) -> str:
    match event:
        case PartStartEvent(part=TextPart(content=text)):
            return text
        case PartDeltaEvent(delta=TextPartDelta(content_delta=text)):
            return text
        case _:
            return ""


def _chosen(response: ModelResponse) -> str:
    """What the response does, for the trace: the actions it calls, or `text`."""
    called = ", ".join(call.tool_name for call in response.tool_calls)
    return called or ("text" if response.text else "nothing")


def _passes(error: ModelAPIError) -> bool:
    """Whether it may go well the next time. An error of no category is a body that could not be read."""
    if isinstance(error, ModelHTTPError):
        if error.provider_retry_hint is not None:
            return error.provider_retry_hint
        return isinstance(error, _PASSING) or error.status_code == _TIMED_OUT
    return isinstance(error, _PASSING) or type(error) is ModelAPIError
