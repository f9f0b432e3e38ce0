"""A declared rate is kept, whoever asks."""

import pytest
from pydantic_ai.messages import ModelRequest, UserPromptPart
from pydantic_ai.models import ModelRequestParameters
from tests.llm.fake_provider import fake_provider, says

from understudy.kit.config import ModelRate, Settings
from understudy.kit.errors import ConfigError
from understudy.llm.model import provider_model
from understudy.llm.pacing import Pacing, pacing_of


class Waits:
    """Sleep that takes no time: the clock goes on by it."""

    def __init__(self) -> None:
        self.slept_s = 0.0

    def now(self) -> float:
        return 1000.0 + self.slept_s

    async def sleep(self, seconds: float) -> None:
        self.slept_s += seconds


@pytest.mark.parametrize(
    ("rate", "used", "expected"),
    [
        (ModelRate("m", requests=2), 0, 30.0),
        (ModelRate("m", tokens=1000), 600, 12.0),
        (ModelRate("m", requests=100, tokens=100_000), 600, 0.0),
    ],
)
async def test_what_is_over_the_rate_waits(rate: ModelRate, used: int, expected: float) -> None:
    waits = Waits()
    paced = Pacing(rate, waits.now, waits.sleep)
    for _ in range(3):
        await paced.wait()
        paced.used(used)
    assert waits.slept_s == pytest.approx(expected, abs=0.2)


def test_the_first_pattern_that_fits_is_taken() -> None:
    given = "openai:gpt-5=10/1000, openai:*=20/-"
    rates = Settings.from_environment({"UNDERSTUDY_MODEL_RATES": given}).model_rates
    assert rates == (ModelRate("openai:gpt-5", 10, 1000), ModelRate("openai:*", 20, None))
    assert pacing_of("openai:gpt-5-mini", rates)
    assert pacing_of("anthropic:claude", rates) is None


@pytest.mark.parametrize("given", ["openai:*", "openai:*=x/y", "openai:*=0/10", "=1/2", "m=-/-"])
def test_a_rate_that_cannot_be_read_is_refused(given: str) -> None:
    with pytest.raises(ConfigError, match="UNDERSTUDY_MODEL_RATES"):
        Settings.from_environment({"UNDERSTUDY_MODEL_RATES": given})


async def test_a_provider_is_asked_no_faster() -> None:
    waits = Waits()
    paced = Pacing(ModelRate("openai:*", requests=1), waits.now, waits.sleep)
    async with (
        fake_provider([says("One."), says("Two.")]) as served,
        provider_model("openai:fake", {"OPENAI_BASE_URL": served.url}, pacing=paced) as model,
    ):
        for _ in range(2):
            await model.request([ModelRequest(parts=[UserPromptPart("Hi")])], None, ModelRequestParameters())
        assert len(served.asked) == 2
    assert waits.slept_s == pytest.approx(60, abs=0.5)
