"""Compute a declared measure over any window, filter, grouping, threshold and rank."""

from understudy.agents.actions.measures.arguments import MeasureArguments
from understudy.agents.actions.measures.empty_groups import admits_zero, empty_groups
from understudy.agents.actions.measures.groups import compute_groups, find_measure
from understudy.agents.actions.measures.ranking import Group, rank_groups
from understudy.agents.actions.measures.shares import whole_of
from understudy.agents.actions.measures.windows import in_order
from understudy.agents.actions.measures.wording import Wording
from understudy.agents.actions.registry import Action, ActionContext
from understudy.agents.actions.shown import shown_window
from understudy.llm.finding import Finding
from understudy.org.definitions.measure import MeasureDefinition
from understudy.trust.provenance.effect import Effect

__all__ = ["MEASURE", "compute"]


async def compute(context: ActionContext, arguments: MeasureArguments) -> Finding:
    """The measure's number, or its groups in order with the asked-for ones first.

    Raises:
        InputError: there is no such measure, a window ends before it starts, or a share is asked of what
            does not add up.
    """
    arguments = in_order(arguments, context.moment.timezone)
    definition = find_measure(context, arguments.definition)
    groups, query, limited = await compute_groups(context, definition, arguments)
    remark = await _add_empty(context, definition, arguments, groups)
    window = arguments.window_label or shown_window(
        arguments.window_start, arguments.window_end, context.moment.timezone
    )
    whole = await whole_of(context, definition, arguments, groups) if arguments.share else None
    wording = Wording(definition, arguments, window, query, limited, remark, whole)
    if arguments.compare_start or arguments.compare_end:
        return await _compare(context, definition, arguments, wording, groups)
    if arguments.group_by is None:
        return wording.total(groups[0] if groups else None)
    if not groups:
        return wording.nothing()
    if arguments.rank is None:
        return wording.table(groups)
    return wording.ranking(
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


async def _compare(
    context: ActionContext,
    definition: MeasureDefinition,
    arguments: MeasureArguments,
    wording: Wording,
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
    return wording.comparison(groups, others, label, query)


MEASURE = Action(
    "measure",
    "Compute a declared business measure (a count, rate, sum, average or median) over a window, filtered, "
    "grouped and ranked. Use it for every number that a measure is declared for; never compute one yourself.",
    MeasureArguments,
    compute,
    Effect.READS,
)
