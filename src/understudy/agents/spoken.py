"""Which objects of an org its agents know by every word, and which only by their names.

In an org of thousands of objects nobody asks about most of them, and the words of all their fields would take
minutes to learn. So the words of the first hundred and fifty are known from the start, and those of any other
from the moment that somebody names it.
"""

from collections.abc import Iterable

from understudy.org.definitions.library import Library
from understudy.org.metadata import ObjectType, Schema
from understudy.org.standard import standard_schema

__all__ = ["defined_objects", "well_known"]

_MOST = 150


def well_known(schema: Schema, always: Iterable[str] = ()) -> tuple[ObjectType, ...]:
    """All objects of most orgs. Of a large one `always`, the standard ones and those most referred to."""
    if len(schema.objects) <= _MOST:
        return schema.objects
    standard = {each.name for each in standard_schema()}
    ranked = sorted(
        schema.objects, key=lambda each: (each.name not in standard, -len(schema.children(each.name)))
    )
    known = {each.name for each in ranked[:_MOST]}.union(always)
    return tuple(each for each in schema if each.name in known)


def defined_objects(library: Library) -> frozenset[str]:
    """The objects that definitions are about."""
    measured = {measure.object for measure in library.measures.values()}
    routed = {policy.routes for policy in library.policies.values()}
    guided = {name for guide in library.guides.values() for name in (guide.object, guide.parent_object)}
    return frozenset(measured | routed | guided)
