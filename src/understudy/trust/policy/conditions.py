"""The conditions of a rule, made of what its form says: each a question to what is asked, with three answers.

None is "it cannot be told": a value that is no number, an object that no argument names.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from understudy.org.audience import Audience, People
from understudy.org.permissions import Customer, Employee, System
from understudy.trust.policy.asked import Asked
from understudy.trust.policy.form import Hours, Kind, ValueTest, When, Who

__all__ = ["Condition", "conditions_of"]

_KINDS = {"customers": Customer, "employees": Employee, "operator": System}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: what it says, in words, and whether it holds."""

    told: str
    holds: Callable[[Asked], bool | None]


def conditions_of(when: When, people: People) -> tuple[Condition, ...]:
    """All conditions, in the order in which they are cheapest to ask."""
    made: list[Condition] = []
    if when.effect:
        made.append(_one_of("it", when.effect, lambda asked: asked.action.effect))
    if when.action:
        made.append(_one_of("the action is", when.action, lambda asked: asked.action.name))
    if when.agent:
        made.append(_one_of("the agent is", when.agent, lambda asked: asked.agent))
    if when.channel:
        made.append(_one_of("the channel is", when.channel, lambda asked: asked.channel))
    if when.untrusted is not None:
        made.append(_untrusted(when.untrusted))
    if when.object:
        made.append(_about(when.object))
    if when.fields:
        made.append(_sets(when.fields))
    made += [_value(name, test) for name, test in when.values.items()]
    if when.who:
        made.append(_who(when.who, people))
    if when.hours:
        made.append(_hours(when.hours))
    if when.days:
        made.append(_one_of("the day is", when.days, lambda asked: _DAYS[asked.at.weekday()]))
    return tuple(made)


def _one_of(told: str, names: Sequence[str], value: Callable[[Asked], str]) -> Condition:
    wanted = frozenset(names)
    return Condition(f"{told} {' or '.join(names)}", lambda asked: value(asked) in wanted)


def _untrusted(wanted: bool) -> Condition:
    told = "text from outside has been read" if wanted else "no text from outside has been read"
    return Condition(told, lambda asked: asked.untrusted == wanted)


def _about(objects: Sequence[str]) -> Condition:
    wanted = frozenset(name.lower() for name in objects)

    def holds(asked: Asked) -> bool | None:
        return None if asked.objects is None else bool(asked.objects & wanted)

    return Condition(f"it is about {' or '.join(objects)}", holds)


def _sets(fields: Sequence[str]) -> Condition:
    wanted = frozenset(name.lower() for name in fields)
    return Condition(f"it sets {' or '.join(fields)}", lambda asked: not wanted.isdisjoint(asked.fields))


def _value(name: str, test: ValueTest) -> Condition:
    low = name.lower()

    def holds(asked: Asked) -> bool | None:
        found = [each for each in (_given(asked.fields, low), _given(asked.arguments, low)) if each]
        answers = [_passes(test, value) for (value,) in found]
        return True if True in answers else None if None in answers else False

    return Condition(f"{name} is {test}", holds)


def _given(values: Mapping[str, object], name: str) -> tuple[object] | None:
    return (values[name],) if name in values else None


def _passes(test: ValueTest, value: object) -> bool | None:
    """Whether the value passes; None when a number is asked for and it is none."""
    if test.one_of is not None and not _among(value, test.one_of):
        return False
    if test.none_of is not None and _among(value, test.none_of):
        return False
    if test.longer_than is not None and len(str(value or "")) <= test.longer_than:
        return False
    bounds = (test.over, test.at_least, test.under, test.at_most)
    if all(bound is None for bound in bounds):
        return True
    number = _number(value)
    if number is None:
        return False if value is None or value == "" else None
    return (
        (test.over is None or number > test.over)
        and (test.at_least is None or number >= test.at_least)
        and (test.under is None or number < test.under)
        and (test.at_most is None or number <= test.at_most)
    )


def _among(value: object, wanted: Sequence[object]) -> bool:
    return any(
        value == each or (value is not None and str(value).strip().lower() == str(each).lower())
        for each in wanted
    )


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(str(value).strip().replace(",", ""))
    except ValueError:
        return None
    return None if number != number else number


def _who(who: Kind | Who, people: People) -> Condition:
    if isinstance(who, str):
        kind = _KINDS[who]
        one = {"customers": "a customer", "employees": "an employee", "operator": "the operator"}[who]
        return Condition(f"{one} asks", lambda asked: isinstance(asked.actor, kind))
    audience = Audience(
        profiles=who.profiles, roles=who.roles, roles_and_below=who.roles_and_below, users=who.users
    )

    def holds(asked: Asked) -> bool:
        return isinstance(asked.actor, Employee) and audience.has(asked.actor, people)

    return Condition(f"who asks is of {audience}", holds)


def _hours(hours: Hours) -> Condition:
    def holds(asked: Asked) -> bool:
        return within(hours, asked.at)

    return Condition(f"the time is {hours}", holds)


def within(hours: Hours, at: datetime) -> bool:
    """Whether the time of day is in the stretch; its end is not."""
    now = at.time()
    if hours.start < hours.end:
        return hours.start <= now < hours.end
    return now >= hours.start or now < hours.end
