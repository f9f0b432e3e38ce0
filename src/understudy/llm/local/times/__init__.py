"""Time expressions, resolved against the moment of the turn.

In order of flow: `window` (what they mean), `rules`, then the forms of words (`dates`, `named`, `parts`,
`relative`, `shifts`, `unknown`), then what surrounds them (`weak`, `within`), `find` (the whole), and
`grouping` ("by month").
"""

from understudy.llm.local.times.find import find_windows
from understudy.llm.local.times.grouping import find_groupings
from understudy.llm.local.times.window import (
    Grain,
    Shifted,
    Time,
    Unit,
    UnknownTime,
    Versus,
    Window,
    range_name,
    shift,
)

__all__ = [
    "Grain",
    "Shifted",
    "Time",
    "Unit",
    "UnknownTime",
    "Versus",
    "Window",
    "find_groupings",
    "find_windows",
    "range_name",
    "shift",
]
