"""The filters of a measure with new ones among them: in the place of old ones, beside them, or wider."""

from collections.abc import Sequence
from typing import Any

__all__ = ["Filter", "joined"]

Filter = dict[str, Any]


def joined(old: Sequence[Filter], new: Sequence[Filter], *, adds: bool) -> list[Filter]:
    """All filters, one for each field: "only those by phone", "without these", "those by mail too".

    What `adds` lets more rows in: its values beside those of before, its opposite all rows again.
    """
    kept = list(old)
    for each in new:
        same = next((other for other in kept if other["by"] == each["by"]), None)
        if same is None:
            kept.append(each)
            continue
        result = _widened(same, each) if adds else _narrowed(same, each)
        place = kept.index(same)
        kept[place : place + 1] = [result] if result else []
        if result is each:  # what one word said before goes as a whole
            kept = [other for other in kept if other["label"] != same["label"] or other in new]
    return kept


def _widened(old: Filter, new: Filter) -> Filter | None:
    return _together(old, new) if _negated(old) == _negated(new) else None


def _narrowed(old: Filter, new: Filter) -> Filter:
    """What is left out stays left out, and what is left out of several leaves the others."""
    if not _negated(new):
        return new
    if _negated(old):
        return _together(old, new)
    rest = [value for value in old["values"] if value not in new["values"]]
    if rest == old["values"]:
        return old
    return {**old, "values": rest, "label": " or ".join(map(str, rest))} if rest else new


def _together(first: Filter, second: Filter) -> Filter:
    more = [value for value in second["values"] if value not in first["values"]]
    if not more:
        return first
    label = f"{first['label']} or {second['label'].removeprefix('not ')}"
    return {**first, "values": [*first["values"], *more], "label": label}


def _negated(each: Filter) -> bool:
    return bool(each.get("negated"))
