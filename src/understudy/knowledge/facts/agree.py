"""Whether two values can both be right of one thing."""

from math import inf

from understudy.knowledge.facts.amounts import SIZES
from understudy.knowledge.facts.claim import Kind, Value

__all__ = ["disagree", "family"]

_NEARLY = 0.045
_ABOUT = 0.3
_WORKING_DAYS = "01234"
_MEASURED = frozenset({"clock", "count", "duration", "frequency", "money", "percent"})
_DENIED_BY = {
    "allow": {"allow", "be", "include"},
    "include": {"allow", "include", "be"},
    "demand": {"demand"},
    "be": {"be", "allow", "include"},
}
# Kinds whose values may be told one for another.
_FAMILIES: dict[Kind, str] = {
    "address": "contact",
    "email": "contact",
    "phone": "contact",
    "clock": "hours",
    "weekday": "hours",
    "date": "date",
    "place": "who",
    "policy": "policy",
    "team": "who",
    "version": "version",
}


def family(value: Value) -> str:
    """What it is compared with: "amount" of all that is measured in numbers."""
    return _FAMILIES.get(value.kind, "amount")


def disagree(a: Value, b: Value) -> bool:
    """Whether only one of the two can be right; False too when they cannot be compared."""
    if {a.kind, b.kind} == {"duration", "frequency"}:
        return _cycles_disagree(a, b)
    if a.kind != b.kind:
        return False
    if a.kind in _MEASURED:
        return _comparable(a, b) and _amounts_disagree(a, b)
    match a.kind:
        case "policy":
            return a.key != b.key and b.unit in _DENIED_BY[a.unit]
        case "date":
            return _days_disagree(a, b)
        case "weekday":
            apart = not set(a.key) <= set(b.key) and not set(b.key) <= set(a.key)
            return apart or (a.bound == b.bound == "range" and a.key != b.key)
        case "version":
            return (a.unit == b.unit or "version" in (a.unit, b.unit)) and a.key != b.key
        case "address":
            return a.unit == b.unit and a.key != b.key
        case "phone":
            return a.unit == b.unit and not a.key.endswith(b.key) and not b.key.endswith(a.key)
        case "team" | "place":
            one, other = set(a.key.split()), set(b.key.split())
            return a.unit == b.unit and not one <= other and not other <= one
        case _:
            return a.key != b.key


def _cycles_disagree(a: Value, b: Value) -> bool:
    """ "Every four years" against a cycle of five; what is told to be done often is no cycle."""
    often, long = (a, b) if a.kind == "frequency" else (b, a)
    if often.high >= 1 or long.bound != "exact" or often.high <= 0:
        return False
    return not _near(365.25 / often.high, long.low, _NEARLY)


def _comparable(a: Value, b: Value) -> bool:
    if a.kind == "count":
        return _counted(a.unit, b.unit)
    if a.kind == "money":
        free = 0.0 in (a.high, b.high)
        (a_currency, _, a_per), (b_currency, _, b_per) = a.unit.partition("/"), b.unit.partition("/")
        same = (
            a_currency == b_currency
            or "?" in (a_currency, b_currency)
            or (free and "" in (a_currency, b_currency))
        )
        return same and (a_per == b_per or not a_per or not b_per)
    if a.kind == "clock":
        return (not a.unit or not b.unit or a.unit == b.unit) and _on_shared_days(a.key, b.key)
    return True


def _on_shared_days(a: str, b: str) -> bool:
    """Whether hours hold on the same days; those of no day in particular hold on the days of work."""
    return bool(set(a or _WORKING_DAYS) & set(b or _WORKING_DAYS))


def _counted(a: str, b: str) -> bool:
    """Whether both count the same, per the same; what "Seats: 5" counts is told by the words before it."""
    a_noun, _, a_per = a.partition("/")
    b_noun, _, b_per = b.partition("/")
    measured = {a_noun, b_noun} & SIZES
    same = (not measured and "" in (a_noun, b_noun)) or bool(set(a_noun.split()) & set(b_noun.split()))
    return a_per == b_per and same


def _amounts_disagree(a: Value, b: Value) -> bool:
    if a.kind == "clock":
        return _clocks_disagree(a, b)
    a_low, a_high = _span(a, b)
    b_low, b_high = _span(b, a)
    share = _same(a, b)
    if _near(a_low, b_low, share) and _near(a_high, b_high, share):
        return False
    if {a.bound, b.bound} == {"most", "least"}:
        return False
    if "range" in (a.bound, b.bound):
        return _ranges_disagree((a_low, a_high, a), (b_low, b_high, b))
    if a.loose or b.loose:
        return _loosely_disagree(a, b)
    if "least" in (a.bound, b.bound) and a.bound != b.bound:
        exact, least = (b, a) if a.bound == "least" else (a, b)
        return exact.high < least.low * (1 - _NEARLY)
    return a_low > b_high or b_low > a_high


def _clocks_disagree(a: Value, b: Value) -> bool:
    """An opening time is compared with the beginning of opening hours, a closing time with their end."""
    if a.bound == b.bound == "range":
        return (a.low, a.high) != (b.low, b.high)
    if "range" in (a.bound, b.bound):
        hours, point = (a, b) if a.bound == "range" else (b, a)
        ends = {"least": hours.low, "most": hours.high}
        return point.bound in ends and point.low != ends[point.bound]
    return {a.bound, b.bound} != {"least", "most"} and a.low != b.low


def _span(value: Value, other: Value) -> tuple[float, float]:
    """The value as days of the calendar when the other one is told in them: five working days are a week."""
    if value.unit == "working" and other.unit != "working" and value.kind == "duration":
        return value.low, value.high * 1.4 + 2
    return value.low, value.high


def _near(a: float, b: float, share: float = 1e-6) -> bool:
    return a == b or (inf not in (a, b) and abs(a - b) <= share * max(abs(a), abs(b)))


def _same(a: Value, b: Value) -> float:
    """By how much two values of one kind may differ and be the same: a month is thirty days or a bit more."""
    uneven = a.kind in ("duration", "frequency") and not (a.low == int(a.low) and b.low == int(b.low))
    return _NEARLY if uneven else 1e-6


def _ranges_disagree(a: tuple[float, float, Value], b: tuple[float, float, Value]) -> bool:
    (a_low, a_high, one), (b_low, b_high, other) = a, b
    bounds = {one.bound, other.bound}
    if "most" in bounds:
        most, ranged = (a_high, b_high) if one.bound == "most" else (b_high, a_high)
        return ranged > most * (1 + _NEARLY)
    if "least" in bounds:
        least, ranged = (a_low, b_low) if one.bound == "least" else (b_low, a_low)
        return ranged < least * (1 - _NEARLY)
    a_holds = a_low <= b_low and b_high <= a_high
    b_holds = b_low <= a_low and a_high <= b_high
    if one.loose or other.loose:
        return not (a_low <= b_high and b_low <= a_high)
    return not a_holds and not b_holds


def _loosely_disagree(a: Value, b: Value) -> bool:
    if a.loose != b.loose:
        usual, told = (a, b) if a.loose else (b, a)
        if told.bound == "most" and usual.low <= told.high * (1 + _ABOUT):
            return False
        if told.bound == "least" and usual.high >= told.low * (1 - _ABOUT):
            return False
    return abs(a.low - b.low) > _ABOUT * max(a.low, b.low)


def _days_disagree(a: Value, b: Value) -> bool:
    if {a.bound, b.bound} == {"most", "least"} or a.key.startswith("of-month") != b.key.startswith(
        "of-month"
    ):
        return False
    if a.key.startswith("of-month") or "/" in a.key + b.key:
        return a.key != b.key and ("/" in a.key) == ("/" in b.key)
    shared = [(x, y) for x, y in zip(a.key.split("-"), b.key.split("-"), strict=True) if "?" not in (x, y)]
    # The same day of another year is another occasion.
    return any(x != y for x, y in shared) and a.key[-5:] != b.key[-5:]
