"""One value that was given becomes the typed one that the field takes, or the reason why it cannot."""

import re
from typing import Any

from rapidfuzz import process

from understudy.kit.ids import RecordId, parse_record_id
from understudy.org.importer.values import MisfitError, converter
from understudy.org.metadata import Field, FieldType
from understudy.org.orgs import Org
from understudy.org.records.bounds import within_bounds
from understudy.org.records.faults import InvalidWriteError, StatusCode

__all__ = ["typed_value"]

_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>.]+(\.[^\s@,;<>.]+)*")
_BETWEEN = ";"
_LONGEST_TOLD = 80


def typed_value(org: Org, field: Field, value: object) -> Any:  # noqa: ANN401  (as many types as fields have)
    """The value as its column takes it; None for an empty one, as a text of blanks is.

    Raises: InvalidWriteError.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return _empty(field)
    try:
        typed = converter(field, org.timezone)(value)
    except MisfitError as error:
        message = f"{field.name}: {_told(value)} {error}"
        raise InvalidWriteError(StatusCode.INVALID_TYPE_ON_FIELD_IN_RECORD, message, [field.name]) from error
    except OverflowError as error:  # the first and the last day there are, in another zone
        message = f"{field.name}: {_told(value)} is out of range"
        raise InvalidWriteError(StatusCode.FIELD_INTEGRITY_EXCEPTION, message, [field.name]) from error
    match field.type:
        case FieldType.REFERENCE | FieldType.ID:
            return _reference(field, typed)
        case FieldType.EMAIL if not _EMAIL.fullmatch(typed.strip()):
            message = f"{field.name}: {_told(value)} is not an email address"
            raise InvalidWriteError(StatusCode.INVALID_EMAIL_ADDRESS, message, [field.name])
        case FieldType.PICKLIST:
            _check_choice(field, typed)
        case FieldType.MULTIPICKLIST:
            typed = _choices(field, typed)
        case _:
            pass
    return within_bounds(field, typed)


def _empty(field: Field) -> None:
    if field.type is FieldType.BOOLEAN:
        code = StatusCode.INVALID_TYPE_ON_FIELD_IN_RECORD
        raise InvalidWriteError(code, f"{field.name} is true or false, never empty", [field.name])


def _told(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


def _reference(field: Field, value: str) -> RecordId:
    found = parse_record_id(value)
    if found is None:
        message = f"{field.name}: {_told(value)} is not a valid id"
        raise InvalidWriteError(StatusCode.MALFORMED_ID, message, [field.name])
    return found


def _choices(field: Field, value: str) -> str:
    """The choices of a multi-picklist, each once."""
    chosen = dict.fromkeys(each.strip() for each in value.split(_BETWEEN) if each.strip())
    for each in chosen:
        _check_choice(field, each)
    return _BETWEEN.join(chosen)


def _check_choice(field: Field, chosen: str) -> None:
    if not field.restricted or not field.values or chosen in field.values:
        return
    nearest = process.extractOne(chosen, field.values, score_cutoff=60)
    hint = f"did you mean {nearest[0]}?" if nearest else f"one of: {', '.join(field.values)}"
    code = StatusCode.INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST
    raise InvalidWriteError(code, f"{field.name} cannot be {_told(chosen)}", [field.name], hint=hint)
