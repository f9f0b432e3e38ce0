"""A language model as a judge. It is asked through the guard: no value leaves that is masked for agents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field, create_model
from pydantic_ai import Agent, ToolOutput
from pydantic_ai.exceptions import AgentRunError, UnexpectedModelBehavior

from understudy.agents.names import OrgNames
from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.judges.rubric import Rubric
from understudy.evals.judges.shown import INSTRUCTIONS, record_ids, shown
from understudy.evals.judges.store import Judged
from understudy.evals.runs.kept import KeptResult
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, UnderstudyError
from understudy.llm.situation import Situation
from understudy.observe.store import KeptTurn
from understudy.org.permissions import System
from understudy.soql.run import run
from understudy.trust.audit.entry import Event
from understudy.trust.audit.recorder import Recorder, who_is
from understudy.trust.guard import GuardedModel, masked_values

__all__ = ["LanguageJudge"]

_WHO = System("judging what an agent said in a test")
_MOST_RECORDS = 200


class Answer(BaseModel):
    """The reason stands first: what is written before a verdict is what the verdict is made of."""

    because: str = Field(max_length=2_000)
    passed: bool | None = None


@dataclass(frozen=True)
class LanguageJudge:
    """The language model of that name, with its questions."""

    stage: Stage
    model: str
    rubric: Rubric
    moment: Moment

    def check(self, spec: AgentSpec) -> None:
        """See that it can judge at all.

        Raises: InputError when its model is none that writes.
        """
        if not self._guarded(spec).composes:
            raise InputError(
                f"{self.model!r} cannot judge: it writes nothing of its own",
                hint="name a language model, e.g. --model openai:gpt-5",
            )

    async def judge(self, spec: AgentSpec, result: KeptResult, turns: Sequence[KeptTurn]) -> list[Judged]:
        """What it says of a result, by each criterion. Where it fails, nothing: that is no "no"."""
        try:
            answers = await self._ask(spec, turns)
        except (UnderstudyError, AgentRunError) as error:
            told = error.message if isinstance(error, UnderstudyError) else type(error).__name__
            answers = {
                each.name: Answer(because=f"the judge failed: {told}") for each in self.rubric.criteria
            }
        return [
            Judged(result.name, result.attempt, self.model, name, answer.passed, answer.because)
            for name, answer in answers.items()
        ]

    async def _ask(self, spec: AgentSpec, turns: Sequence[KeptTurn]) -> dict[str, Answer]:
        if not turns:
            raise UnexpectedModelBehavior("nothing was said")
        model = self._guarded(spec)
        with model.reading():
            await self._meet_records(turns)
        recorder = self._recorder(spec)
        recorder.note("model_call", self.model, asked=1)
        await recorder.flush()  # what leaves was logged before
        fields: dict[str, Any] = {each.name: (Answer, ...) for each in self.rubric.criteria}
        form = create_model("Judgement", **fields)
        asker = Agent(model, output_type=ToolOutput(form, name="judge"), instructions=INSTRUCTIONS, retries=2)
        came = await asker.run(shown(spec, turns, self.rubric), model_settings={"temperature": 0.0})
        used = {"input_tokens": came.usage.input_tokens, "output_tokens": came.usage.output_tokens}
        recorder.note("model_call", self.model, **used)
        recorder.note("mask", self.model, values=masked_values(model))
        await recorder.flush()
        return {each.name: getattr(came.output, each.name) for each in self.rubric.criteria}

    def _guarded(self, spec: AgentSpec) -> GuardedModel:
        names = OrgNames(self.stage.database, self.stage.org, _WHO)
        situation = Situation(self.moment, names, session="judge")
        return self.stage.model_for(spec.model_copy(update={"model": self.model}), situation)

    async def _meet_records(self, turns: Sequence[KeptTurn]) -> None:
        """Read again what the agent found, so that the guard knows values by the fields that they are of."""
        for name, ids in record_ids(turns).items():
            described = self.stage.org.schema.object(name)
            if described is None:
                continue
            columns = ", ".join(field.name for field in described.fields)
            query = f"SELECT {columns} FROM {described.name} WHERE Id IN :ids LIMIT {_MOST_RECORDS}"  # noqa: S608
            binds = {"ids": tuple(sorted(ids))}
            await run(self.stage.database, self.stage.org, query, _WHO, self.moment, binds=binds)

    def _recorder(self, spec: AgentSpec) -> Recorder:
        log = self.stage.log
        return Recorder(Event("action", "", who_is(_WHO), self.stage.org.name, spec.name, "", ""), log)
