"""One value that was given becomes the typed one that the field takes, or the reason why it cannot."""

from typing import Any

from rapidfuzz import process

from understudy.kit.ids import RecordId, parse_record_id
from understudy.org.importer.values import MisfitError, converter
from understudy.org.metadata import Field, FieldType
from understudy.org.orgs import Org
from understudy.org.records.faults import InvalidWriteError, StatusCode

__all__ = ["typed_value"]


def typed_value(org: Org, field: Field, value: object) -> Any:  # noqa: ANN401  (as many types as fields have)
    """The value as its column takes it; None for an empty one.

    Raises: InvalidWriteError.
    """
    if value is None or value == "":
        return None
    try:
        typed = converter(field, org.timezone)(value)
    except MisfitError as error:
        raise InvalidWriteError(
            StatusCode.INVALID_TYPE_ON_FIELD_IN_RECORD, f"{field.name}: {value!r} {error}", [field.name]
        ) from error
    if field.type in (FieldType.REFERENCE, FieldType.ID):
        return _reference(field, typed)
    _check_picklist(field, typed)
    return typed


def _reference(field: Field, value: str) -> RecordId:
    found = parse_record_id(value)
    if found is None:
        message = f"{field.name}: {value!r} is not a valid id"
        raise InvalidWriteError(StatusCode.MALFORMED_ID, message, [field.name])
    return found


def _check_picklist(field: Field, value: object) -> None:
    if field.type not in (FieldType.PICKLIST, FieldType.MULTIPICKLIST) or not field.values:
        return
    chosen = str(value).split(";") if field.type is FieldType.MULTIPICKLIST else [str(value)]
    for each in chosen:
        if each not in field.values:
            nearest = process.extractOne(each, field.values, score_cutoff=60)
            hint = f"did you mean {nearest[0]}?" if nearest else f"one of: {', '.join(field.values)}"
            code = StatusCode.INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST
            raise InvalidWriteError(code, f"{field.name} cannot be {each!r}", [field.name], hint=hint)
