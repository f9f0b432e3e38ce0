"""Who gets a case or a lead: a declared policy, level by level, each level a measure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from understudy.agents.actions.measures import FilterArgument, MeasureArguments, compute_groups, find_measure
from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.actions.shown import name_list, shown_number
from understudy.kit.errors import InputError
from understudy.kit.ids import parse_record_id
from understudy.llm.finding import Finding, Item
from understudy.org.definitions.policy import Candidates, Input, Level, PolicyDefinition
from understudy.org.permissions import Actor, Employee, System
from understudy.soql.ast import Dialect
from understudy.soql.literals import quote
from understudy.soql.names import find_named_in
from understudy.soql.parse import parse
from understudy.soql.run import run
from understudy.trust.provenance.effect import Effect

__all__ = ["ROUTE_CASE", "ROUTE_LEAD", "RouteCaseArguments", "RouteLeadArguments"]

_LEAST_LIKENESS = 0.2


class RouteCaseArguments(Arguments):
    """The case to route: its id, or what it says."""

    case_id: str | None = None
    subject: Annotated[str, Field(description="The subject of a case that is not a record yet.")] = ""
    description: Annotated[str, Field(description="Its description.")] = ""


class RouteLeadArguments(Arguments):
    """The lead to route: its id, or its region."""

    lead_id: str | None = None
    region: Annotated[str, Field(description="The lead's state or region, e.g. OH.")] = ""


async def route_case(context: ActionContext, arguments: RouteCaseArguments) -> Finding:
    """The agent that the case policy names."""
    given = {"subject": arguments.subject, "description": arguments.description}
    return await _route(context, "Case", arguments.case_id, given)


async def route_lead(context: ActionContext, arguments: RouteLeadArguments) -> Finding:
    """The agent that the lead policy names."""
    return await _route(context, "Lead", arguments.lead_id, {"region": arguments.region})


async def _route(
    context: ActionContext, routed: str, record_id: str | None, given: dict[str, str]
) -> Finding:
    policy = _policy(context, routed)
    inputs = {name: value for name, value in given.items() if value}
    if record_id:
        inputs |= await _read_inputs(context, policy, record_id)
    inputs |= await _infer_inputs(context, policy, inputs)
    context = replace(context, actor=_weigher(context.actor, policy), may_use=lambda _definition: True)
    missing = [i for name, i in policy.inputs.items() if name not in inputs and not i.text and not i.named]
    if missing or not inputs:
        asked = name_list([i.label for i in (missing or policy.inputs.values())])
        return Finding("missing", f"To route this {routed.lower()} I need its {asked}.")
    people, query = await _candidates(context, policy.candidates, inputs)
    if not people:
        told = name_list(
            [
                f"{policy.inputs[name].label} {value}"
                for name, value in inputs.items()
                if not policy.inputs[name].text
            ]
        )
        return Finding(
            "nothing", f"No agent is a candidate for {told}.", query=query, definition=_tag(policy)
        )
    return await _decide(context, policy, inputs, people, query)


def _weigher(actor: Actor, policy: PolicyDefinition) -> Actor:
    """As whom the policy is computed. For a colleague it weighs the whole company, or it would name another
    person to each who asks; only the one it names comes out. For anybody else it sees what they see.
    """
    return System(f"policy {policy.name}") if isinstance(actor, Employee) else actor


async def _decide(
    context: ActionContext,
    policy: PolicyDefinition,
    inputs: Mapping[str, str],
    people: dict[str, str],
    query: str,
) -> Finding:
    left, reasons = dict(people), []
    for level in policy.levels:
        if any(source not in inputs for source in level.filters.values()):
            reasons.append(
                f"{level.label}: not applied, no {name_list(list(level.filters.values()))} is known"
            )
            continue
        numbers = await _numbers(context, level, inputs)
        best_of = max if level.prefer == "highest" else min
        best = best_of(numbers.get(person, Decimal(0)) for person in left)
        left = {person: name for person, name in left.items() if numbers.get(person, Decimal(0)) == best}
        unit = find_measure(context, level.measure).unit
        reasons.append(f"{level.label}: {name_list(list(left.values()))} with {shown_number(best, unit)}")
        if len(left) == 1:
            break
    winners = sorted(left.items())
    items = tuple(Item(name, id=person, object="User") for person, name in winners)
    headline = f"{items[0].label} should get this {policy.routes.lower()}."
    if len(items) > 1:
        headline = f"{name_list([i.label for i in items])} are equally suited; by order of id, {headline}"
    names = await _names_of(context, policy, inputs)
    return Finding(
        "found",
        headline,
        items,
        1,
        assumption=policy.assumption,
        query=query,
        records=len(people),
        definition=_tag(policy),
        notes=(*names, *reasons),
    )


async def _numbers(context: ActionContext, level: Level, inputs: Mapping[str, str]) -> dict[str, Decimal]:
    """The level's measure by person; a person without rows is not in it and counts as zero."""
    arguments = MeasureArguments(
        definition=level.measure,
        group_by=level.by,
        filters=tuple(
            FilterArgument(by=by, values=(inputs[source],)) for by, source in level.filters.items()
        ),
    )
    groups, _, _ = await compute_groups(context, find_measure(context, level.measure), arguments)
    return {group.key: group.value for group in groups}


async def _candidates(
    context: ActionContext, candidates: Candidates, inputs: Mapping[str, str]
) -> tuple[dict[str, str], str]:
    where = f"({candidates.where})" if candidates.where else ""
    relationship = candidates.user.removesuffix("Id")
    name_path = f"{relationship}.Name"
    condition = " AND ".join(part for part in (where, f"{candidates.user} != null") if part)
    text = (
        f"SELECT {candidates.user} person, {name_path} name, COUNT(Id) records FROM {candidates.object}"
        f" WHERE {condition} GROUP BY {candidates.user}, {name_path}"
    )
    result = await run(
        context.database,
        context.org,
        text,
        context.actor,
        context.moment,
        binds=dict(inputs),
        dialect=Dialect.DEFINITION,
    )
    return {str(row["person"]): str(row["name"] or row["person"]) for row in result.rows}, text


async def _read_inputs(context: ActionContext, policy: PolicyDefinition, record_id: str) -> dict[str, str]:
    known = parse_record_id(record_id)
    kind = context.org.schema.object_of(known) if known else None
    if known is None or kind is None or kind.name != policy.routes:
        raise InputError(f"{record_id!r} is no id of a {policy.routes.lower()}")
    fields = {name: i.field for name, i in policy.inputs.items() if i.field}
    paths = ", ".join(["Id", *dict.fromkeys(fields.values())])
    text = f"SELECT {paths} FROM {policy.routes} WHERE Id = {quote(known)}"
    result = await run(context.database, context.org, parse(text), context.actor, context.moment)
    if not result.rows:
        raise InputError(f"I can't find a {policy.routes.lower()} with the id {known}")
    row = result.rows[0]
    return {name: str(row[field]) for name, field in fields.items() if field and row[field] is not None}


async def _infer_inputs(
    context: ActionContext, policy: PolicyDefinition, inputs: Mapping[str, str]
) -> dict[str, str]:
    """The inputs that follow from the texts: the nearest issue, the product that is named."""
    texts = [inputs[name] for name, i in policy.inputs.items() if i.text and name in inputs]
    inferred: dict[str, str] = {}
    for name, wanted in policy.inputs.items():
        if name in inputs or not texts:
            continue
        found = None
        if wanted.closest:
            found = await _closest(context, wanted, texts)
        elif wanted.named:
            found = await _named(context, wanted.named, texts)
        if found:
            inferred[name] = found
    return inferred


async def _closest(context: ActionContext, wanted: Input, texts: Sequence[str]) -> str | None:
    """The record nearest in meaning; the first text (a subject) weighs as much as all texts together.

    A subject names the matter, a description also mentions things in passing.
    """
    fields = ", ".join(dict.fromkeys(["Id", *wanted.compare]))
    result = await run(
        context.database, context.org, f"SELECT {fields} FROM {wanted.closest}", context.actor, context.moment
    )
    if not result.rows:
        return None
    known = [". ".join(str(row[f]) for f in wanted.compare if row[f]) for row in result.rows]
    names = [str(row[wanted.compare[0]]) for row in result.rows]
    whole = ". ".join(texts)
    vectors = context.encoder.encode([*known, *names, texts[0], whole])
    count = len(known)
    kinds, labels, subject, everything = vectors[:count], vectors[count : 2 * count], vectors[-2], vectors[-1]
    likeness = (kinds @ subject) + (kinds @ everything) + (labels @ subject) + (labels @ everything)
    best = int(likeness.argmax())
    return str(result.rows[best]["Id"]) if likeness[best] / 4 >= _LEAST_LIKENESS else None


async def _named(context: ActionContext, kind: str, texts: Sequence[str]) -> str | None:
    """The one record of the object whose name stands in the texts."""
    found = await find_named_in(context.database, context.org, context.actor, " ".join(texts), kind)
    return found[0].id if found else None


async def _names_of(
    context: ActionContext, policy: PolicyDefinition, inputs: Mapping[str, str]
) -> tuple[str, ...]:
    """What was inferred, in words: `issue: Leaking valve`."""
    told: list[str] = []
    for name, wanted in policy.inputs.items():
        kind = context.org.schema.object(wanted.closest or wanted.named or "")
        if name in inputs and kind and kind.name_field:
            text = f"SELECT {kind.name_field} FROM {kind.name} WHERE Id = {quote(inputs[name])}"
            result = await run(context.database, context.org, parse(text), context.actor, context.moment)
            told += [f"{wanted.label}: {row[kind.name_field]}" for row in result.rows]
    return tuple(told)


def _policy(context: ActionContext, routed: str) -> PolicyDefinition:
    for policy in context.library.policies.values():
        if policy.routes == routed and context.may_use(policy.name):
            return policy
    raise InputError(
        f"no policy routes a {routed.lower()}", hint="declare one: kind: policy, routes: " + routed
    )


def _tag(policy: PolicyDefinition) -> str:
    return f"{policy.name} v{policy.version}"


ROUTE_CASE = Action(
    "route_case",
    "Say which agent should get a case, by the declared routing policy.",
    RouteCaseArguments,
    route_case,
    Effect.READS,
)
ROUTE_LEAD = Action(
    "route_lead",
    "Say which agent should get a lead, by the declared routing policy.",
    RouteLeadArguments,
    route_lead,
    Effect.READS,
)
