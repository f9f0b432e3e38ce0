"""Why a record was not written: a status code for programs, words for people, and the fields it is about.

Source: Salesforce SOAP API Developer Guide, "Status Codes".
"""

from collections.abc import Sequence
from enum import StrEnum

from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.ids import RecordId

__all__ = ["ForbiddenWriteError", "InvalidWriteError", "StatusCode", "WriteError"]


class StatusCode(StrEnum):
    """What kind of trouble it is, in Salesforce's words."""

    ALL_OR_NONE_OPERATION_ROLLED_BACK = "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    DELETE_FAILED = "DELETE_FAILED"
    DUPLICATE_VALUE = "DUPLICATE_VALUE"
    ENTITY_IS_DELETED = "ENTITY_IS_DELETED"
    FIELD_CUSTOM_VALIDATION_EXCEPTION = "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    FIELD_INTEGRITY_EXCEPTION = "FIELD_INTEGRITY_EXCEPTION"
    INSUFFICIENT_ACCESS = "INSUFFICIENT_ACCESS"
    INVALID_CROSS_REFERENCE_KEY = "INVALID_CROSS_REFERENCE_KEY"
    INVALID_EMAIL_ADDRESS = "INVALID_EMAIL_ADDRESS"
    INVALID_FIELD = "INVALID_FIELD"
    INVALID_FIELD_FOR_INSERT_UPDATE = "INVALID_FIELD_FOR_INSERT_UPDATE"
    INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
    INVALID_TYPE = "INVALID_TYPE"
    INVALID_TYPE_ON_FIELD_IN_RECORD = "INVALID_TYPE_ON_FIELD_IN_RECORD"
    MALFORMED_ID = "MALFORMED_ID"
    MISSING_ARGUMENT = "MISSING_ARGUMENT"
    MULTIPLE_CHOICES = "MULTIPLE_CHOICES"
    NUMBER_OUTSIDE_VALID_RANGE = "NUMBER_OUTSIDE_VALID_RANGE"
    PRECONDITION_FAILED = "PRECONDITION_FAILED"
    REQUIRED_FIELD_MISSING = "REQUIRED_FIELD_MISSING"
    STRING_TOO_LONG = "STRING_TOO_LONG"
    UNABLE_TO_LOCK_ROW = "UNABLE_TO_LOCK_ROW"
    UNDELETE_FAILED = "UNDELETE_FAILED"


class InvalidWriteError(InputError):
    """What was to be written is wrong, or no longer fits what is there.

    `fields` are the API names of the fields it is about; `records` the ids that an ambiguous key may mean.
    """

    def __init__(
        self,
        code: StatusCode,
        message: str,
        fields: Sequence[str] = (),
        *,
        hint: str | None = None,
        records: Sequence[RecordId] = (),
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.fields = tuple(fields)
        self.records = tuple(records)


class ForbiddenWriteError(NotPermittedError):
    """The actor may not write this. Its code is always INSUFFICIENT_ACCESS."""

    code = StatusCode.INSUFFICIENT_ACCESS

    def __init__(self, message: str, fields: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.fields = tuple(fields)


WriteError = InvalidWriteError | ForbiddenWriteError
