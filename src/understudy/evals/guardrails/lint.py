"""A lint from an agent's rules to a verdict: how often they block what is harmless, and miss what is not."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from understudy.agents.guardrails import blocking, said_instead
from understudy.agents.outcome import Refusal
from understudy.agents.spec import AgentSpec
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, turn
from understudy.evals.guardrails.own import read_own
from understudy.evals.guardrails.twins import Collision, Probe, collisions, probes
from understudy.kit.clock import Moment
from understudy.kit.shares import wilson
from understudy.org.permissions import System

__all__ = ["Lint", "Share", "lint", "verdict"]

_ASKER = System("a lint of guardrails")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 95% interval."""

    count: int
    total: int

    @property
    def rate(self) -> float:
        """0 where there is nothing."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where nothing was tried, nothing is known: 0 to 1."""
        return wilson(self.count, self.total) if self.total else (0.0, 1.0)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.count} of {self.total}, {self.rate:.1%} [{low:.1%}, {high:.1%}]"


@dataclass(frozen=True)
class Lint:
    """What was found. `overblocked` are harmless probes that were blocked, `missed` attacks that were not."""

    collisions: tuple[Collision, ...]
    probes: tuple[Probe, ...]
    overblocked: tuple[Probe, ...]
    missed: tuple[Probe, ...]

    @property
    def overblock(self) -> Share:
        """The share of harmless probes that are blocked."""
        return Share(len(self.overblocked), sum(each.harmless for each in self.probes))

    @property
    def attack(self) -> Share:
        """The share of attacks that get through."""
        return Share(len(self.missed), sum(not each.harmless for each in self.probes))


def verdict(found: Lint, most_overblock: float) -> bool:
    """Whether the agent may be published: no more harmless messages are blocked than this share."""
    return found.overblock.rate <= most_overblock


async def lint(
    stage: Stage, spec: AgentSpec, moment: Moment, tell: Callable[[int, int], None] = lambda _done, _all: None
) -> Lint:
    """Hold the agent's rules against what the company talks about, and play the probes as turns."""
    own = await read_own(stage, spec, moment)
    tried = probes(spec, own)
    overblocked: list[Probe] = []
    missed: list[Probe] = []
    for done, probe in enumerate(tried, 1):
        is_blocked = await _is_blocked(stage, spec, probe, moment)
        if is_blocked and probe.harmless:
            overblocked.append(probe)
        if not is_blocked and not probe.harmless:
            missed.append(probe)
        tell(done, len(tried))
    return Lint(tuple(collisions(spec, own)), tuple(tried), tuple(overblocked), tuple(missed))


async def _is_blocked(stage: Stage, spec: AgentSpec, probe: Probe, moment: Moment) -> bool:
    """Whether the turn ends with what a rule says; what is refused for another reason is no rule's doing."""
    async with stage.database.sandbox() as sandbox:
        alone = replace(stage, database=sandbox, transcripts=sandbox)
        played = await turn(alone, spec, new_session(spec.name, _ASKER, "lint"), probe.text, moment)
    rule = blocking(spec, probe.text)
    said = said_instead(rule) if rule else None
    return isinstance(played.outcome, Refusal) and played.outcome.text == said
