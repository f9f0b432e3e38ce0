"""The finding of a measure in words: a number, a table, a ranking, two windows side by side, or nothing."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from understudy.agents.actions.measures.arguments import MeasureArguments
from understudy.agents.actions.measures.ranking import Group, Ranking
from understudy.agents.actions.shown import name_list, plural, shown_number
from understudy.llm.finding import Finding, Item, Outside
from understudy.org.definitions.measure import MeasureDefinition, Summary, Ties

__all__ = ["Wording"]

SHOWN_GROUPS = 10
_COUNTS = (Summary.COUNT, Summary.COUNT_DISTINCT)


class Wording:
    """Words the finding of one measure. Sentences only; no number is changed here."""

    def __init__(
        self,
        definition: MeasureDefinition,
        arguments: MeasureArguments,
        window: str,
        query: str,
        limited: tuple[str, ...],
        remark: str | None = None,
        whole: Decimal | None = None,
    ) -> None:
        self.definition = definition
        self.arguments = arguments
        self.window = window
        self.query = query
        self.limited = limited
        self.remark = remark
        self.whole = whole
        self.only = "".join(f", {f.label}" for f in arguments.filters if f.label)

    def total(self, group: Group | None) -> Finding:
        """The one number; a count of nothing is a number, an average of nothing is none."""
        if group is None or (group.records == 0 and self.definition.summary not in _COUNTS):
            return self.nothing()
        shown = self._number(group)
        headline = f"{_capital(self.definition.label)}: {shown} ({self.window}{self.only})."
        return self._finding(
            "found",
            headline,
            (Item(self.definition.label, value=float(group.value), shown=shown),),
            1,
            group.records,
        )

    def comparison(self, groups: list[Group], others: list[Group], label: str, query: str) -> Finding:
        """Both windows side by side; `others`, `label` and `query` are those of the second."""
        second = {group.key: group for group in others}
        first = {group.key: group for group in groups}
        keys = list(dict.fromkeys([*first, *second]))
        items = tuple(self._compared(first.get(key), second.get(key), label) for key in keys)
        by = f" by {self._group_name()}" if self.arguments.group_by else ""
        headline = f"{_capital(self.definition.label)}{by}, {self.window} and {label}{self.only}:"
        finding = self._finding(
            "found" if items else "nothing",
            headline,
            items,
            len(items),
            sum(g.records for g in (*groups, *others)),
        )
        return replace(finding, query=f"{self.query}\n{query}")

    def _compared(self, before: Group | None, after: Group | None, label: str) -> Item:
        known = before or after
        assert known is not None, "a key comes from one of the two"
        shown = [self._number(group) if group else "nothing" for group in (before, after)]
        told = f"{shown[0]} {self.window}, {shown[1]} {label}"
        if before and after and before.value != after.value:
            change = after.value - before.value
            told += f" ({'up' if change > 0 else 'down'} {shown_number(abs(change), self.definition.unit)})"
        return Item(
            known.label or self.definition.label,
            known.key if known.object else None,
            known.object,
            shown=told,
        )

    def nothing(self) -> Finding:
        """That no row, or no group, is there."""
        headline = f"There is nothing to count for {self.definition.label} ({self.window}{self.only})."
        if self.arguments.volume or self.arguments.value:
            headline = f"No {self._group_name()} meets the condition ({self.window}{self.only})."
        return self._finding("nothing", headline, (), 0, 0)

    def table(self, groups: list[Group]) -> Finding:
        """All groups; those of time in its order."""
        if self.arguments.group_by in ("year", "quarter", "month", "week", "day"):
            groups = sorted(groups, key=lambda g: g.key)
        items = tuple(self._item(group) for group in groups)
        headline = f"{_capital(self.definition.label)} by {self._group_name()} ({self.window}{self.only}):"
        return self._finding("found", headline, items, len(items), sum(g.records for g in groups))

    def ranking(self, ranking: Ranking) -> Finding:
        """Those asked for first, and some of the others."""
        if ranking.asked == 0:
            return self._without_winner(ranking)
        asked, rest = ranking.groups[: ranking.asked], ranking.groups[ranking.asked :]
        headline = self._winners(asked, tied=ranking.tied)
        items = tuple(self._item(group) for group in (*asked, *rest[:SHOWN_GROUPS]))
        return self._finding("found", headline, items, len(asked), sum(g.records for g in asked))

    def _winners(self, asked: tuple[Group, ...], *, tied: bool) -> str:
        if self.definition.ties is Ties.NONE and len(asked) == 1 and self.arguments.position == 1:
            return f"{asked[0].label} stands out with {self._number(asked[0])} ({self.window}{self.only})."
        superlative = self.arguments.rank
        place = "" if self.arguments.position == 1 else f"place {self.arguments.position} from the "
        about = f"{place}{superlative} {self.definition.label} ({self.window}{self.only})"
        if len(asked) == 1:
            return f"{asked[0].label} has the {about}: {self._number(asked[0])}."
        names = name_list([f"{g.label} ({self._number(g)})" for g in asked], most=10)
        return f"{names} share the {about}." if tied else f"The {about}: {names}."

    def _without_winner(self, ranking: Ranking) -> Finding:
        best = [g for g in ranking.groups if g.value == ranking.groups[0].value]
        if ranking.tied:
            headline = (
                f"No {self._group_name()} stands out ({self.window}{self.only}): "
                f"{name_list([g.label for g in best])} have {self._number(best[0])} each."
            )
        else:
            count = plural(len(ranking.groups), self._group_name())
            headline = f"There are only {count} ({self.window}{self.only})."
        items = tuple(self._item(group) for group in ranking.groups[:SHOWN_GROUPS])
        return self._finding("nothing", headline, items, 0, sum(g.records for g in ranking.groups))

    def _finding(
        self,
        status: Literal["found", "nothing"],
        headline: str,
        items: tuple[Item, ...],
        asked: int,
        records: int,
    ) -> Finding:
        return Finding(
            status=status,
            headline=headline,
            items=items,
            asked=asked,
            window=self.window,
            assumption=self.definition.assumption,
            query=self.query,
            records=records,
            definition=f"{self.definition.name} v{self.definition.version}",
            notes=tuple(self._notes()),
            outside=self._outside(items),
        )

    def _outside(self, items: tuple[Item, ...]) -> tuple[Outside, ...] | None:
        """A number and names of colleagues or of times are our own; who else is named may have chosen it."""
        times = ("year", "quarter", "month", "week", "day")
        ours = self.arguments.group_by in (None, *times) or all(item.object == "User" for item in items)
        if ours and not self.only:
            return ()
        source = f"the names of each {self._group_name()}" if self.arguments.group_by else "names in a filter"
        return (Outside("headline", source), Outside("items", source))

    def _notes(self) -> Iterator[str]:
        if self.limited:
            yield f"Of {name_list(list(self.limited))} only what you may see is counted."
        if self.remark:
            yield self.remark

    def _item(self, group: Group) -> Item:
        return Item(
            label=group.label,
            id=group.key if group.object else None,
            object=group.object,
            value=group.answer or (None if group.object else group.key),
            shown=self._number(group),
        )

    def _number(self, group: Group) -> str:
        """The group's number; as a share of the whole where that is asked."""
        number = shown_number(group.value, self.definition.unit)
        if not self.whole:
            return number
        of = f"of {shown_number(self.whole, self.definition.unit)}"
        return f"{shown_number(100 * group.value / self.whole, 'percent')} ({number} {of})"

    def _group_name(self) -> str:
        name = self.arguments.group_by or "group"
        dimension = self.definition.dimensions.get(name)
        return (dimension.label if dimension and dimension.label else name.rpartition(".")[2]).lower()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
