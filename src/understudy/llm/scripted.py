"""A model that plays a script: for tests and for machines on which nothing may think.

A script is a sequence of steps, one for each time the model is asked. What the model was told is kept in
`ScriptedModel.asked`, so that a test can look at it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings

__all__ = ["Act", "Fail", "Say", "ScriptStep", "ScriptedModel"]


@dataclass(frozen=True, slots=True)
class Act:
    """Call an action, or an output tool such as `answer`, `ask_back`, `decline` or `hand_over`.

    Arguments given as text are sent as they are, so that broken JSON can be played too.
    """

    action: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Say:
    """Answer with text alone, as a model does that calls nothing."""

    text: str


@dataclass(frozen=True, slots=True)
class Fail:
    """Break off, as a provider does."""

    error: Exception


ScriptStep = Act | Say | Fail | tuple[Act, ...]
"""One answer of the model. Several acts together are calls made in one response."""


class ScriptedModel(Model):
    """Plays its steps in order; an iterable without end (`itertools.repeat`) makes a model that loops."""

    def __init__(self, steps: Iterable[ScriptStep], name: str = "scripted") -> None:
        super().__init__()
        self._steps = iter(steps)
        self._name = name
        self.asked: list[list[ModelMessage]] = []

    @property
    def model_name(self) -> str:
        """Its name in traces."""
        return self._name

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
        """The next step of the script.

        Raises:
            AssertionError: the script has ended, which is the fault of who wrote it.
        """
        self.asked.append(list(messages))
        step = next(self._steps, None)
        assert step is not None, f"the script has ended, and the model is asked for step {len(self.asked)}"
        match step:
            case Fail(error):
                raise error
            case Say(text):
                return ModelResponse(parts=[TextPart(text)], model_name=self._name)
            case Act():
                return self._calls((step,))
            case tuple():
                return self._calls(step)
            case _:
                assert_never(step)

    def _calls(self, acts: Iterable[Act]) -> ModelResponse:
        calls = [
            ToolCallPart(act.action, act.arguments if isinstance(act.arguments, str) else dict(act.arguments))
            for act in acts
        ]
        return ModelResponse(parts=calls, model_name=self._name)
