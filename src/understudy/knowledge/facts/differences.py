"""What alone makes two claims be about different things or cases, whatever else speaks for one."""

from understudy.knowledge.facts.cases import BOTH, named_apart, of_case
from understudy.knowledge.facts.draw import Drawn

__all__ = ["differs"]


def differs(a: Drawn, b: Drawn) -> str:
    """Why the two are about different things or cases, in a word; empty when nothing says so."""
    if a.limits.excepted & b.own or b.limits.excepted & a.own:
        return "exception"
    if a.limits.before & b.limits.after or b.limits.before & a.limits.after:
        return "time"
    if a.terms and b.terms and not a.terms & b.terms:
        return "term"
    if _apart(_years(a), _years(b)) or _apart(_models(a), _models(b)):
        return "name"
    if named_apart(a, b, of_case(a.limits.named), of_case(b.limits.named)) == BOTH:
        return "scope"
    return ""


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other


def _years(claim: Drawn) -> frozenset[str]:
    return frozenset(name for name in claim.names if name.isdigit())


def _models(claim: Drawn) -> frozenset[str]:
    """Names with a number: "ember 400"."""
    return frozenset(name for name in claim.names if not name.isdigit() and any(map(str.isdigit, name)))
