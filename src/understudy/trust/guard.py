"""The only kind of model that a turn may think with: what leaves through it is masked, what comes back
restored.

A model in this process is `inside`: nothing leaves, so nothing changes. Any other is `masked`, for one turn.
"""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Never

from pydantic_ai.messages import ModelMessage, ModelResponse
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.wrapper import WrapperModel
from pydantic_ai.settings import ModelSettings

from understudy.kit.errors import NotPermittedError
from understudy.kit.trace import span
from understudy.llm.remote import Hearer, RemoteModel
from understudy.llm.situation import Names
from understudy.org.metadata import Schema
from understudy.org.read_values import ReadValues, listening
from understudy.trust.masking.fields import FieldValue, field_values, kind_of_name
from understudy.trust.masking.masker import Masker
from understudy.trust.masking.messages import (
    masked_messages,
    masked_parameters,
    restored_response,
    restored_tree,
    text_arguments,
    texts_of,
    without_instructions,
)
from understudy.trust.masking.policy import Rules
from understudy.trust.masking.streamed import Restored
from understudy.trust.masking.vault import Vault
from understudy.trust.values.candidates import look_up
from understudy.trust.values.numbered import numbers_of

__all__ = ["GuardedModel", "MaskedModel", "inside", "masked", "masked_values"]


class GuardedModel(WrapperModel):
    """A model behind the guard. `composes` says whether it writes replies of its own, word by word."""

    composes = False

    def heard_by(self, _hearer: Hearer) -> "GuardedModel":
        """The same model, for one turn, its words heard as they come; one that composes nothing is silent."""
        return self

    @contextmanager
    def reading(self) -> Generator[None]:
        """Within the block what is read of records is known to the guard."""
        yield


def masked_values(model: Model) -> int:
    """How many values a model of this turn has kept from its provider; 0 for one that masks nothing."""
    while not isinstance(model, MaskedModel):
        if not isinstance(model, WrapperModel):
            return 0
        model = model.wrapped
    return model.values


def inside(model: Model) -> GuardedModel:
    """A model that thinks in this process: all passes at no cost."""
    assert not isinstance(model, RemoteModel), (
        f"{model.model_name} is a provider's: what leaves must be masked"
    )
    return GuardedModel(model)


def masked(
    model: RemoteModel, rules: Rules, schema: Schema, names: Names | None = None, session: str = ""
) -> "GuardedModel":
    """A provider's model for one turn of a session of an org; `names` finds whoever the org knows."""
    return _Unmasked(model) if rules.lets_all_pass else MaskedModel(model, rules, schema, names, session)


class _Unmasked(GuardedModel):
    """A provider's model to which a policy lets everything pass: one that the company runs itself."""

    composes = True

    def __init__(self, model: RemoteModel) -> None:
        super().__init__(model)
        self._model = model

    def heard_by(self, _hearer: Hearer) -> GuardedModel:
        """The same, heard."""
        return _Unmasked(self._model.heard_by(_hearer))


class MaskedModel(GuardedModel):
    """A provider's model that never sees a value which its rules keep from it."""

    composes = True

    def __init__(
        self, model: RemoteModel, rules: Rules, schema: Schema, names: Names | None, session: str
    ) -> None:
        super().__init__(model)
        self._model = model
        self._schema = schema
        self._names = names
        self._masker = Masker(rules, Vault(session), (schema.once(numbers_of),))
        self._read = ReadValues()
        self._hearer: Restored | None = None
        self._asked: set[str] = set()

    @property
    def values(self) -> int:
        """How many values have stand-ins by now."""
        return len(self._masker.vault)

    def heard_by(self, _hearer: Hearer) -> GuardedModel:
        """The same, its words heard with values for stand-ins."""
        self._hearer = Restored(self._masker.vault, _hearer)
        return self

    @contextmanager
    def reading(self) -> Generator[None]:
        """Within the block, the values that are read are known by the fields that they come from."""
        with listening(self._read):
            yield

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """The response, restored, to what the messages are once they are masked."""
        with span("trust.mask", model=self.model_name) as current:
            told_apart = _instructions(model_request_parameters)
            messages = without_instructions(messages) if told_apart else messages
            texts = [*texts_of(messages), *told_apart]
            self._masker.learn(field_values(self._read, self._schema, self._masker.rules))
            await self._look_up(texts)
            self._masker.meet(texts)
            leaving = masked_messages(messages, self._masker)
            told = masked_parameters(model_request_parameters, self._masker)
            current.set_attribute("mask.values", len(self._masker.vault))
        model = self._model.handing(self._read_back)
        model = model.heard_by(self._hearer) if self._hearer else model
        response = await model.request(leaving, model_settings, told)
        if self._hearer:
            self._hearer.end()
        return restored_response(response, self._masker.vault, text_arguments(model_request_parameters))

    def _read_back(self, sent: object) -> object:
        """What was sent, as it was before: what a trace says a model was handed is what it is from."""
        return restored_tree(sent, self._masker.vault)

    async def _look_up(self, texts: Sequence[str]) -> None:
        """Names of the org's records that stand in the texts, whoever may see them."""
        if self._names is None:
            return
        async for match in look_up(self._names, texts, self._asked):
            kind = self._schema.object(match.object)
            named = kind_of_name(kind) if kind and match.name.lower() == match.phrase.lower() else None
            if named:
                self._masker.learn([FieldValue(match.phrase, named, None)])

    def request_stream(self, *_: object, **__: object) -> Never:
        """Closed: pieces of a response could not be restored one by one."""
        self._refuse()

    def count_tokens(self, *_: object, **__: object) -> Never:
        """Closed: it would send what is to be counted."""
        self._refuse()

    def compact_messages(self, *_: object, **__: object) -> Never:
        """Closed: it would send what is to be summed up."""
        self._refuse()

    def batch_encode(self, *_: object, **__: object) -> Never:
        """Closed: a batch is sent as it is."""
        self._refuse()

    def _refuse(self) -> Never:
        raise NotPermittedError(
            f"{self.model_name} is asked through the guard alone, one masked request at a time"
        )


def _instructions(parameters: ModelRequestParameters) -> list[str]:
    return [part.content for part in parameters.instruction_parts or ()]
