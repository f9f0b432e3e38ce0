"""How many cases each action gets, and how many there are besides. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from understudy.evals.generate.draft import OUT_OF_SCOPE, REFUSAL
from understudy.kit.errors import InputError

__all__ = ["ENOUGH", "Quotas", "quotas_of"]

ENOUGH = 30
"""Cases of an action from which its rate says something."""

_ONE_IN = 20


@dataclass(frozen=True, slots=True)
class Quotas:
    """Numbers by action, and by the style of what is for no action."""

    of_actions: dict[str, int]
    besides: dict[str, int]


def quotas_of(actions: Sequence[str], cases: int, *, besides: bool) -> Quotas:
    """As many for each action; `besides`, one in twenty each is out of scope and must be refused.

    Where there is room for enough of each action, these leave it.

    Raises:
        InputError: there are fewer cases than actions.
    """
    if cases < len(actions):
        raise InputError(
            f"{cases} cases cannot try {len(actions)} actions: {', '.join(actions)}",
            hint=f"ask for more: {ENOUGH * len(actions)} give each {ENOUGH}; or name one with --action",
        )
    room = cases - ENOUGH * len(actions)
    extra = cases // _ONE_IN if room < 0 else min(cases // _ONE_IN, room // 2)
    extra = min(extra, (cases - len(actions)) // 2) if besides else 0
    each, rest = divmod(cases - 2 * extra, len(actions))
    of_actions = {action: each + (place < rest) for place, action in enumerate(actions)}
    return Quotas(of_actions, {OUT_OF_SCOPE: extra, REFUSAL: extra} if extra else {})
