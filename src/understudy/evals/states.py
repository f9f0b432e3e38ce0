"""Is in the org what should be, once a turn has ended? Read as the operator, not as who asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from understudy.conversations.turn import Stage
from understudy.evals.cases import Expectation, RecordState, Value
from understudy.evals.checks import Mismatch
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.permissions import System
from understudy.soql.run import run

__all__ = ["check_records"]

_READER = System("an evaluation, to see what is in the org")


async def check_records(stage: Stage, expected: Expectation, moment: Moment) -> tuple[Mismatch, ...]:
    """All records that are not as they should be, or whose query is wrong."""
    found = [await _state(stage, state, moment) for state in expected.records]
    return tuple(mismatch for mismatch in found if mismatch)


async def _state(stage: Stage, expected: RecordState, moment: Moment) -> Mismatch | None:
    try:
        result = await run(stage.database, stage.org, expected.soql, _READER, moment)
    except InputError as error:
        return Mismatch(f"records of {expected.soql}", _told(expected.rows), str(error))
    came = [{name: _plain(row, name) for name in row} for row in result.rows]
    same = len(came) == len(expected.rows) and all(
        all(name in row and _same(value, row[name]) for name, value in wanted.items())
        for wanted, row in zip(expected.rows, came, strict=True)
    )
    return None if same else Mismatch(f"records of {expected.soql}", _told(expected.rows), _told(came))


def _plain(row: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401  (as many types as fields have)
    value = row[name]
    return value.isoformat() if isinstance(value, date) else value


def _same(expected: Value, came: object) -> bool:
    """A day fits every instant of it."""
    if isinstance(expected, date):
        return isinstance(came, str) and came.startswith(expected.isoformat())
    return expected == came


def _told(rows: object) -> str:
    return str(rows) if rows else "no rows"
