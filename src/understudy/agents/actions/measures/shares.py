"""Of what a number is a share: of all groups together, or of the same without its filters."""

from collections.abc import Sequence
from decimal import Decimal

from understudy.agents.actions.measures.arguments import MeasureArguments
from understudy.agents.actions.measures.groups import compute_groups
from understudy.agents.actions.measures.ranking import Group
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError
from understudy.org.definitions.measure import MeasureDefinition, Summary

__all__ = ["whole_of"]

_ADD_UP = (Summary.COUNT, Summary.SUM)


async def whole_of(
    context: ActionContext,
    definition: MeasureDefinition,
    arguments: MeasureArguments,
    groups: Sequence[Group],
) -> Decimal:
    """The number of which those of the groups are shares.

    Raises:
        InputError: the measure's numbers do not add up to one.
    """
    if definition.summary not in _ADD_UP:
        raise InputError(
            f"{definition.label} is no count and no sum, so it has no shares",
            hint="ask for the share of a count, or of an amount",
        )
    if arguments.group_by:
        return sum((group.value for group in groups), Decimal(0))
    unlimited = arguments.model_copy(update={"filters": (), "value": None, "volume": None})
    totals, _, _ = await compute_groups(context, definition, unlimited)
    return totals[0].value if totals else Decimal(0)
