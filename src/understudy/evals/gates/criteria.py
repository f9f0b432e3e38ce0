"""What is asked of a run, one criterion at a time: whether it is met, and a sentence that says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil

from understudy.agents.acceptance import Budgets
from understudy.evals.gates.enough import cases_to_settle
from understudy.evals.gates.judged import Judged, tallies
from understudy.evals.gates.rate import Rate, rate_of

__all__ = ["Reason", "budgets", "cases", "floors", "must_never", "quantile", "rate"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion: its name, whether it is met (None: it cannot be told), and why, in a sentence or two.
    It is not `sure` where more data might show it the other way.
    """

    name: str
    met: bool | None
    told: str
    sure: bool = True


def rate(success: Rate, gate: float, *, surely: bool = False, name: str = "success rate") -> Reason:
    """Whether enough passed; where the interval holds the gate, with what would settle it.

    With `surely` a rate that reaches the gate counts only once the whole interval does.
    """
    if not success.total:
        return Reason(name, None, f"Not enough data: no case could be judged, and {gate:.0%} were to pass.")
    reaches = success.rate >= gate
    told = f"{success}. At least {gate:.0%} were asked for: {'reached' if reaches else 'missed'}"
    if success.low >= gate or success.high < gate:
        return Reason(name, reaches, f"{told}, and the interval leaves no doubt.")
    doubt = f"{told}. Not enough data to be sure: the interval reaches {_other_end(success, reaches)}."
    met = None if surely and reaches else reaches
    return Reason(name, met, f"{doubt} {_settled(success, gate)}", sure=False)


def _other_end(success: Rate, reaches: bool) -> str:
    return f"down to {success.low:.1%}" if reaches else f"up to {success.high:.1%}"


def _settled(success: Rate, gate: float) -> str:
    needed = cases_to_settle(success.rate, gate)
    if needed is None:
        return "The rate is the gate itself: no number of cases would settle that."
    more = needed - success.cases
    if more <= 0:
        return "Other cases, not more attempts at these, would settle it."
    return f"At this rate {more} more {'case' if more == 1 else 'cases'} would settle it."


def cases(success: Rate, least: int) -> Reason:
    """Whether there are as many cases as the criteria ask for."""
    if success.cases >= least:
        return Reason("cases", True, f"{success.cases} cases were judged; at least {least} were asked for.")
    told = f"Not enough data: {success.cases} cases were judged, and the criteria ask for at least {least}."
    return Reason("cases", None, told)


def must_never(results: Sequence[Judged], *, all_must_pass: bool = False) -> Reason | None:
    """Whether no case failed that must never fail; nothing to say where there is none."""
    bound = [each for each in results if each.must_never or all_must_pass]
    if not bound:
        return None
    failed = dict.fromkeys(each.name for each in bound if each.passed is False)
    count = len({each.name for each in bound})
    if failed:
        told = f"{len(failed)} of {count} cases failed that must never fail: {_listed(failed)}."
        return Reason("must never", False, told)
    unknown = dict.fromkeys(each.name for each in bound if each.passed is None)
    if unknown:
        told = f"Of {count} cases that must never fail, {len(unknown)} could not be judged: "
        return Reason("must never", None, f"{told}{_listed(unknown)}.")
    return Reason("must never", True, f"Of the cases that must never fail ({count}) none failed.")


def _listed(names: Iterable[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    beyond = f" and {len(quoted) - _SHOWN} more" if len(quoted) > _SHOWN else ""
    return ", ".join(quoted[:_SHOWN]) + beyond


def floors(results: Sequence[Judged], asked: Mapping[str, float]) -> Iterable[Reason]:
    """Whether enough cases of each action passed."""
    for action, floor in asked.items():
        of_action = list(tallies([each for each in results if action in each.actions]).values())
        if not of_action:
            told = f"Not enough data: no case is about {action}, of which {floor:.0%} were to pass."
            yield Reason(f"floor of {action}", None, told)
            continue
        found = rate(rate_of(of_action), floor)
        yield replace(found, name=f"floor of {action}", told=f"{action}: {found.told}")


def budgets(results: Sequence[Judged], asked: Budgets) -> Iterable[Reason]:
    """Whether answering took no longer, and cost no more, than it may."""
    took_s = [each.took_ms / 1000 for each in results]
    for share, most_s in ((0.5, asked.p50_s), (0.95, asked.p95_s)):
        if most_s is not None and took_s:
            yield _time(share, quantile(took_s, share), most_s, len(took_s))
    costs = [each.cost for each in results]
    known = [cost for cost in costs if cost is not None]
    if asked.cost_per_case is not None:
        mean = sum(known) / len(known) if known else 0.0
        yield _cost("cost per case", "A case cost", mean, asked.cost_per_case, len(costs) - len(known))
    if asked.cost_per_run is not None:
        yield _cost("cost per run", "The run cost", sum(known), asked.cost_per_run, len(costs) - len(known))


def _time(share: float, came_s: float, most_s: float, cases: int) -> Reason:
    least = ceil(1 / (1 - share))
    of = "half" if share == 0.5 else f"{share:.0%}"
    few = "" if cases >= least else f" Of {cases} cases that is the slowest: {least} would tell more."
    told = f"{of} of the cases took at most {came_s:.2f} s; {most_s:g} s were allowed.{few}"
    return Reason(f"p{share * 100:.0f}", came_s <= most_s, told[0].upper() + told[1:])


def _cost(name: str, what: str, came: float, most: float, unknown: int) -> Reason:
    """Costs that nobody knows can only add to what is known."""
    told = f"{what} ${came:.4f}; ${most:g} were allowed."
    if not unknown:
        return Reason(name, came <= most, told)
    told += f" Of {unknown} cases the cost is not known: the policy names no price for their model."
    return Reason(name, False if name == "cost per run" and came > most else None, told)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that so great a share of the values does not exceed; at least one value.

    Source: R. J. Hyndman and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50
    (1996), their definition 1.
    """
    return sorted(values)[max(0, ceil(share * len(values) - 1e-9) - 1)]
