"""What speaks for two claims contradicting each other, and what against it, as numbers.

Nothing is decided here: `weighing` has learned how much each of these tells.
"""

from collections.abc import Collection
from difflib import SequenceMatcher
from math import inf, log

from understudy.knowledge.facts.agree import family
from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.rarity import Rarity
from understudy.knowledge.facts.vocabulary import FAINT, vocabulary
from understudy.llm.local.normalise import stem

__all__ = ["Features", "features_of"]

Features = dict[str, float]

_ABOVE_COUNTS = 0.7
_ENOUGH = 0.8
_BETWEEN = frozenset("a an at by for from in on over per the to via with".split())
# Of where somebody is reached the channel is no limit.
_REACHING = frozenset(
    stem(word)
    for word in "email phone call contact write reach question send mail number dial line visit".split()
)
_FAMILIES = ("contact", "hours", "date", "who", "policy", "version")
_FARTHEST = 3.0
_SHORT = 2


def features_of(a: Drawn, b: Drawn, rarity: Rarity) -> Features:
    """Compare two claims of one family, whichever comes first."""
    return _wording(a, b, rarity) | _cases(a, b, rarity) | _values(a, b) | _places(a, b)


def _wording(a: Drawn, b: Drawn, rarity: Rarity) -> Features:
    """How much of each one's words the other has, and what each names that the other doesn't."""
    one, other = _covered(a, b, rarity), _covered(b, a, rarity)
    return {
        "covered least": min(one, other),
        "covered": (one + other) / 2,
        "shared": min(_FARTHEST, rarity.sum(a.own & b.own)) / _FARTHEST,
        "shared above": _alike(a.own | a.above, b.own | b.above, rarity),
        "replaced": _replaced(a, b, rarity),
        "named apart": min(1.0, _only(a, b, rarity), _only(b, a, rarity)),
    }


def _replaced(a: Drawn, b: Drawn, rarity: Rarity) -> float:
    """How much tells what stands in the place of something else, between words that both say: "cooks have"
    beside "waiters have".
    """
    one, other = ([meaning for _, meaning in each.words] for each in (a, b))
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    alike = matcher.ratio()
    found = [
        min(rarity.sum(one[start:end]), rarity.sum(other[begun:ended]))
        for tag, start, end, begun, ended in matcher.get_opcodes()
        if tag == "replace" and max(end - start, ended - begun) <= _SHORT
    ]
    return alike * min(1.0, max(found, default=0.0))


def _only(a: Drawn, b: Drawn, rarity: Rarity) -> float:
    """How much the first names that the second doesn't; half, where it only stands above that."""
    only = a.own - b.own - vocabulary().actions - FAINT
    return rarity.sum(only - b.above) + rarity.sum(only & b.above) / 2


def _covered(a: Drawn, b: Drawn, rarity: Rarity) -> float:
    own = a.own - _REACHING if family(a.claim.value) == "contact" else a.own
    if rarity.sum(own) < _ENOUGH:
        own |= a.subject
    other = b.own | b.subject if rarity.sum(b.own) < _ENOUGH else b.own
    whole = rarity.sum(own)
    if not whole:
        return 0.0
    return (rarity.sum(own & other) + _ABOVE_COUNTS * rarity.sum((own - other) & b.above)) / whole


def _alike(a: Collection[str], b: Collection[str], rarity: Rarity) -> float:
    least = min(rarity.sum(a), rarity.sum(b))
    return rarity.sum(set(a) & set(b)) / least if least else 0.0


def _cases(a: Drawn, b: Drawn, rarity: Rarity) -> Features:
    """What limits one of them to some cases, and what tells two things apart."""
    all_a, all_b = a.own | a.above, b.own | b.above
    one, other = _unknown(a.limits.named, all_b), _unknown(b.limits.named, all_a)
    only_a, only_b = _unknown(a.names - b.names, all_b), _unknown(b.names - a.names, all_a)
    return {
        "exception": float(bool(a.limits.excepted & b.own or b.limits.excepted & a.own)),
        "before and after": float(bool(a.limits.before & b.limits.after or b.limits.before & a.limits.after)),
        "case on one side": float(one != other),
        "two cases": float(one and other),
        "condition": max(_condition(a, all_b, rarity), _condition(b, all_a, rarity)),
        "label": float(_has_strange_label(a, all_b) or _has_strange_label(b, all_a)),
        "two attributes": float(_attributes_apart(a.own, b.own)),
        "two names": float(only_a and only_b),
        "name on one side": float(only_a != only_b),
        "numbered name": float(_is_numbered(a.names - b.names) or _is_numbered(b.names - a.names)),
        "shared name": float(bool(a.names & b.names)),
        "two terms": float(bool(a.terms and b.terms and not a.terms & b.terms)),
        "two roles": float(a.role != b.role),
    }


def _unknown(names: Collection[str], everything: Collection[str]) -> bool:
    """Whether one of the names, of one or more words, is not among what the other side says."""
    return any(not set(name.split()) - _BETWEEN <= set(everything) for name in names)


def _is_numbered(names: Collection[str]) -> bool:
    return any(letter.isdigit() for name in names for letter in name)


def _condition(a: Drawn, everything: Collection[str], rarity: Rarity) -> float:
    """The greatest share of a condition of which the other side says nothing."""
    return max(
        (1 - rarity.sum(each & set(everything)) / rarity.sum(each) for each in a.limits.conditions),
        default=0.0,
    )


def _has_strange_label(a: Drawn, everything: Collection[str]) -> bool:
    return any(not label & set(everything) for label in a.limits.labels)


def _attributes_apart(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether each has a word of the same line of the vocabulary's `apart` that the other lacks."""
    apart = vocabulary().apart
    only_a = {line for word in a - b for line in apart.get(word, ())}
    only_b = {line for word in b - a for line in apart.get(word, ())}
    return bool(only_a & only_b)


def _values(a: Drawn, b: Drawn) -> Features:
    one, other = a.claim.value, b.claim.value
    kind = family(one)
    plain = kind == "policy" and "be" in (one.unit, other.unit)
    return {
        "far apart": _distance(one, other),
        "same unit": float(one.unit == other.unit),
        "shared unit": float(bool(set(one.unit.split()) & set(other.unit.split()))),
        "same bound": float(one.bound == other.bound),
        "loose": float(one.loose or other.loose),
        "same company": float(any(_equal(each, other) for each in a.company for other in b.company)),
        "more values": min(4, len(a.beside) + len(b.beside)) / 4,
        "plain yes or no": float(plain),
        "same yes or no": float(kind == "policy" and one.unit == other.unit),
        **{f"of {name}": float(kind == name) for name in _FAMILIES},
    }


def _equal(a: Value, b: Value) -> bool:
    """Whether they say the same."""
    return (a.kind, a.low, a.high, a.key) == (b.kind, b.low, b.high, b.key)


def _distance(a: Value, b: Value) -> float:
    """How far apart the values are: two who speak of one thing seldom differ by a thousand times."""
    if family(a) != "policy" and a.key and b.key:
        return 2 * (1 - SequenceMatcher(None, a.key, b.key).ratio())
    if not all(0 < each < inf for each in (a.low, b.low, a.high, b.high)):
        return 1.0
    return min(_FARTHEST, abs(log(_long(a) / _long(b))))


def _long(value: Value) -> float:
    """What is told as often as that comes back after so many days."""
    return 365.25 / value.high if value.kind == "frequency" else value.high


def _places(a: Drawn, b: Drawn) -> Features:
    one, other = a.claim, b.claim
    length = log((len(one.sentence) + 5) / (len(other.sentence) + 5))
    return {
        "one page": float(one.document == other.document),
        "one folder": float(one.document.rpartition("/")[0] == other.document.rpartition("/")[0]),
        "tables": (a.in_table + b.in_table) / 2,
        "two tables": float(a.in_table and b.in_table),
        "unlike length": min(_FARTHEST, abs(length)),
    }
