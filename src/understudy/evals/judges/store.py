"""The SQL of judgements."""

from dataclasses import dataclass

from understudy.kit.db import Database

__all__ = ["Judged", "judgements_of", "save_judgement"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judge says of one result by one criterion; None when it could not say, which is no "no"."""

    name: str
    attempt: int
    judge: str
    criterion: str
    passed: bool | None
    because: str


async def save_judgement(database: Database, run: int, judged: Judged) -> None:
    """Keep it, in place of what the same judge said before."""
    await database.execute(
        """
        INSERT INTO understudy.eval_judgement (run_id, name, attempt, judge, criterion, passed, because)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (run_id, name, attempt, judge, criterion)
        DO UPDATE SET passed = excluded.passed, because = excluded.because, at = now()
        """,
        (run, judged.name, judged.attempt, judged.judge, judged.criterion, judged.passed, judged.because),
    )


async def judgements_of(database: Database, run: int) -> list[Judged]:
    """All that judges said of a run's results."""
    rows = await database.fetch(
        "SELECT name, attempt, judge, criterion, passed, because FROM understudy.eval_judgement"
        " WHERE run_id = %s ORDER BY name, attempt, judge, criterion",
        (run,),
    )
    return [Judged(*row) for row in rows]
