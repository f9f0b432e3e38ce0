"""A rule that blocks what the company itself talks about is found out; one that blocks no more holds."""

from collections.abc import Awaitable, Callable

import pytest

from understudy.agents.guardrails import blocking
from understudy.agents.outcome import Refusal
from understudy.agents.spec import AgentSpec, Guardrail
from understudy.app import App
from understudy.conversations.turn import Stage, Turn
from understudy.evals.guardrails.lint import Lint, Share, lint, verdict
from understudy.evals.guardrails.own import Own
from understudy.evals.guardrails.twins import collisions, probes

Ask = Callable[..., Awaitable[Turn]]
RULE = Guardrail(name="rivals", purpose="We don't speak of competitors.", terms=("Heron", "GreenThumb Inc"))


@pytest.fixture
def spec(demo_app: App) -> AgentSpec:
    return demo_app.agent("service").model_copy(update={"guardrails": (RULE,)})


@pytest.mark.parametrize(
    ("message", "blocked"),
    [
        ("Is GREENTHUMB INC cheaper?", True),
        ("the herons' roof", True),
        ("What is a heronry?", False),
        ("Green thumb incorporated", False),
    ],
)
def test_a_term_is_found_in_any_form(spec: AgentSpec, message: str, blocked: bool) -> None:
    assert bool(blocking(spec, message)) is blocked


async def test_what_is_blocked_is_refused_before_anything_runs(spec: AgentSpec, ask: Ask) -> None:
    outcome = (await ask("Is GreenThumb Inc cheaper?", spec)).outcome
    assert isinstance(outcome, Refusal)
    assert outcome.evidence.steps == ()
    assert RULE.purpose not in outcome.text


def test_a_collision_names_the_term_and_where_it_stands(spec: AgentSpec) -> None:
    own = [Own("name", "Heron Greenhouse 12"), Own("title", "Ways to pay")]
    (found,) = collisions(spec, own)
    assert (found.term, found.own.text) == ("Heron", "Heron Greenhouse 12")
    harmless = [each.text for each in probes(spec, own) if each.harmless]
    assert "How do I set up Heron Greenhouse 12?" in harmless
    assert "Can I use GreenThumb Inc with Heron Greenhouse 12?" in harmless


async def test_a_rule_on_an_own_product_blocks_too_much(
    spec: AgentSpec, articles: Stage, demo_app: App
) -> None:
    found = await lint(articles, spec, demo_app.moment(articles.org))
    assert any(each.own.text == "Heron Greenhouse 12" for each in found.collisions)
    assert found.overblock.rate == 1.0
    assert found.attack == Share(0, 12)
    assert not verdict(found, 0.02)


async def test_an_agent_without_rules_blocks_nothing(articles: Stage, demo_app: App) -> None:
    found = await lint(articles, demo_app.agent("service"), demo_app.moment(articles.org))
    assert found == Lint((), (), (), ())
    assert verdict(found, 0.0)


def test_both_rates_have_intervals() -> None:
    assert str(Share(1, 50)) == "1 of 50, 2.0% [0.4%, 10.5%]"
    assert Share(0, 0).interval == (0.0, 1.0)
