"""Compute a declared measure over any window, filter, grouping, threshold and rank."""

from calendar import month_name
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from understudy.agents.actions.empty_groups import admits_zero, empty_groups
from understudy.agents.actions.ranking import Group, Ranking, rank_groups
from understudy.agents.actions.registry import Action, ActionContext, Arguments
from understudy.agents.actions.shown import name_list, plural, shown_number, shown_window
from understudy.kit.errors import InputError
from understudy.llm.finding import Finding, Item
from understudy.org.definitions.measure import MeasureDefinition, Ties
from understudy.soql.ast import Dialect
from understudy.soql.measure import (
    Bound,
    Grouping,
    MeasureRequest,
    RowFilter,
    compile_measure,
)
from understudy.soql.run import run

__all__ = ["MEASURE", "BoundArgument", "FilterArgument", "MeasureArguments", "compute_groups", "find_measure"]

SHOWN_GROUPS = 10


class FilterArgument(Arguments):
    """Only rows whose field has one of the values."""

    by: Annotated[str, Field(description="A dimension of the measure, a field path, or Object.Field.")]
    values: Annotated[tuple[str | float | bool | None, ...], Field(min_length=1)]
    negated: bool = False
    label: Annotated[str, Field(description="The filter in words, for the answer.")] = ""


class BoundArgument(Arguments):
    """A number must be in this range; strict ends are left out."""

    low: Annotated[float | None, Field(allow_inf_nan=False)] = None
    high: Annotated[float | None, Field(allow_inf_nan=False)] = None
    low_strict: bool = False
    high_strict: bool = False

    def bound(self) -> Bound:
        """As the query compiler takes it."""
        return Bound(self.low, self.high, self.low_strict, self.high_strict)


class MeasureArguments(Arguments):
    """What to compute."""

    definition: Annotated[str, Field(description="The name of the measure.")]
    window_start: Annotated[datetime | None, Field(description="First instant that counts.")] = None
    window_end: Annotated[datetime | None, Field(description="First instant that no longer counts.")] = None
    window_label: str = ""
    compare_start: Annotated[datetime | None, Field(description="A second window to compare with.")] = None
    compare_end: datetime | None = None
    compare_label: str = ""
    group_by: Annotated[str | None, Field(description="A dimension, or year, quarter, month, week, day.")] = (
        None
    )
    filters: tuple[FilterArgument, ...] = ()
    volume: Annotated[
        BoundArgument | None,
        Field(description="Only groups with so many records: 'agents who handled more than 3 cases'."),
    ] = None
    value: Annotated[
        BoundArgument | None, Field(description="Only groups whose number is in this range.")
    ] = None
    rank: Annotated[Literal["highest", "lowest"] | None, Field(description="Order by the number.")] = None
    limit: Annotated[
        int | None, Field(ge=1, description="How many from the top; all when left out and no rank.")
    ] = None
    position: Annotated[int, Field(ge=1, description="The place asked for: 2 for the second highest.")] = 1


async def compute(context: ActionContext, arguments: MeasureArguments) -> Finding:
    """The measure's number, or its groups in order with the asked-for ones first.

    Raises:
        InputError: there is no such measure, or a window that ends before it starts.
    """
    arguments = _in_order(arguments, context.moment.timezone)
    definition = find_measure(context, arguments.definition)
    groups, query, limited = await compute_groups(context, definition, arguments)
    remark = await _add_empty(context, definition, arguments, groups)
    window = arguments.window_label or shown_window(
        arguments.window_start, arguments.window_end, context.moment.timezone
    )
    frame = _Frame(definition, arguments, window, query, limited, remark)
    if arguments.compare_start or arguments.compare_end:
        return await _compare(context, definition, arguments, frame, groups)
    if arguments.group_by is None:
        return frame.total(groups[0] if groups else None)
    if not groups:
        return frame.nothing()
    if arguments.rank is None:
        return frame.table(groups)
    return frame.ranking(
        rank_groups(
            groups,
            highest=arguments.rank == "highest",
            limit=arguments.limit or 1,
            position=arguments.position,
            ties=definition.ties,
        )
    )


async def _add_empty(
    context: ActionContext, definition: MeasureDefinition, arguments: MeasureArguments, groups: list[Group]
) -> str | None:
    """Add the groups without a row if they are asked for; what to remark about them."""
    bound = arguments.value.bound() if arguments.value else None
    if not admits_zero(definition, arguments.group_by, bound):
        return None
    unbound = arguments.model_copy(update={"value": None})
    ever = unbound.model_copy(update={"window_start": None, "window_end": None})
    within, _, _ = await compute_groups(context, definition, unbound)
    at_all, _, _ = await compute_groups(context, definition, ever)
    empty, remark = await empty_groups(context, within, at_all)
    groups += empty
    return remark


def _in_order(arguments: MeasureArguments, zone: ZoneInfo) -> MeasureArguments:
    """The windows with a time zone, the earlier of two first, so that a change is always told forwards."""
    names = ("window_start", "window_end", "compare_start", "compare_end")
    edges = {name: _zoned(getattr(arguments, name), zone) for name in names}
    labels = {"window_label": arguments.window_label, "compare_label": arguments.compare_label}
    for name in ("window", "compare"):
        start, end = edges[f"{name}_start"], edges[f"{name}_end"]
        if start and end and start >= end:
            raise InputError(f"the window ends at {end} and starts only at {start}")
    first, second = edges["window_start"], edges["compare_start"]
    if first and second and second < first:
        edges = {name: edges[_OTHER[name]] for name in names}
        labels = {name: labels[_OTHER[name]] for name in labels}
    return arguments.model_copy(update={**edges, **labels})


_OTHER = {
    f"{a}_{part}": f"{b}_{part}"
    for a, b in (("window", "compare"), ("compare", "window"))
    for part in ("start", "end", "label")
}


def _zoned(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    return at.replace(tzinfo=zone) if at is not None and at.tzinfo is None else at


async def _compare(
    context: ActionContext,
    definition: MeasureDefinition,
    arguments: MeasureArguments,
    frame: "_Frame",
    groups: list[Group],
) -> Finding:
    """The same question over both windows, side by side."""
    second = arguments.model_copy(
        update={"window_start": arguments.compare_start, "window_end": arguments.compare_end}
    )
    others, query, _ = await compute_groups(context, definition, second)
    label = arguments.compare_label or shown_window(
        arguments.compare_start, arguments.compare_end, context.moment.timezone
    )
    return frame.comparison(groups, others, label, query)


def find_measure(context: ActionContext, name: str) -> MeasureDefinition:
    """The measure of that name.

    Raises:
        InputError: there is none; the hint names those there are.
    """
    if name not in context.library.measures or not context.may_use(name):
        known = ", ".join(sorted(filter(context.may_use, context.library.measures)))
        raise InputError(f"there is no measure {name!r}", hint=f"measures: {known}")
    return context.library.measures[name]


async def compute_groups(
    context: ActionContext, definition: MeasureDefinition, arguments: MeasureArguments
) -> tuple[list[Group], str, tuple[str, ...]]:
    """All groups with their numbers (one without a key when nothing groups), the query that ran, and the
    objects of which the actor sees only some rows.
    """
    request = MeasureRequest(
        definition=definition,
        window=(arguments.window_start, arguments.window_end),
        group_by=arguments.group_by,
        filters=tuple(RowFilter(f.by, f.values, f.negated) for f in arguments.filters),
        volume=arguments.volume.bound() if arguments.volume else None,
        value=arguments.value.bound() if arguments.value else None,
        descending=arguments.rank != "lowest",
    )
    query = compile_measure(request, context.library, context.org.schema, context.moment.timezone)
    result = await run(
        context.database,
        context.org,
        query.text,
        context.actor,
        context.moment,
        dialect=Dialect.DEFINITION,
    )
    rows = [row for row in result.rows if row["value"] is not None]
    return [_group(row, query.grouping) for row in rows], query.text, result.limited


def _group(row: Mapping[str, Any], grouping: Grouping | None) -> Group:
    value, records = Decimal(str(row["value"])), int(row["records"])
    if grouping is None:
        return Group("", "", value, records)
    if grouping.kind == "time":
        key, label, answer = _time_key(row, grouping)
        return Group(key, label, value, records, answer=answer)
    key = str(row["key"])
    label = str(row.get("label") or key)
    return Group(key, label, value, records, object=grouping.object)


def _time_key(row: Mapping[str, Any], grouping: Grouping) -> tuple[str, str, str]:
    """A key that sorts by time, the period's name, and the bare answer (`October` for a month)."""
    if len(grouping.keys) == 1:
        value = row["key"]
        text = value.isoformat() if isinstance(value, date) else str(value)
        return text, text, text
    year, part = int(row["key0"]), int(row["key1"])
    key = f"{year:04}-{part:02}"
    match grouping.name:
        case "month":
            return key, f"{month_name[part]} {year}", month_name[part]
        case "quarter":
            return key, f"Q{part} {year}", f"Q{part}"
        case _:
            return key, f"week {part} of {year}", f"week {part}"


class _Frame:
    """Words the finding of one measure. Sentences only; no number is changed here."""

    def __init__(
        self,
        definition: MeasureDefinition,
        arguments: MeasureArguments,
        window: str,
        query: str,
        limited: tuple[str, ...],
        remark: str | None = None,
    ) -> None:
        self.definition = definition
        self.arguments = arguments
        self.window = window
        self.query = query
        self.limited = limited
        self.remark = remark
        self.only = "".join(f", {f.label}" for f in arguments.filters if f.label)

    def total(self, group: Group | None) -> Finding:
        if group is None or (group.records == 0 and self.definition.unit not in ("cases", "leads", "quotes")):
            return self.nothing()
        shown = shown_number(group.value, self.definition.unit)
        headline = f"{_capital(self.definition.label)}: {shown} ({self.window}{self.only})."
        return self._finding(
            "found",
            headline,
            (Item(self.definition.label, value=float(group.value), shown=shown),),
            1,
            group.records,
        )

    def comparison(self, groups: list[Group], others: list[Group], label: str, query: str) -> Finding:
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
        headline = f"There is nothing to count for {self.definition.label} ({self.window}{self.only})."
        if self.arguments.volume or self.arguments.value:
            headline = f"No {self._group_name()} meets the condition ({self.window}{self.only})."
        return self._finding("nothing", headline, (), 0, 0)

    def table(self, groups: list[Group]) -> Finding:
        if self.arguments.group_by in ("year", "quarter", "month", "week", "day"):
            groups = sorted(groups, key=lambda g: g.key)
        items = tuple(self._item(group) for group in groups)
        headline = f"{_capital(self.definition.label)} by {self._group_name()} ({self.window}{self.only}):"
        return self._finding("found", headline, items, len(items), sum(g.records for g in groups))

    def ranking(self, ranking: Ranking) -> Finding:
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
        )

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
        return shown_number(group.value, self.definition.unit)

    def _group_name(self) -> str:
        name = self.arguments.group_by or "group"
        dimension = self.definition.dimensions.get(name)
        return (dimension.label if dimension and dimension.label else name.rpartition(".")[2]).lower()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


MEASURE = Action(
    "measure",
    "Compute a declared business measure (a count, rate, sum, average or median) over a window, filtered, "
    "grouped and ranked. Use it for every number that a measure is declared for; never compute one yourself.",
    MeasureArguments,
    compute,
)
