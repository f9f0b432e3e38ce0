"""A number as a share: of all groups, or of the same without filters; what does not add up has none."""

import pytest

from understudy.agents.actions.measures import MEASURE, MeasureArguments
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError

YEAR = {"window_start": "2026-01-01T00:00:00-06:00", "window_end": "2027-01-01T00:00:00-06:00"}


async def shown(context: ActionContext, **arguments: object) -> list[str]:
    asked = MeasureArguments.model_validate({"share": True, **YEAR, **arguments})
    return [item.shown or "" for item in (await MEASURE.run(context, asked)).items]


async def test_the_groups_make_up_the_whole(context: ActionContext) -> None:
    found = await shown(context, definition="case_volume", group_by="Case.Priority")
    assert sum(float(each.split("%")[0]) for each in found) == pytest.approx(100, abs=0.2)


async def test_what_is_filtered_is_a_share_of_what_is_not(context: ActionContext) -> None:
    by_web = {"by": "Case.Origin", "values": ["Web"]}
    (told,) = await shown(context, definition="case_volume", filters=[by_web])
    (plain,) = await shown(context, definition="case_volume", filters=[by_web], share=False)
    (whole,) = await shown(context, definition="case_volume", share=False)
    assert told.endswith(f"({plain} of {whole})")
    counts = [int(each.split()[0].replace(",", "")) for each in (plain, whole)]
    assert float(told.split("%")[0]) == pytest.approx(100 * counts[0] / counts[1], abs=0.05)


async def test_an_average_has_no_share(context: ActionContext) -> None:
    with pytest.raises(InputError, match="no shares"):
        await shown(context, definition="closing_time")
