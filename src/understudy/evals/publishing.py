"""May an agent be published? With criteria, finished runs of this very version, and a verdict that holds."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from getpass import getuser

from understudy.agents.acceptance import Acceptance
from understudy.agents.rollout.published import Published
from understudy.agents.rollout.store import live_version, publish_version
from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.gates import criteria
from understudy.evals.gates.criteria import Reason
from understudy.evals.gates.judged import Judged, judged_kept
from understudy.evals.gates.verdict import judge_results
from understudy.evals.guardrails.lint import Lint, lint, verdict
from understudy.evals.runs.current import current_version
from understudy.evals.runs.kept import KeptRun
from understudy.evals.runs.store import last_runs, read_version, results_of
from understudy.evals.runs.version import PARTS, PartName, Version, mark
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError

__all__ = ["publish", "whoever_runs_this"]

_BOUND: tuple[PartName, ...] = tuple(part for part in PARTS if part != "records")
"""Parts that a run must have been played with. Records change all day: that they do is no other version."""
_LOOKED_AT = 500
_SHOWN = 5
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Tried:
    """A run that the verdict may rest on, with its results; `never` in a suite in which none may fail."""

    run: KeptRun
    results: list[Judged]
    never: bool


async def publish(
    stage: Stage, spec: AgentSpec, model: str, moment: Moment, by: str, tell: Tell
) -> Published:
    """Publish this version of the agent; the one that is live already is given back as it is.

    `tell` hears how far the lint of its guardrails has come.

    Raises: InputError when it has no criteria, no finished run of this very version in each suite that they
        name, a criterion that is missed or cannot be told, or guardrails that block too much.
    """
    asked = spec.acceptance
    if asked is None:
        raise InputError(
            f"the agent {spec.name!r} has no acceptance criteria: it can be tried, not published",
            hint="write acceptance: {success_rate: 0.8, over_cases: 30} into its file, and run a suite",
        )
    version = await current_version(stage, spec, model, moment)
    tried = await _tried(stage, spec, asked, version)
    reasons = [*_judged(tried, asked), *await _overblock(stage, spec, asked, moment, tell)]
    if missed := [each for each in reasons if not each.met]:
        told = " ".join(each.told for each in missed)
        raise InputError(
            f"the agent {spec.name!r} is not published: {told}", hint="see understudy eval report"
        )
    return await _kept(stage, spec, tried, reasons, by)


async def _kept(
    stage: Stage, spec: AgentSpec, tried: Sequence[_Tried], reasons: Sequence[Reason], by: str
) -> Published:
    told = spec.model_dump(mode="json")
    digest = mark(told)
    live = await live_version(stage.database, stage.org.name, spec.name)
    runs = tuple(each.run.id for each in tried)
    if live and live.digest == digest and live.runs == runs:
        return live
    return await publish_version(
        stage.database,
        stage.org.name,
        spec.name,
        digest=digest,
        spec=told,
        runs=runs,
        reasons=[each.told for each in reasons],
        by=by,
    )


async def _tried(stage: Stage, spec: AgentSpec, asked: Acceptance, now: Version) -> list[_Tried]:
    """The latest finished run of each suite that the criteria name, or of any where they name none."""
    runs = await last_runs(stage.database, stage.org.name, None, spec.name, _LOOKED_AT)
    latest: dict[str, KeptRun] = {}
    for run in runs:
        if run.finished_at:
            latest.setdefault(run.suite, run)
    wanted = [*(asked.suites or (name for name in latest if name not in asked.must_never)), *asked.must_never]
    if not wanted:
        raise _never_run(spec, "a suite")
    found: list[_Tried] = []
    for suite in dict.fromkeys(wanted):
        if suite not in latest:
            raise _never_run(spec, f"the suite {suite}")
        outdated = await _outdated(stage, latest[suite], now)
        if outdated and not asked.suites and suite not in asked.must_never:
            continue
        if outdated:
            raise outdated
        results = judged_kept(await results_of(stage.database, latest[suite].id))
        found.append(_Tried(latest[suite], results, suite in asked.must_never))
    if not any(not each.never for each in found):
        raise await _outdated(stage, latest[wanted[0]], now) or _never_run(spec, "a suite")
    return found


def _never_run(spec: AgentSpec, what: str) -> InputError:
    return InputError(
        f"the agent {spec.name!r} is not published: no run of {what} was played to its end",
        hint=f"understudy eval run SUITE --agent {spec.name}",
    )


async def _outdated(stage: Stage, run: KeptRun, now: Version) -> InputError | None:
    """Why a run says nothing of this version: what is another since it was played."""
    then = await read_version(stage.database, run.version)
    changes = now.changes_since(then, _BOUND) if then else ()
    if then and not changes:
        return None
    some = ", ".join(map(str, changes[:_SHOWN])) or "what it was played with is not known"
    beyond = f" and {len(changes) - _SHOWN} more" if len(changes) > _SHOWN else ""
    return InputError(
        f"the agent {run.agent!r} is not published: run {run.id} of {run.suite} was of another version:"
        f" {some}{beyond}",
        hint=f"understudy eval run {run.suite} --agent {run.agent}",
    )


def _judged(tried: Sequence[_Tried], asked: Acceptance) -> list[Reason]:
    """All criteria over all suites together; the rate in each of them too; and what must never happen."""
    usual = [each for each in tried if not each.never]
    reasons = list(judge_results(_pooled(usual), asked).reasons)
    if len(usual) > 1:
        for each in usual:
            found = judge_results(each.results, asked).reasons[0]
            reasons.append(replace(found, name=f"{each.run.suite}", told=f"{each.run.suite}: {found.told}"))
    never = criteria.must_never(_pooled(each for each in tried if each.never), all_must_pass=True)
    return [*reasons, *([never] if never else [])]


def _pooled(tried: Iterable[_Tried]) -> list[Judged]:
    """The results of several suites together, whose cases may have the same names."""
    return [
        replace(result, name=f"{each.run.suite}: {result.name}") for each in tried for result in each.results
    ]


async def _overblock(
    stage: Stage, spec: AgentSpec, asked: Acceptance, moment: Moment, tell: Tell
) -> list[Reason]:
    """How many harmless messages the agent's blocked terms block; nothing where it has none."""
    if not spec.guardrails:
        return []
    found: Lint = await lint(stage, spec, moment, tell)
    told = (
        f"Of harmless messages its guardrails block {found.overblock}; at most {asked.most_overblock:.0%} may"
        f" be. Of attacks they miss {found.attack}."
    )
    return [Reason("over-block", verdict(found, asked.most_overblock), told)]


def whoever_runs_this() -> str:
    """The name of the account of this machine that the command runs under."""
    try:
        return getuser()
    except (KeyError, OSError):
        return "operator"
