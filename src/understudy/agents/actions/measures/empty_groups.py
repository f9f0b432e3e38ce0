"""Groups in which a count is zero: no row tells of them, so they are looked up among all there could be."""

from decimal import Decimal

from understudy.agents.actions.measures.ranking import Group
from understudy.agents.actions.registry import ActionContext
from understudy.org.definitions.measure import TIME_DIMENSIONS, MeasureDefinition, Summary
from understudy.soql.measure import MOST_GROUPS, Bound
from understudy.soql.run import run

__all__ = ["admits_zero", "empty_groups"]

_PEOPLE = "User"


def admits_zero(definition: MeasureDefinition, group_by: str | None, bound: Bound | None) -> bool:
    """Whether groups without a row are asked for: "which products had no cases", "fewer than three"."""
    if bound is None or bound.high is None or definition.summary is not Summary.COUNT:
        return False
    if group_by is None or group_by in TIME_DIMENSIONS:
        return False
    return bound.low is None or (bound.low <= 0 and not bound.low_strict)


async def empty_groups(
    context: ActionContext, within: list[Group], ever: list[Group]
) -> tuple[list[Group], str | None]:
    """What has no row `within` the window, with a remark on what was looked at.

    All records of the grouped object that the actor may see; of people only those whose rows have `ever` been
    counted, because not everybody who works here does this work.
    """
    known = {group.key for group in within}
    target = next((group.object for group in ever), None)
    kind = context.org.schema.object(target) if target else None
    if kind is None or kind.name_field is None or kind.name == _PEOPLE:
        missing = [Group(g.key, g.label, Decimal(0), 0, g.object) for g in ever if g.key not in known]
        return missing, "Only those are looked at who have ever been counted here."
    text = f"SELECT Id, {kind.name_field} FROM {kind.name} ORDER BY {kind.name_field} LIMIT {MOST_GROUPS}"
    result = await run(context.database, context.org, text, context.actor, context.moment)
    rows = [(row["Id"], str(row[kind.name_field] or row["Id"])) for row in result.rows]
    return [Group(key, label, Decimal(0), 0, kind.name) for key, label in rows if key not in known], None
