"""From tables as they came to an org as it will be: metadata, typed columns, and all that is wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from understudy.kit.ids import parse_record_id
from understudy.org.importer import audit, objects
from understudy.org.importer.identify import Identity, identify, looks_like_record_id
from understudy.org.importer.infer import distinct_values
from understudy.org.importer.naming import api_name, free_name
from understudy.org.importer.references import Ids, targets_by_name, targets_by_value
from understudy.org.importer.report import Findings, ObjectReport
from understudy.org.importer.sources import Column, Table, read_tables
from understudy.org.importer.texts import Texts
from understudy.org.importer.values import NUL, MisfitError, as_text, converter, has_time_of_day, is_fraction
from understudy.org.metadata import AUDIT_FIELDS, Field, FieldType, ObjectType, Schema

__all__ = ["Prepared", "Rules", "prepare"]

_EXTERNAL_ID = "ExternalId__c"
_COUNTED = (FieldType.REFERENCE, FieldType.PICKLIST, FieldType.MULTIPICKLIST)
"""Declared types of which it matters which values there are."""
_AUDIT = {declared.name.lower(): declared for declared in AUDIT_FIELDS}


@dataclass(frozen=True, slots=True)
class Rules:
    """How an import decides. `lenient` empties references to records that are not there."""

    standard: Schema
    zone: ZoneInfo
    now: datetime
    lenient: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be loaded. `columns` holds, for each object, the values of each stored field."""

    schema: Schema
    columns: Mapping[str, Mapping[str, Sequence[Any]]]
    objects: tuple[ObjectReport, ...]


@dataclass(slots=True)
class _Draft:
    """An object in the making: `columns` by field name, `added` and `inferred` of what is new."""

    table: Table
    base: ObjectType | None
    name: str
    identity: Identity
    fields: dict[str, Field] = field(default_factory=dict[str, Field])
    columns: dict[str, Sequence[Any]] = field(default_factory=dict[str, Sequence[Any]])
    added: list[str] = field(default_factory=list[str])
    inferred: list[str] = field(default_factory=list[str])


def prepare(path: Path, rules: Rules, findings: Findings) -> Prepared:
    """Read, identify, infer and check; everything wrong goes into the findings.

    Raises: InputError when the path is nothing that can be imported.
    """
    drafts = _drafts(read_tables(path, findings), rules, findings)
    ids = Ids({draft.name: draft.identity for draft in drafts})
    for draft in drafts:
        _fill(draft, ids, rules, findings)
    schema = Schema(tuple(_described(draft, ids) for draft in drafts))
    schema = objects.child_names(schema, {draft.name: draft.inferred for draft in drafts})
    for draft in drafts:
        described = schema.object(draft.name)
        assert described is not None
        audit.fill(described, draft.columns, len(draft.table.rows), rules.now)
    return Prepared(
        schema,
        {draft.name: draft.columns for draft in drafts},
        tuple(
            ObjectReport(
                draft.name,
                draft.table.file,
                len(draft.table.rows),
                draft.base is not None,
                tuple(draft.added),
            )
            for draft in drafts
        ),
    )


def _drafts(tables: Sequence[Table], rules: Rules, findings: Findings) -> list[_Draft]:
    taken = {described.key_prefix for described in rules.standard}
    drafts: dict[str, _Draft] = {}
    for table in tables:
        base = rules.standard.object(table.name)
        name = base.name if base else api_name(table.name)
        identity = identify(table, base.key_prefix if base else None, taken, findings)
        if name.lower() in drafts:
            findings.problem(f"is a second table for the object {name}", table.file)
            continue
        other = next((d for d in drafts.values() if d.identity.prefix == identity.prefix), None)
        if other and table.rows:
            findings.problem(
                f"has ids that begin with {identity.prefix}, as those of {other.name}", table.file
            )
        taken.add(identity.prefix)
        if identity.minted and table.rows:
            findings.notice(
                name,
                None,
                "its rows get new ids; "
                + (f"the old ones are in {_EXTERNAL_ID}" if identity.column else "they had none"),
            )
        drafts[name.lower()] = _Draft(table, base, name, identity)
    order = {described.name: place for place, described in enumerate(rules.standard)}
    return sorted(drafts.values(), key=lambda draft: order.get(draft.name, len(order)))


def _fill(draft: _Draft, ids: Ids, rules: Rules, findings: Findings) -> None:
    """Give the draft its fields and typed columns, in the order declared and then the source's."""
    draft.columns["Id"] = draft.identity.ids
    for declared in draft.base.fields if draft.base else ():
        draft.fields[declared.name.lower()] = objects.pruned(declared, ids.identities)
    seen: set[str] = set()
    for column in draft.table.columns:
        if column is draft.identity.column:
            if draft.identity.minted:
                _keep_original_ids(draft, column)
            continue
        name = api_name(column.name).lower()
        if name in seen or name == "id":
            findings.problem("is a column name that occurs twice", draft.table.file, column=column.name)
        seen.add(name)
        declared = draft.base.field(column.name) if draft.base else None
        declared = declared or _AUDIT.get(name)
        if declared and declared.joined_from and _lacks(draft.table, declared.joined_from):
            declared = replace(declared, joined_from=())
        if declared and declared.joined_from:
            findings.notice(
                draft.name, declared.name, f"is worked out from {' and '.join(declared.joined_from)}"
            )
        elif declared:
            _fill_declared(draft, declared, column, ids, rules, findings)
        else:
            _fill_inferred(draft, column, ids, rules, findings)
        # As it came it is not needed any more, and it is most of what an import holds.
        column.values.clear()


def _lacks(table: Table, names: Sequence[str]) -> bool:
    return not {name.lower() for name in names} <= {column.name.lower() for column in table.columns}


def _keep_original_ids(draft: _Draft, column: Column) -> None:
    known = {other.name.lower() for other in draft.table.columns} | set(draft.fields)
    name = free_name(_EXTERNAL_ID.removesuffix("__c"), known, "__c")
    kept = Field(name, "External Id", FieldType.STRING, "The id the record had where it came from.")
    draft.fields[name.lower()] = kept
    draft.columns[name] = [None if value is None else str(value) for value in column.values]
    draft.added.append(name)


def _fill_declared(
    draft: _Draft, declared: Field, column: Column, ids: Ids, rules: Rules, findings: Findings
) -> None:
    counted = distinct_values(column.values) if declared.type in _COUNTED else Counter[Any]()
    found = objects.pruned(declared, ids.identities)
    if declared.type is FieldType.REFERENCE and counted:
        found = _declared_reference(draft, declared, counted, ids, findings)
    found = _widened(draft, found, column, findings)
    found, more = objects.merge_values(found, counted)
    if more:
        findings.notice(draft.name, found.name, f"has {more} values that the standard does not list")
    draft.fields[found.name.lower()] = found
    draft.columns[found.name] = _typed(draft, found, declared, column, ids, rules, findings)


def _declared_reference(
    draft: _Draft, declared: Field, counted: Counter[Any], ids: Ids, findings: Findings
) -> Field:
    """The declared reference as the data shows it: with more targets, or a text after all."""
    texts = sum(not looks_like_record_id(v) and ids.found(list(ids.identities), v) is None for v in counted)
    found = objects.pruned(declared, ids.identities)
    if texts * 2 > len(counted) or found.type is not FieldType.REFERENCE:
        more = targets_by_value(list(counted), ids)
        if more and not texts:
            return replace(declared, references=more)
        findings.notice(draft.name, declared.name, "is kept as text: it points to nothing in this org")
        return objects.pruned(declared, ())
    homes = dict.fromkeys(home for value in counted if (home := ids.home(value)))
    more = tuple(home for home in homes if home not in found.references)
    if more:
        findings.notice(draft.name, found.name, f"also points to {', '.join(more)}")
    return replace(found, references=found.references + more)


def _widened(draft: _Draft, found: Field, column: Column, findings: Findings) -> Field:
    """The declared type, or the wider one that the values need: a date with times, a number with digits."""
    if found.type is FieldType.DATE and any(has_time_of_day(v) for v in column.values if v is not None):
        findings.notice(draft.name, found.name, "is declared a date, but has times of day: kept with them")
        return replace(found, type=FieldType.DATETIME)
    whole = found.type is FieldType.NUMBER and found.scale == 0
    if whole and any(is_fraction(v) for v in column.values if v is not None):
        findings.notice(draft.name, found.name, "is declared a whole number, but has digits after the point")
        return replace(found, scale=None)
    return found


def _fill_inferred(draft: _Draft, column: Column, ids: Ids, rules: Rules, findings: Findings) -> None:
    counted = distinct_values(column.values)
    distinct = list(counted)
    targets = targets_by_name(column.name, draft.name, distinct, ids) or targets_by_value(distinct, ids)
    if targets:
        found = objects.reference_field(column.name, targets)
        draft.inferred.append(found.name)
        what = f"refers to {' or '.join(targets)}"
    else:
        found = objects.infer_field(column.name, counted)
        what = f"{found.type.value}" + ("" if counted else ", for it has no values")
    findings.notice(draft.name, found.name, f"inferred: {what}")
    draft.fields[found.name.lower()] = found
    draft.added.append(found.name)
    draft.columns[found.name] = _typed(draft, found, found, column, ids, rules, findings)


def _typed(
    draft: _Draft, found: Field, declared: Field, column: Column, ids: Ids, rules: Rules, findings: Findings
) -> Sequence[Any]:
    """The column's typed values; None where a value does not fit, which is a problem."""
    if found.type is FieldType.REFERENCE:
        return _references(draft, found, declared, column, ids, rules, findings)
    convert, texts = converter(found, rules.zone), column.values
    if convert is as_text and isinstance(texts, Texts) and not texts.mention(NUL):
        return texts.taken()  # as close together as they came
    try:
        return [None if value is None else convert(value) for value in column.values]
    except MisfitError:
        pass  # Slowly then, to find every value that does not fit.
    typed: list[Any] = []
    for row, value in zip(draft.table.rows, column.values, strict=True):
        try:
            typed.append(None if value is None else convert(value))
        except MisfitError as error:
            typed.append(None)
            findings.problem(
                str(error),
                draft.table.file,
                row=row,
                column=column.name,
                value=value,
                hint=f"{found.name} is of the type {found.type.value}",
            )
    return typed


def _references(
    draft: _Draft, found: Field, declared: Field, column: Column, ids: Ids, rules: Rules, findings: Findings
) -> list[Any]:
    cache: dict[Any, str | None] = {None: None}
    for value in distinct_values(column.values):
        cache[value] = ids.found(found.references, value) or _elsewhere(value, declared, ids)
    lost = 0
    for row, value in zip(draft.table.rows, column.values, strict=True):
        if value is None or cache[value] is not None:
            continue
        lost += 1
        malformed = looks_like_record_id(value) and parse_record_id(value) is None
        if malformed or not rules.lenient:
            what = "is not a valid id:" if malformed else f"is no record of {' or '.join(found.references)}:"
            hint = (
                "its checksum is wrong"
                if malformed
                else "add the record, or import leniently to leave this empty"
            )
            findings.problem(what, draft.table.file, row=row, column=column.name, value=value, hint=hint)
    if lost and rules.lenient:
        findings.notice(draft.name, found.name, f"{lost} references to records that are not there left empty")
    return [cache[value] for value in column.values]


def _elsewhere(value: object, declared: Field, ids: Ids) -> str | None:
    """The id itself where a field of many targets points to an object that is not in the org at all."""
    if len(declared.references) < 2 or not isinstance(value, str):
        return None
    parsed = parse_record_id(value)
    return parsed if parsed and parsed[:3] not in ids.prefixes else None


def _described(draft: _Draft, ids: Ids) -> ObjectType:
    fields = tuple(draft.fields.values())
    if draft.base:
        described = replace(draft.base, key_prefix=draft.identity.prefix, fields=fields)
    else:
        described = objects.new_object(draft.name, draft.table.name, draft.identity.prefix, fields)
    complete = objects.with_audit_fields(described)
    return replace(complete, fields=tuple(objects.pruned(each, ids.identities) for each in complete.fields))
