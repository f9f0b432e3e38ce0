"""Which cases one change can reach, and why. In doubt it reaches a case. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from understudy.agents.guardrails import mentions
from understudy.agents.spec import AgentSpec
from understudy.evals.cases import Case
from understudy.evals.gates.judged import expected_actions
from understudy.evals.runs.touched import Touched
from understudy.evals.runs.version import Change
from understudy.llm.local.normalise import stems

__all__ = ["Changed", "Met", "Reach", "reach_of"]

_KNOWLEDGE = "answer_from_knowledge"
_WRITING = frozenset({"create_case", "update_record", "undo_change", "escalate", "draft_email"})
_DROPPED_ALONE = _WRITING - {"escalate"}
"""Writing actions that leave every other reading of a message as it was when they are gone. Without
`escalate` nothing else is offered to who is not answered, so it is none of them."""
_COMPUTES_ONE = frozenset({"measure", "find_records", "get_record", "query", "search", _KNOWLEDGE})
"""Actions that use no definition but the one they tell of."""


@dataclass(frozen=True, slots=True)
class Met:
    """A case as it was played: what it reached."""

    case: Case
    touched: Touched

    @property
    def actions(self) -> frozenset[str]:
        """What ran or should have."""
        return frozenset(self.touched.actions) | frozenset(expected_actions(self.case))

    @property
    def may_be_anything(self) -> bool:
        """Whether a message of it may have been read in a way that left no trace: where nothing ran, what was
        weighed is not known, and of several messages it is not known which of them ran what.
        """
        return not self.touched.actions or len(self.case.messages) > 1


@dataclass(frozen=True, slots=True)
class Changed:
    """The agent before and after, whether it thinks with the embedded reasoner, which knows of its file only
    what it is told, and by definition those that refer to it.
    """

    before: AgentSpec
    after: AgentSpec
    is_embedded: bool
    referring: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Reach:
    """A change with the cases that it can reach, in words and as a test."""

    told: str
    reaches: Callable[[Met], bool]


def reach_of(change: Change, changed: Changed) -> Reach:
    """The cases that this change can reach."""
    if change.part == "agent":
        return _of_agent(change, changed)
    if change.part == "definitions" and change.how == "changed":
        return _of_definition(change, changed)
    if change.part == "knowledge" and changed.is_embedded:
        return Reach(f"{change}: cases that ask documents, or that nothing answered", _asks_documents)
    return _everything(change)


def _everything(change: Change) -> Reach:
    return Reach(f"{change}: that can change any reply", lambda _met: True)


def _nothing(change: Change) -> Reach:
    return Reach(f"{change}: the embedded reasoner does not read that", lambda _met: False)


def _asks_documents(met: Met) -> bool:
    return met.may_be_anything or bool(met.touched.documents) or _KNOWLEDGE in met.actions


def _of_definition(change: Change, changed: Changed) -> Reach:
    """What is said of it is a change of `words`: here only what is computed by it is another."""
    names = {change.name} | changed.referring.get(change.name, frozenset())

    def reaches(met: Met) -> bool:
        uses = bool(names & {*met.touched.definitions, *_expected_definitions(met.case)})
        return uses or met.may_be_anything or not met.actions <= _COMPUTES_ONE

    return Reach(f"{change}: cases that compute with it", reaches)


def _expected_definitions(case: Case) -> set[str]:
    wanted = [said.expect.arguments.get("definition") for said in case.messages if said.expect]
    return {name for name in wanted if isinstance(name, str)}


def _of_agent(change: Change, changed: Changed) -> Reach:
    key, _, name = change.name.partition(" ")
    if key == "guardrail" or change.name == "order of guardrails":
        return _of_guardrail(change, changed, name if key == "guardrail" else None)
    if not changed.is_embedded:
        return _everything(change)
    if change.name in ("voice", "label", "unsupported"):
        return _nothing(change)
    if change.name in ("job", "principle"):
        return _trusted(change)
    if change.name == "knowledge":
        return Reach(f"{change}: cases that ask documents, or that nothing answered", _asks_documents)
    if key == "topic" and change.how == "changed":
        return _of_topic(change, changed, name)
    return _everything(change)


def _trusted(change: Change) -> Reach:
    """What stands in the agent's file is trusted: it may spare an action that writes an approval."""

    def reaches(met: Met) -> bool:
        return met.may_be_anything or not met.actions.isdisjoint(_WRITING)

    return Reach(f"{change}: cases that write, or that nothing answered", reaches)


def _of_topic(change: Change, changed: Changed, name: str) -> Reach:
    """Words by which messages are told apart can move any message, and so can an action that comes to it."""
    before, after = (
        next(topic for topic in spec.topics if topic.name == name) for spec in (changed.before, changed.after)
    )
    worded = {"actions", "instructions"}
    if before.model_dump(exclude=worded) != after.model_dump(exclude=worded):
        return _everything(change)
    if before.actions == after.actions:
        return _trusted(change)
    kept = tuple(action for action in before.actions if action in after.actions)
    if kept != after.actions or not {*before.actions} - {*kept} <= _DROPPED_ALONE:
        return _everything(change)
    return _trusted(change)


def _of_guardrail(change: Change, changed: Changed, name: str | None) -> Reach:
    """A blocked term is looked for in the message before anything else."""
    if not changed.is_embedded:
        return _everything(change)
    rules = [rule for spec in (changed.before, changed.after) for rule in spec.guardrails]
    terms = {term for rule in rules if name in (None, rule.name) for term in rule.terms}

    def reaches(met: Met) -> bool:
        said = [stems(each.say) for each in met.case.messages]
        return any(mentions(words, term) for words in said for term in terms)

    return Reach(f"{change}: cases that mention one of its terms", reaches)
