"""A provider's model over real HTTP: what is asked again and what is not, how long, and who hears it."""

from collections.abc import Sequence

import pytest
from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelHTTPError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelTimeoutError,
)
from pydantic_ai.messages import ModelRequest, UserPromptPart
from pydantic_ai.models import ModelRequestParameters
from tests.llm.fake_provider import FakeProvider, Fault, Step, fake_provider, says

from understudy.llm.model import provider_model
from understudy.llm.remote import Patience

QUICK = Patience(total_s=60, first_wait_s=0.01)
ANSWER = says("Tw", "elve.")


class Ear:
    """Keeps what it hears. One that `heeds` can take nothing back."""

    def __init__(self, *, heeds: bool) -> None:
        self.heeds = heeds
        self.heard: list[str] = []

    def begin(self) -> None:
        self.heard.clear()

    def say(self, text: str) -> None:
        self.heard.append(text)

    def forget(self) -> bool:
        if self.heard and self.heeds:
            return False
        self.heard.clear()
        return True


async def ask(
    script: Sequence[Step], patience: Patience = QUICK, ear: Ear | None = None
) -> tuple[str, FakeProvider]:
    """What the model says, and the provider that was asked."""
    async with fake_provider(script) as provider:
        model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url}, patience)
        async with model:
            asked = model.heard_by(ear) if ear else model
            request = ModelRequest(parts=[UserPromptPart("How many?")])
            response = await asked.request([request], model.settings, ModelRequestParameters())
        return response.text or "", provider


@pytest.mark.parametrize(
    "stumble",
    [
        pytest.param(Fault(429), id="too many requests"),
        pytest.param(Fault(500, b"oh no"), id="a faulty server"),
        pytest.param(Fault(503), id="an overloaded server"),
        pytest.param(Fault(408), id="a request that took too long"),
        pytest.param(Fault(400, headers={"x-should-retry": "true"}), id="the provider says so"),
        pytest.param(Fault(body=None), id="no response at all"),
        pytest.param(says("Tw", "elve.", cut_after=1), id="a stream that is cut"),
        pytest.param(says("Tw", ends=False), id="a stream that ends without a reason"),
        pytest.param(Fault(200, b"<html>", {"content-type": "text/html"}), id="a page instead of an answer"),
        pytest.param(
            Fault(200, b"data: {\n\n", {"content-type": "text/event-stream"}), id="half a line of JSON"
        ),
    ],
)
async def test_what_passes_is_asked_again(stumble: Step) -> None:
    text, provider = await ask([stumble, stumble, ANSWER])
    assert text == "Twelve."
    assert len(provider.asked) == 3


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(401, b'{"error": {"message": "wrong key"}}'), ModelAuthenticationError),
        (Fault(400), ModelHTTPError),
        (Fault(429, b'{"error": {"code": "insufficient_quota", "message": "pay"}}'), ModelQuotaExceededError),
        (Fault(500, headers={"x-should-retry": "false"}), ModelHTTPError),
    ],
)
async def test_what_never_passes_is_asked_once(fault: Fault, error: type[ModelAPIError]) -> None:
    async with fake_provider([fault, ANSWER]) as provider:
        with pytest.raises(error):
            await ask_at(provider)
        assert len(provider.asked) == 1


async def test_it_gives_up_after_some_attempts() -> None:
    async with fake_provider([Fault(503)] * 9) as provider:
        with pytest.raises(ModelHTTPError, match="503"):
            await ask_at(provider, Patience(attempts=3, first_wait_s=0.01))
        assert len(provider.asked) == 3


async def test_nobody_there() -> None:
    model = provider_model("openai:fake", {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}, QUICK)
    with pytest.raises(ModelConnectionError):
        await model.request([ModelRequest(parts=[UserPromptPart("?")])], None, ModelRequestParameters())


async def test_it_waits_as_long_as_the_provider_asks_but_no_longer_than_it_may() -> None:
    text, provider = await ask([Fault(429, headers={"retry-after-ms": "30"}), ANSWER])
    assert (text, len(provider.asked)) == ("Twelve.", 2)
    async with fake_provider([Fault(429, headers={"retry-after": "3600"}), ANSWER]) as patient:
        with pytest.raises(ModelRateLimitError):
            await ask_at(patient)
        assert len(patient.asked) == 1


async def test_a_provider_that_hangs_is_asked_once_more_and_then_left() -> None:
    hangs = Fault(silence_s=99)
    async with fake_provider([hangs] * 9) as provider:
        with pytest.raises(ModelTimeoutError):
            await ask_at(provider, Patience(total_s=0.4, first_wait_s=0.01))
        assert len(provider.asked) == 2


async def test_a_provider_that_never_ends_is_left() -> None:
    drips = says(*("word " for _ in range(1000)), every_s=0.05)
    async with fake_provider([drips]) as provider:
        with pytest.raises(ModelTimeoutError, match=r"no whole answer within 0\.3 s"):
            await ask_at(provider, Patience(total_s=0.3))


async def test_its_text_is_heard_as_it_comes() -> None:
    ear = Ear(heeds=True)
    await ask([Fault(500), ANSWER], ear=ear)
    assert ear.heard == ["Tw", "elve."]


async def test_what_was_heard_is_not_begun_anew() -> None:
    cut = says("Tw", "elve.", cut_after=1)
    with pytest.raises(ModelConnectionError):
        await ask([cut, ANSWER], ear=Ear(heeds=True))
    ear = Ear(heeds=False)
    assert (await ask([cut, ANSWER], ear=ear))[0] == "Twelve."
    assert ear.heard == ["Tw", "elve."]


async def ask_at(provider: FakeProvider, patience: Patience = QUICK) -> None:
    model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url}, patience)
    async with model:
        request = ModelRequest(parts=[UserPromptPart("How many?")])
        await model.request([request], model.settings, ModelRequestParameters())
