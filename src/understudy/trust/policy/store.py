"""The package's SQL: what was used up, by whom, in which conversation, on which day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from understudy.kit.db import Database
from understudy.trust.policy.limits import Scope, Used

__all__ = ["ALWAYS", "add_used"]

ALWAYS = date(1970, 1, 1)
"""The day of what is not counted by days."""

_ADD = (
    "INSERT INTO understudy.used AS kept"
    " (org, scope, subject, day, turns, model_calls, actions, tokens, output_characters, spend)"
    " SELECT %(org)s, scope, subject, day, %(turns)s, %(model_calls)s, %(actions)s, %(tokens)s,"
    " %(output_characters)s, %(spend)s"
    " FROM unnest(%(scopes)s::text[], %(subjects)s::text[], %(days)s::date[]) AS given (scope, subject, day)"
    " ORDER BY scope"
    " ON CONFLICT (org, scope, subject, day) DO UPDATE SET turns = kept.turns + excluded.turns,"
    " model_calls = kept.model_calls + excluded.model_calls, actions = kept.actions + excluded.actions,"
    " tokens = kept.tokens + excluded.tokens,"
    " output_characters = kept.output_characters + excluded.output_characters,"
    " spend = kept.spend + excluded.spend"
    " RETURNING scope, turns, model_calls, actions, tokens, output_characters, spend"
)
_NAMES = ("turns", "model_calls", "actions", "tokens", "output_characters", "spend")


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
