"""Which rows below a record are of another kind than the record asks for, by a declared guide."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.actions.shown import plural
from understudy.kit.errors import InputError
from understudy.kit.ids import parse_record_id
from understudy.llm.finding import Finding, Item
from understudy.llm.local.outlines import find_outlines
from understudy.org.definitions.guide import GuideDefinition
from understudy.soql.literals import quote
from understudy.soql.parse import parse
from understudy.soql.run import run
from understudy.trust.provenance.effect import Effect

__all__ = ["CHECK_ACTIVITIES", "CheckArguments", "classify", "without_names"]

_CAPITAL = r"[A-Z][\w'\u2019&-]*"
_NAME = re.compile(rf"(?<=[\w,;:] ){_CAPITAL}(?: (?:{_CAPITAL}|and(?= [A-Z])|\d+))*")
_SMALL_WORD = re.compile(r"\b(?!(?:about|after|and|before|between|for|from|into|over|the|with)\b)[a-z]{3,}")


class CheckArguments(Arguments):
    """Which record's rows to check."""

    record_id: Annotated[str, Field(description="The id of the record, e.g. of the opportunity.")]
    guide: Annotated[str, Field(description="The name of the guide.")] = "activity_guide"
    where: Annotated[str, Field(description="A SOQL condition on the rows, e.g. Status = 'Not Started'.")] = (
        ""
    )
    wanted: Literal["misplaced", "fitting"] = "misplaced"


async def check_activities(context: ActionContext, arguments: CheckArguments) -> Finding:
    """The rows whose kind is not the expected one (or is), with the kind each seems to be."""
    guide = _guide(context, arguments.guide)
    record_id = parse_record_id(arguments.record_id)
    if record_id is None:
        raise InputError(f"{arguments.record_id!r} is no record id")
    expected = await _expected(context, guide, record_id)
    if expected is None:
        return Finding("nothing", f"I can't find a {guide.parent_object.lower()} with the id {record_id}.")
    rows, text = await _rows(context, guide, record_id, arguments.where)
    kinds = classify(context, guide, [_texts(row, guide) for row in rows])
    misplaced = arguments.wanted == "misplaced"
    found = [(row, kind) for row, kind in zip(rows, kinds, strict=True) if (kind != expected) == misplaced]
    label = (context.org.schema.object(guide.object) or guide).label.lower()
    items = tuple(
        Item(str(row[guide.text[0]]), id=row["Id"], object=guide.object, shown=f"seems to be {kind}")
        for row, kind in found
    )
    one = len(found) == 1
    fits = ("does not match" if one else "do not match") if misplaced else "matches" if one else "match"
    whose = f"the {guide.parent_object.lower()}'s stage {expected}"
    headline = f"{plural(len(found), label)} of {len(rows)} {fits} {whose}{':' if found else '.'}"
    return Finding(
        "found" if found else "nothing",
        headline,
        items,
        len(items),
        query=text,
        records=len(rows),
        assumption=guide.assumption,
        definition=f"{guide.name} v{guide.version}",
    )


def classify(context: ActionContext, guide: GuideDefinition, rows: Sequence[Sequence[str]]) -> list[str]:
    """The kind of each row, given the texts of its fields: that of the nearest example.

    Each field and all of them together have an equal say, so that a long description does not drown the
    subject. Examples that the conversation's context states for the kinds come in place of the guide's.
    """
    if not rows:
        return []
    examples = [(kind, text) for kind, texts in _examples(context, guide).items() for text in texts]
    known = context.encoder.encode([text for _, text in examples])
    vectors = np.stack([_vector(context, texts) for texts in rows])
    return [examples[i][0] for i in (vectors @ known.T).argmax(axis=1)]


def _vector(context: ActionContext, texts: Sequence[str]) -> np.ndarray:
    whole = ". ".join(text.rstrip(".") for text in texts)
    return context.encoder.encode([*texts, whole]).mean(axis=0)


def _examples(context: ActionContext, guide: GuideDefinition) -> dict[str, list[str]]:
    stated = {
        entry.heading: [*entry.examples, *([entry.description] if entry.description else [])]
        for outline in find_outlines(context.context)
        for entry in outline.entries
        if entry.heading in guide.kinds
    }
    return {kind: stated.get(kind) or [*own.examples, own.about] for kind, own in guide.kinds.items()}


async def _expected(context: ActionContext, guide: GuideDefinition, record_id: str) -> str | None:
    text = f"SELECT {guide.expected} FROM {guide.parent_object} WHERE Id = {quote(record_id)}"
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    return str(result.rows[0][guide.expected]) if result.rows else None


async def _rows(
    context: ActionContext, guide: GuideDefinition, record_id: str, where: str
) -> tuple[Sequence[Mapping[str, Any]], str]:
    condition = f"{guide.parent} = {quote(record_id)}" + (f" AND ({where})" if where else "")
    text = f"SELECT Id, {', '.join(guide.text)} FROM {guide.object} WHERE {condition}"
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    return result.rows, text


def _texts(row: Mapping[str, Any], guide: GuideDefinition) -> list[str]:
    return [without_names(str(row[field])) for field in guide.text if row[field]]


def without_names(text: str) -> str:
    """The text without capitalised words inside its sentences: who it is about says nothing of its kind.

    A title In Capitals Like These stays whole.
    """
    if not _SMALL_WORD.search(text):
        return text
    return " ".join(_NAME.sub("", text).split())


def _guide(context: ActionContext, name: str) -> GuideDefinition:
    if name not in context.library.guides or not context.may_use(name):
        raise InputError(f"there is no guide {name!r}", hint=f"guides: {', '.join(context.library.guides)}")
    return context.library.guides[name]


CHECK_ACTIVITIES = Action(
    "check_activities",
    "Say which tasks of an opportunity do not fit its stage (or do), by the declared guide of activities.",
    CheckArguments,
    check_activities,
    Effect.READS,
)
