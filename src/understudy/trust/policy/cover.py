"""Rules that can never decide, since an earlier one fits wherever they do. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from understudy.trust.policy.asked import KnownAction
from understudy.trust.policy.conditions import within
from understudy.trust.policy.form import Hours, Kind, RuleForm, ValueTest, When, Who

__all__ = ["idle_rules"]

_ANY_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - only its times of day count
_ANYTHING = "\0"
"""Stands for a value that is among no others."""
_MINUTES = [_ANY_DAY + timedelta(minutes=minute) for minute in range(1440)]


def idle_rules(rules: Sequence[RuleForm], actions: Mapping[str, KnownAction]) -> list[tuple[int, str]]:
    """The places of rules that never decide, each with why."""
    found: list[tuple[int, str]] = []
    for place, rule in enumerate(rules):
        if not _actions_of(rule.when, actions):
            found.append((place, f"the rule {rule.name!r} never fits: no action is all that it asks for"))
            continue
        earlier = next((each for each in rules[:place] if _covers(each, rule, actions)), None)
        if earlier:
            told = f"the rule {rule.name!r} never decides: {earlier.name!r} before it fits wherever it does"
            found.append((place, told))
    return found


def _covers(earlier: RuleForm, later: RuleForm, actions: Mapping[str, KnownAction]) -> bool:
    one, other = earlier.when, later.when
    doubtful = one.object is not None or one.values
    if earlier.then == "run" and later.then != "run" and doubtful:
        return False  # where it cannot be told, only the later one fits
    return (
        _actions_of(other, actions) <= _actions_of(one, actions)
        and _within(other.agent, one.agent)
        and _within(other.channel, one.channel)
        and _within(other.days, one.days)
        and _within(_small(other.object), _small(one.object))
        and _within(_small(other.fields), _small(one.fields))
        and one.untrusted in (None, other.untrusted)
        and _is_among(other.who, one.who)
        and _hours_within(other.hours, one.hours)
        and all(_narrower(_test_of(other, name), test) for name, test in one.values.items())
    )


def _actions_of(when: When, actions: Mapping[str, KnownAction]) -> frozenset[str]:
    return frozenset(
        each.name
        for each in actions.values()
        if (when.action is None or each.name in when.action)
        and (when.effect is None or each.effect in when.effect)
    )


def _within(narrow: Iterable[str] | None, wide: Iterable[str] | None) -> bool:
    return wide is None or (narrow is not None and set(narrow) <= set(wide))


def _small(names: Sequence[str] | None) -> list[str] | None:
    return None if names is None else [name.lower() for name in names]


def _is_among(narrow: Kind | Who | None, wide: Kind | Who | None) -> bool:
    if wide is None or narrow == wide:
        return True
    if not isinstance(narrow, Who):
        return False
    if not isinstance(wide, Who):
        return wide == "employees"
    return all(
        set(_small(getattr(narrow, name)) or ()) <= set(_small(getattr(wide, name)) or ())
        for name in Who.model_fields
    )


def _hours_within(narrow: Hours | None, wide: Hours | None) -> bool:
    if wide is None:
        return True
    return narrow is not None and all(within(wide, at) for at in _MINUTES if within(narrow, at))


def _test_of(when: When, name: str) -> ValueTest | None:
    return next((test for other, test in when.values.items() if other.lower() == name.lower()), None)


def _narrower(narrow: ValueTest | None, wide: ValueTest) -> bool:
    """Whether each value that passes the one passes the other."""
    if narrow is None:
        return False
    return (
        _lowest(narrow) >= _lowest(wide)
        and _highest(narrow) <= _highest(wide)
        and (wide.one_of is None or set(narrow.one_of or (_ANYTHING,)) <= set(wide.one_of))
        and set(wide.none_of or ()) <= set(narrow.none_of or ())
        and (wide.longer_than is None or _shortest(narrow) >= wide.longer_than)
    )


def _shortest(test: ValueTest) -> int:
    return -1 if test.longer_than is None else test.longer_than


def _lowest(test: ValueTest) -> tuple[float, bool]:
    """The lower end, and whether it is left out."""
    ends = [(test.at_least, False), (test.over, True)]
    return max(((end, out) for end, out in ends if end is not None), default=(float("-inf"), False))


def _highest(test: ValueTest) -> tuple[float, bool]:
    """The upper end, and whether it is in."""
    ends = [(test.at_most, True), (test.under, False)]
    return min(((end, kept) for end, kept in ends if end is not None), default=(float("inf"), True))
