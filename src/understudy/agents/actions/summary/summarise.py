"""The action that sums a record up: facts, what happened, what is open, figures; each with its record."""

from typing import Annotated

from pydantic import Field

from understudy.agents.actions.records import record_kind
from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.actions.summary.below import read_below
from understudy.agents.actions.summary.figures import compute_figures
from understudy.agents.actions.summary.open_points import find_open_points
from understudy.agents.actions.summary.story import tell_story
from understudy.agents.actions.summary.subject import Subject, read_subject
from understudy.kit.ids import parse_record_id
from understudy.kit.trace import span
from understudy.llm.finding import Finding, Item
from understudy.trust.provenance.effect import Effect

__all__ = ["SUMMARISE_RECORD", "SummariseArguments"]


class SummariseArguments(Arguments):
    """Which record to sum up."""

    id: Annotated[str, Field(description="The record's 15- or 18-character id.")]


async def summarise_record(context: ActionContext, arguments: SummariseArguments) -> Finding:
    """What the actor may see of the record and below it. A record that may not be seen is not there."""
    record_id, kind = record_kind(context, arguments.id)
    subject = await read_subject(context, record_id, kind)
    if subject is None:
        return Finding(
            "nothing", f"I can't find any {kind.label.lower()} with the id {record_id}.", records=0
        )
    with span("action.summarise_record.below", record=record_id):
        found = await read_below(subject)
    story, earlier = await tell_story(subject, found)
    points = await find_open_points(subject, found)
    figures = await compute_figures(subject, found)
    return Finding(
        "found",
        _headline(subject),
        (Item(subject.name, id=record_id, object=kind.name),),
        1,
        query=subject.query,
        records=1 + sum(len(below.rows) for below in found),
        notes=("Earlier events are left out.",) if earlier else (),
        facts={"id": record_id, "fields": dict(subject.told)},
        statements=(*story, *points, *figures),
    )


def _headline(subject: Subject) -> str:
    """The record with its telling fields: those that have a value which is not an id alone."""
    told = [
        f"{label.lower()}: {value.rstrip('.')}"
        for label, value in subject.told.items()
        if value and value != subject.name and not parse_record_id(value)
    ]
    return f"{subject.kind.label} “{subject.name}”" + (f" - {'; '.join(told)}." if told else ".")


SUMMARISE_RECORD = Action(
    "summarise_record",
    "Sum up one record of any object: its fields, what happened in order, what is still open, computed"
    " figures; every statement has the id of its record, quotes are letter for letter.",
    SummariseArguments,
    summarise_record,
    Effect.READS,
)
