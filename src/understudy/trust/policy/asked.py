"""What rules look at: one thing that an agent is about to do, and what can be done at all. Values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from understudy.org.permissions import Actor
from understudy.trust.policy.decision import Risk
from understudy.trust.provenance.effect import Effect

__all__ = ["Asked", "KnownAction"]


@dataclass(frozen=True, slots=True)
class KnownAction:
    """An action that there is: what it does, how much harm it can do, the names of its parameters."""

    name: str
    effect: Effect
    risk: Risk
    parameters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """One action, about to be done by an agent for somebody. `at` is the time where the org is.

    `objects` are those it is about, in lower case; None when that cannot be told. `fields` has what would be
    set, by field in lower case, and `arguments` what the action was given, by parameter.
    """

    action: KnownAction
    agent: str
    actor: Actor
    channel: str
    at: datetime
    objects: frozenset[str] | None = frozenset()
    fields: Mapping[str, object] = field(default_factory=dict[str, object])
    arguments: Mapping[str, object] = field(default_factory=dict[str, object])
    untrusted: bool = False
