"""What leaves otherwise than it is, where values of a text overlap."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from understudy.trust.masking.policy import Treatment
from understudy.trust.values.span import CERTAIN, Span, ValueType

__all__ = ["Treated", "settled"]


@dataclass(frozen=True, slots=True)
class Treated:
    """A value of a text and what becomes of it; `by_field` where a policy says so of its very field."""

    span: Span
    treatment: Treatment
    kind: ValueType | None
    by_field: bool = False


def settled(found: Iterable[Treated]) -> list[Treated]:
    """What is masked or dropped, in order and apart.

    Nothing that is kept lets any of it pass, however sure; a field whose values a policy keeps does, for what
    stands within such a value. Those that overlap become one, of the kind of the longest, then the surest.
    """
    found = list(found)
    kept = _within(each.span for each in found if each.treatment == "keep" and each.by_field)
    hidden = [each for each in found if each.treatment != "keep" and not kept(each.span)]
    groups: list[list[Treated]] = []
    end = 0
    for each in sorted(hidden, key=lambda each: each.span.start):
        if not groups or each.span.start >= end:
            groups.append([])
        groups[-1].append(each)
        end = max(end, each.span.end)
    return [_one(group) for group in groups]


def _one(group: list[Treated]) -> Treated:
    if len(group) == 1:
        return group[0]
    longest = max(group, key=lambda each: (each.span.end - each.span.start, each.span.sure))
    end = max(each.span.end for each in group)
    return replace(longest, span=replace(longest.span, start=group[0].span.start, end=end))


def _within(spans: Iterable[Span]) -> Callable[[Span], bool]:
    """Tells what stands within one of the spans. What only looks like a stand-in is never let pass."""
    ordered = sorted(spans, key=lambda each: each.start)
    starts = [each.start for each in ordered]
    ends = list(accumulate((each.end for each in ordered), max))

    def holds(span: Span) -> bool:
        at = bisect_right(starts, span.start)
        return at > 0 and ends[at - 1] >= span.end and span.sure <= CERTAIN

    return holds
