"""What masking costs: a suite played with a provider's model twice, masked by the policy and as it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.batch import SuiteRun, play_suite
from understudy.evals.cases import Suite
from understudy.evals.gates import Verdict
from understudy.evals.run import CaseRun
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.llm.model import EMBEDDED
from understudy.org.orgs import Org
from understudy.trust.masking.policy import MaskingPolicy, Rules

__all__ = ["MaskingCost", "compare"]

_ALL_PASSES = MaskingPolicy(rules=Rules(everything="keep"))


@dataclass(frozen=True, slots=True)
class MaskingCost:
    """Both verdicts, and the cases that only one run passed: `lost` by masking, or `won`."""

    masked: Verdict
    open: Verdict
    lost: tuple[str, ...]
    won: tuple[str, ...]


class Installation(Protocol):
    """What is needed of a running installation."""

    async def stage(self, org_name: str | None = None, masking: MaskingPolicy | None = None) -> Stage:
        """The org, whose models are masked by this policy."""
        ...

    def agent(self, name: str) -> AgentSpec:
        """The agent."""
        ...

    def model_of(self, spec: AgentSpec) -> str:
        """The name of the model it thinks with."""
        ...

    def moment(self, org: Org) -> Moment:
        """Now."""
        ...


async def compare(
    app: Installation, suite: Suite, agent: str, model: str | None, tell: Callable[[CaseRun], None]
) -> MaskingCost:
    """Play the suite masked, then as it is; `tell` hears of each case as it ends.

    Raises:
        InputError: the agent thinks with the embedded model, which nothing is masked for.
    """
    spec = app.agent(agent)
    spec = spec.model_copy(update={"model": model}) if model else spec
    if app.model_of(spec) == EMBEDDED:
        raise InputError(
            f"the agent {spec.name!r} thinks with the embedded model: nothing leaves, so nothing is masked",
            hint="name a model with --model provider:model",
        )
    masked = await _played(app, suite, spec, None, tell)
    as_it_is = await _played(app, suite, spec, _ALL_PASSES, tell)
    passed, passed_open = _passed(masked), _passed(as_it_is)
    return MaskingCost(
        masked.verdict,
        as_it_is.verdict,
        tuple(name for name, right in passed_open.items() if right and not passed[name]),
        tuple(name for name, right in passed.items() if right and not passed_open[name]),
    )


async def _played(
    app: Installation,
    suite: Suite,
    spec: AgentSpec,
    masking: MaskingPolicy | None,
    tell: Callable[[CaseRun], None],
) -> SuiteRun:
    stage = await app.stage(suite.org, masking)
    gate = spec.criteria.success_rate
    return await play_suite(stage, spec, suite, app.moment(stage.org), gate, tell=tell)


def _passed(played: SuiteRun) -> Mapping[str, bool]:
    return {run.case.name: run.passed is True for run in played.runs}
