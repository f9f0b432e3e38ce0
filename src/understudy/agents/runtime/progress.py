"""What a turn has done, said and read so far."""

from collections import Counter
from dataclasses import dataclass, field

from understudy.agents.acting import Waiting
from understudy.agents.actions.registry import ActionContext
from understudy.agents.events import Listener
from understudy.agents.outcome import Step
from understudy.agents.speech import Speech
from understudy.trust.egress.targets import Targets
from understudy.trust.provenance.seen import Seen

__all__ = ["Progress"]


@dataclass
class Progress:
    """One turn as it goes on. `repeats` is how often an action may run with the same arguments, `done` how
    often each has.
    """

    context: ActionContext
    listen: Listener | None
    speech: Speech = field(init=False)
    steps: list[Step] = field(default_factory=list)
    waiting: Waiting = field(default_factory=Waiting)
    repeats: int = 1
    done: Counter[str] = field(default_factory=Counter[str])
    seen: Seen = field(default_factory=Seen)

    def targets(self) -> Targets:
        """Where the reply may lead now: also to the documents that have been found."""
        cited = (each.url for step in self.steps for each in step.finding.citations)
        return self.context.origins.targets.with_urls(url for url in cited if url)
