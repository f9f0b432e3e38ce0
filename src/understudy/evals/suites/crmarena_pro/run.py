"""Run tasks, each as a conversation of its own, through the turn that production uses."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from understudy.agents.outcome import Outcome, Reply
from understudy.agents.spec import AgentSpec
from understudy.conversations.session import new_session
from understudy.conversations.turn import Stage, turn
from understudy.evals.suites.crmarena_pro.tasks import Task
from understudy.kit.clock import Moment
from understudy.org.permissions import System

__all__ = ["TaskRun", "run_tasks"]


@dataclass(frozen=True)
class TaskRun:
    """One task's outcome. `answer` is None when there is no answer, as the benchmark writes it."""

    task: Task
    outcome: Outcome
    took_ms: float

    @property
    def answer(self) -> list[str] | None:
        """The bare values that answer."""
        answers = self.outcome.answers if isinstance(self.outcome, Reply) else ()
        return list(answers) or None


async def run_tasks(
    stage: Stage, spec: AgentSpec, tasks: Sequence[Task], moment: Moment
) -> AsyncIterator[TaskRun]:
    """The tasks one after the other; nobody in particular asks them, so the system does."""
    for task in tasks:
        session = new_session(spec.name, System("benchmark crmarena-pro"), "benchmark", task.context)
        played = await turn(stage, spec, session, task.query, moment)
        yield TaskRun(task, played.outcome, played.took_ms)
