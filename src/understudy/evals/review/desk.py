"""What one reviewer is shown of a run's results, and says of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from understudy.evals.cases import Case
from understudy.evals.judges.store import judgements_of
from understudy.evals.keeping.expected import Correction
from understudy.evals.keeping.mend import mend_case
from understudy.evals.review import store
from understudy.evals.review.blind import Choice, Pair, Tally, pairs_of, tally
from understudy.evals.review.queue import Candidate, Reason, Waiting, queue
from understudy.evals.review.seeing import Seeing
from understudy.evals.review.store import Review, Said
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.evals.runs.store import last_runs, read_run, results_of
from understudy.kit.agreement import Agreement, fleiss
from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.observe.store import KeptTurn, read_turns
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, System
from understudy.trust.audit.recorder import who_is

__all__ = ["OPERATOR", "Progress", "ReviewDesk", "case_of"]

OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many results of a run this reviewer has said something of, and how many wait; and how far all who
    said something of the same result agree.
    """

    said: int
    waiting: int
    agreement: Agreement


@dataclass(frozen=True)
class ReviewDesk:
    """Where one person reviews the runs of an org. `suites` is where the company's own suites lie."""

    database: Database
    org: Org
    actor: Actor
    suites: Path | None = None
    known_as: str = ""

    @property
    def reviewer(self) -> str:
        """As whom what is said is kept."""
        return self.known_as or (OPERATOR if isinstance(self.actor, System) else who_is(self.actor))

    async def run(self, number: int | None = None) -> KeptRun:
        """The run of that number, or the last one.

        Raises: InputError when there is none.
        """
        found = await read_run(self.database, self.org.name, number) if number is not None else None
        if number is None:
            found = next(iter(await last_runs(self.database, self.org.name, most=1)), None)
        if found is None:
            raise InputError(
                "there is no such run" if number is not None else "no run of a suite is kept yet",
                hint="play one: understudy eval run SUITE",
            )
        return found

    async def waiting(self, run: KeptRun) -> list[Waiting]:
        """What this reviewer may see and has said nothing of, in the order in which to look at it."""
        reviews = await store.reviews_of(self.database, run.id)
        mine = {(each.name, each.attempt) for each in reviews if each.reviewer == self.reviewer}
        candidates = await self._candidates(run, reviews)
        open_ones = [each for each in candidates if (each.result.name, each.result.attempt) not in mine]
        return queue(open_ones, seed=run.id)

    async def progress(self, run: KeptRun, waiting: Sequence[Waiting]) -> Progress:
        """How far the reviewer has come, with so much that waits."""
        reviews = await store.reviews_of(self.database, run.id)
        labels: dict[tuple[str, int], list[str]] = defaultdict(list)
        for each in reviews:
            if each.verdict != "skip":
                labels[each.name, each.attempt].append(each.verdict)
        said = sum(each.reviewer == self.reviewer for each in reviews)
        return Progress(said, len(waiting), fleiss(list(labels.values())))

    async def say(
        self,
        run: KeptRun,
        name: str,
        attempt: int,
        verdict: Said,
        reason: Reason,
        correction: Correction | None = None,
    ) -> bool:
        """Keep what the reviewer says of a result, in place of what they said before. True when what should
        have come was written into the suite's file: one of the company's own that has the case.

        Raises: InputError when there is no such result for them.
        """
        await self._result(run, name, attempt)
        expected = correction.model_dump(mode="json", exclude_defaults=True) if correction else None
        review = Review(name, attempt, self.reviewer, verdict, reason, expected or None)
        await store.save_review(self.database, run.id, review)
        if not expected or correction is None or self.suites is None:
            return False
        return mend_case(self.suites / f"{run.suite}.yaml", name, correction)

    async def pairs(self, first: KeptRun, second: KeptRun) -> list[Pair]:
        """What two runs answered differently, as far as the reviewer may see it and has not chosen yet."""
        runs = (first.id, second.id)
        said = await store.preferences(self.database, runs)
        found = pairs_of(await self._seen(first), await self._seen(second), runs, self.reviewer)
        return [each for each in found if (each.first.name, each.first.attempt, self.reviewer) not in said]

    async def prefer(self, first: KeptRun, second: KeptRun, name: str, attempt: int, choice: Choice) -> None:
        """Keep which of two the reviewer prefers.

        Raises: InputError when there is no such pair for them, or they have chosen already.
        """
        for pair in await self.pairs(first, second):
            if (pair.first.name, pair.first.attempt) == (name, attempt):
                runs, preferred = (first.id, second.id), pair.preferred(choice)
                await store.save_preference(self.database, runs, name, attempt, self.reviewer, preferred)
                return
        raise InputError("there is no such pair for you")

    async def tally(self, first: KeptRun, second: KeptRun) -> Tally:
        """What all reviewers prefer."""
        return tally((await store.preferences(self.database, (first.id, second.id))).values())

    async def _result(self, run: KeptRun, name: str, attempt: int) -> KeptResult:
        for each in await self._seen(run):
            if (each.name, each.attempt) == (name, attempt):
                return each
        raise InputError("there is no such result for you")

    async def _seen(self, run: KeptRun) -> list[KeptResult]:
        results, turns = await self._with_turns(run)
        return await self._visible(results, turns)

    async def _candidates(self, run: KeptRun, reviews: Sequence[Review]) -> list[Candidate]:
        results, turns = await self._with_turns(run)
        opinions: dict[tuple[str, int], list[bool | None]] = defaultdict(list)
        for each in reviews:
            if each.verdict != "skip":
                opinions[each.name, each.attempt].append(each.verdict == "good")
        for each in await judgements_of(self.database, run.id):
            opinions[each.name, each.attempt].append(each.passed)
        attempts: dict[str, list[bool | None]] = defaultdict(list)
        for each in results:
            attempts[each.name].append(each.passed)
        return [
            Candidate(
                each,
                _confidence(turns, each),
                (*attempts[each.name], *opinions[each.name, each.attempt]),
            )
            for each in await self._visible(results, turns)
        ]

    async def _with_turns(self, run: KeptRun) -> tuple[list[KeptResult], dict[str, KeptTurn]]:
        results = await results_of(self.database, run.id)
        traces = [trace for each in results for trace in each.trace_ids]
        return results, await read_turns(self.database, traces)

    async def _visible(
        self, results: Sequence[KeptResult], turns: Mapping[str, KeptTurn]
    ) -> list[KeptResult]:
        seeing = Seeing(self.database, self.org, self.actor)
        return [each for each in results if await seeing.may_see(_turns(turns, each))]


def case_of(result: KeptResult) -> Case:
    """The case as it was."""
    return Case.model_validate(result.case)


def _turns(turns: Mapping[str, KeptTurn], result: KeptResult) -> list[KeptTurn]:
    """Those of the result; none at all while one of them is not there."""
    found = [turns.get(trace) for trace in result.trace_ids]
    return [] if None in found else [each for each in found if each is not None]


def _confidence(turns: Mapping[str, KeptTurn], result: KeptResult) -> float | None:
    said = [turn.outcome["evidence"]["confidence"] for turn in _turns(turns, result)]
    return min((each for each in said if each is not None), default=None)
