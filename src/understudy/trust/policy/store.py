"""The package's SQL: what was used up, by whom, in which conversation, on which day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from understudy.kit.db import Database
from understudy.trust.policy.limits import Scope, Used

__all__ = ["ALWAYS", "add_used"]

ALWAYS = date(1970, 1, 1)
"""The day of what is not counted by days."""

_NAMES = tuple(Used.model_fields)
_ADD = (
    f"INSERT INTO understudy.used AS kept (org, scope, subject, day, {', '.join(_NAMES)})"  # noqa: S608
    f" SELECT %(org)s, scope, subject, day, {', '.join(f'%({name})s' for name in _NAMES)}"
    " FROM unnest(%(scopes)s::text[], %(subjects)s::text[], %(days)s::date[]) AS given (scope, subject, day)"
    " ORDER BY scope"
    " ON CONFLICT (org, scope, subject, day) DO UPDATE SET"
    f" {', '.join(f'{name} = kept.{name} + excluded.{name}' for name in _NAMES)}"
    f" RETURNING scope, {', '.join(_NAMES)}"
)


async def add_used(
    database: Database, org: str, subjects: Mapping[Scope, tuple[str, date]], used: Used
) -> dict[Scope, Used]:
    """Count it for each of the subjects, in one statement; what each has used by now."""
    row: dict[str, Any] = {
        "org": org,
        "scopes": list(subjects),
        "subjects": [subject for subject, _ in subjects.values()],
        "days": [day for _, day in subjects.values()],
        **used.model_dump(),
    }
    found = await database.fetch(_ADD, row)
    return {scope: Used(**dict(zip(_NAMES, values, strict=True))) for scope, *values in found}
