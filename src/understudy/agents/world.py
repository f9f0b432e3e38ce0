"""What the reasoner may know, taken from the org, the definitions and the agent's file."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from understudy.agents.spec import AgentSpec
from understudy.agents.spoken import defined_objects, well_known
from understudy.kit.ids import RecordId
from understudy.llm.local.world import (
    DimensionView,
    DistantObject,
    FieldKind,
    FieldView,
    GuideView,
    InputView,
    MeasureView,
    ObjectView,
    PolicyView,
    TopicView,
    World,
)
from understudy.org.definitions.guide import GuideDefinition
from understudy.org.definitions.library import Library
from understudy.org.definitions.measure import MeasureDefinition, Summary, Ties
from understudy.org.definitions.policy import PolicyDefinition
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org
from understudy.org.paths import field_at
from understudy.org.permissions import ALL_ROWS, Customer

__all__ = ["build_world"]

_REACH = 3
_ANY_CUSTOMER = Customer(RecordId(""), None)
_AUDIT = frozenset({"CreatedById", "LastModifiedById"})
_KINDS: dict[FieldType, FieldKind] = {
    FieldType.ID: "id",
    FieldType.PICKLIST: "choice",
    FieldType.MULTIPICKLIST: "choice",
    FieldType.NUMBER: "number",
    FieldType.CURRENCY: "money",
    FieldType.PERCENT: "percent",
    FieldType.BOOLEAN: "yes_no",
    FieldType.DATE: "date",
    FieldType.DATETIME: "datetime",
    FieldType.REFERENCE: "reference",
}


def build_world(org: Org, library: Library, spec: AgentSpec) -> World:
    """The world of one agent on one org. Holds names and labels, never rows."""
    schema = org.schema
    known = well_known(schema, defined_objects(library))
    near = {kind.name for kind in known}
    far = (kind for kind in schema if kind.name not in near)
    return World(
        objects=tuple(_object(kind, org, spec) for kind in known if _is_seen(kind, org, spec)),
        measures=tuple(_measure(m, schema) for m in library.measures.values() if schema.object(m.object)),
        policies=tuple(_policy(p, schema) for p in library.policies.values() if schema.object(p.routes)),
        guides=tuple(_guide(g) for g in library.guides.values() if schema.object(g.object)),
        topics=tuple(TopicView(t.name, t.when, t.actions, t.definitions, t.examples) for t in spec.topics),
        prefixes={kind.key_prefix: kind.name for kind in schema},
        audience=spec.audience,
        distant={
            kind.name: DistantObject(
                (kind.label, kind.plural, *kind.synonyms), partial(_object, kind, org, spec)
            )
            for kind in far
            if _is_seen(kind, org, spec)
        },
    )


def _is_seen(kind: ObjectType, org: Org, spec: AgentSpec) -> bool:
    """Whether the agent knows the object: one for customers those alone that a customer may see at all."""
    return spec.audience == "employees" or org.access.access(_ANY_CUSTOMER, kind.name).readable


def _object(kind: ObjectType, org: Org, spec: AgentSpec) -> ObjectView:
    """The object; to an agent for customers with the fields alone that a customer may see."""
    access = org.access.access(_ANY_CUSTOMER, kind.name) if spec.audience == "customers" else None
    if access:
        kind = replace(kind, fields=tuple(each for each in kind.fields if access.field_readable(each.name)))
    return ObjectView(
        name=kind.name,
        label=kind.label,
        plural=kind.plural,
        synonyms=kind.synonyms,
        name_field=kind.name_field,
        fields=tuple(_field(f) for f in kind.fields),
        ways=_ways(kind, org.schema),
        is_personal=access is not None and access.rows != ALL_ROWS,
    )


def _field(field: Field) -> FieldView:
    return FieldView(
        name=field.name,
        label=field.label,
        kind=_KINDS.get(field.type, "text"),
        synonyms=field.synonyms,
        values=field.values,
        target=field.references[0] if len(field.references) == 1 else None,
        relationship=field.relationship,
    )


def _ways(kind: ObjectType, schema: Schema) -> dict[str, str]:
    """The shortest way up to every object within reach; the owner's way wins over the audit fields'."""
    ways: dict[str, str] = {}
    queue: deque[tuple[ObjectType, tuple[str, ...]]] = deque([(kind, ())])
    while queue:
        current, way = queue.popleft()
        if len(way) == _REACH:
            continue
        for field in current.fields:
            if not field.relationship or field.name in _AUDIT:
                continue
            for name in field.references:
                target = schema.object(name)
                if target is None or target is kind or name in ways:
                    continue
                ways[name] = ".".join((*way, field.relationship))
                queue.append((target, (*way, field.relationship)))
    return ways


def _measure(measure: MeasureDefinition, schema: Schema) -> MeasureView:
    base = schema.object(measure.object)
    return MeasureView(
        name=measure.name,
        label=measure.label,
        synonyms=measure.synonyms,
        description=measure.description,
        object=measure.object,
        unit=measure.unit,
        better=measure.better.value,
        dimensions=tuple(_dimensions(measure, schema)),
        usual_group=measure.usual_group,
        usual_rank=measure.usual_rank,
        timed=measure.time is not None,
        counts_rows=measure.summary is Summary.COUNT,
        where=measure.where,
        examples=tuple(example.ask for example in measure.examples),
        reach=frozenset({measure.object, *(_ways(base, schema) if base else ())}),
        stands_out=measure.ties is Ties.NONE,
        summary=measure.summary.value,
        time_field=measure.time,
        owner=measure.owner,
    )


def _dimensions(measure: MeasureDefinition, schema: Schema) -> Iterable[DimensionView]:
    for name, dimension in measure.dimensions.items():
        found = field_at(schema, measure.object, dimension.path)
        if found is None:
            continue
        owner, field = found
        target = (
            field.references[0] if field.type is FieldType.REFERENCE and len(field.references) == 1 else None
        )
        if field.type is FieldType.ID:
            target = owner.name
        label = dimension.label or name.replace("_", " ")
        yield DimensionView(
            name,
            label,
            dimension.synonyms,
            target,
            owner.name,
            field.name,
            dimension.volume,
            dimension.path,
        )


def _policy(policy: PolicyDefinition, schema: Schema) -> PolicyView:
    inputs = tuple(
        InputView(
            name=name,
            label=wanted.label,
            synonyms=wanted.synonyms,
            text=wanted.text,
            given=not wanted.closest and not wanted.named,
            values=_input_values(policy, wanted.field, schema),
        )
        for name, wanted in policy.inputs.items()
    )
    action = f"route_{policy.routes.lower()}"
    return PolicyView(
        policy.name,
        policy.label,
        policy.synonyms,
        policy.description,
        policy.routes,
        action,
        inputs,
        tuple(example.ask for example in policy.examples),
    )


def _input_values(policy: PolicyDefinition, path: str | None, schema: Schema) -> tuple[str, ...]:
    found = field_at(schema, policy.routes, path) if path else None
    return found[1].values if found else ()


def _guide(guide: GuideDefinition) -> GuideView:
    return GuideView(
        guide.name,
        guide.label,
        guide.synonyms,
        guide.description,
        guide.object,
        guide.parent_object,
        tuple(example.ask for example in guide.examples),
    )
