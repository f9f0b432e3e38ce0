"""The version of an agent as it would answer now: every part that a result depends on, marked."""

from dataclasses import asdict
from typing import Any

from understudy.agents.spec import AgentSpec
from understudy.agents.spoken import defined_objects, well_known
from understudy.agents.world import build_world
from understudy.conversations.turn import Stage
from understudy.evals.runs.digests import program
from understudy.evals.runs.version import Marks, Version, mark
from understudy.kit.clock import Moment
from understudy.knowledge.store import document_marks
from understudy.org.permissions import System
from understudy.org.store import access_mark, object_marks
from understudy.soql.run import run
from understudy.trust.policy.company import CompanyPolicy

__all__ = ["agent_marks", "current_version"]

_READER = System("to tell whether records changed since a run")
_NOT_ANSWERING = {"acceptance", "channels"}
"""Keys of an agent's file that no reply depends on."""
_NAMED = {"topics": "topic", "guardrails": "guardrail", "rules": "rule"}
"""Keys that hold several things with a name each."""
_STAMP = "SystemModstamp"


async def current_version(stage: Stage, spec: AgentSpec, model: str, moment: Moment) -> Version:
    """What the agent is on this stage, thinking with the model of that name.

    Costs one query for each object that agents know well: some milliseconds for most orgs.
    """
    database, org = stage.database, stage.org
    return Version(
        agent=agent_marks(spec),
        definitions={each.name: mark(each.model_dump(mode="json")) for each in stage.library},
        words=_word_marks(stage, spec),
        policy=_policy_marks(stage.policy) | {"origins": mark(stage.origins.model_dump(mode="json"))},
        access={"rules": await access_mark(database, org.name)},
        objects=await object_marks(database, org.name),
        knowledge=await document_marks(database, org.name),
        records=await _record_marks(stage, moment),
        model={"name": model},
        program={"understudy": program(), **_masking(stage)},
    )


def agent_marks(spec: AgentSpec) -> dict[str, str]:
    """Every key of an agent's file that a reply may depend on; topics, guardrails and rules one by one, and
    their order.
    """
    told = spec.model_dump(mode="json", exclude=_NOT_ANSWERING)
    marks: dict[str, str] = {}
    for key, value in told.items():
        if key not in _NAMED:
            marks[key] = mark(value)
            continue
        marks |= {f"{_NAMED[key]} {each['name']}": mark(each) for each in value}
        marks[f"order of {key}"] = mark([each["name"] for each in value])
    return marks


def _word_marks(stage: Stage, spec: AgentSpec) -> Marks:
    """What the embedded reasoner knows of each definition; all of it, where it has no view of its own."""
    world = build_world(stage.org, stage.library, spec)
    views = {view.name: asdict(view) for view in (*world.measures, *world.policies, *world.guides)}
    return {
        each.name: mark(_ordered(views.get(each.name)) or each.model_dump(mode="json"))
        for each in stage.library
    }


def _ordered(view: dict[str, Any] | None) -> dict[str, Any] | None:
    """Sets have no order that lasts."""
    return view and {
        name: sorted(value) if isinstance(value, frozenset) else value for name, value in view.items()
    }


def _policy_marks(policy: CompanyPolicy) -> dict[str, str]:
    """Rules by name; which of two comes first decides."""
    rules = [rule.form for rule in policy.rules]
    return {
        **{f"rule {each.name}": mark(each.model_dump(mode="json")) for each in rules},
        "order of rules": mark([each.name for each in rules]),
        "limits": mark(policy.limits.model_dump(mode="json")),
    }


async def _record_marks(stage: Stage, moment: Moment) -> Marks:
    """How many records there are of each object, and when one was last changed."""
    marks: dict[str, str] = {}
    for kind in well_known(stage.org.schema, defined_objects(stage.library)):
        latest = f", MAX({_STAMP}) latest" if kind.field(_STAMP) else ""
        query = f"SELECT COUNT(Id) records{latest} FROM {kind.name}"  # noqa: S608  (compiled)
        rows = (await run(stage.database, stage.org, query, _READER, moment)).rows
        marks[kind.name] = mark([list(row.values()) for row in rows])
    return marks


def _masking(stage: Stage) -> Marks:
    """Of the installation's files what is in no other part."""
    return {name: told for name, told in stage.declared.items() if name == "masking"}
