"""The SQL of reviews: what people say of results, and which of two they prefer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from psycopg.types.json import Jsonb

from understudy.evals.review.blind import Preferred
from understudy.kit.db import Database

__all__ = ["Review", "Said", "preferences", "reviews_of", "save_preference", "save_review"]

Said = Literal["good", "bad", "skip"]


@dataclass(frozen=True, slots=True)
class Review:
    """What one person says of one result, and why they were shown it; `expected` is what should have come,
    where they say it.
    """

    name: str
    attempt: int
    reviewer: str
    verdict: Said
    reason: str
    expected: Mapping[str, Any] | None = None


async def save_review(database: Database, run: int, review: Review) -> None:
    """Keep it, in place of what the same person said of the same result before."""
    await database.execute(
        """
        INSERT INTO understudy.eval_review (run_id, name, attempt, reviewer, verdict, reason, expected)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (run_id, name, attempt, reviewer) DO UPDATE SET verdict = excluded.verdict,
            expected = coalesce(excluded.expected, eval_review.expected), at = now()
        """,
        (
            run,
            review.name,
            review.attempt,
            review.reviewer,
            review.verdict,
            review.reason,
            Jsonb(dict(review.expected)) if review.expected is not None else None,
        ),
    )


async def reviews_of(database: Database, run: int) -> list[Review]:
    """All that was said of a run's results."""
    rows = await database.fetch(
        "SELECT name, attempt, reviewer, verdict, reason, expected FROM understudy.eval_review"
        " WHERE run_id = %s ORDER BY at, name, attempt, reviewer",
        (run,),
    )
    return [Review(*row) for row in rows]


async def save_preference(
    database: Database, runs: tuple[int, int], name: str, attempt: int, reviewer: str, preferred: Preferred
) -> None:
    """Keep which of two runs' results a person prefers, in place of what they said before."""
    await database.execute(
        """
        INSERT INTO understudy.eval_preference (first_run, second_run, name, attempt, reviewer, preferred)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (first_run, second_run, name, attempt, reviewer)
        DO UPDATE SET preferred = excluded.preferred, at = now()
        """,
        (*runs, name, attempt, reviewer, preferred),
    )


async def preferences(database: Database, runs: tuple[int, int]) -> dict[tuple[str, int, str], Preferred]:
    """Which of two runs' results was preferred, by case, attempt and person."""
    rows = await database.fetch(
        "SELECT name, attempt, reviewer, preferred FROM understudy.eval_preference"
        " WHERE first_run = %s AND second_run = %s",
        runs,
    )
    return {(name, attempt, reviewer): preferred for name, attempt, reviewer, preferred in rows}
