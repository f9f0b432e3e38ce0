"""Ways from one object up to another through references, to group and filter by what is not declared."""

from collections import deque

from understudy.org.metadata import Field, ObjectType, Schema

__all__ = ["field_at", "shortest_paths"]

_AUDIT_REFERENCES = frozenset({"createdbyid", "lastmodifiedbyid"})


def shortest_paths(schema: Schema, start: str, target: str, *, longest: int = 3) -> tuple[str, ...]:
    """The relationship paths from `start` up to `target` with the fewest steps, in the fields' order.

    Each is what stands before the field name in a query: `Account`, `OrderItemId__r.Product2Id`'s way is
    `OrderItemId__r.Product2`. `("",)` when the two are the same object, `()` when no way is short enough.
    Audit references (who created it) are not ways.
    """
    if start.lower() == target.lower():
        return ("",)
    queue: deque[tuple[str, tuple[str, ...]]] = deque([(start, ())])
    found: list[str] = []
    while queue:
        name, way = queue.popleft()
        if len(way) >= longest or (found and len(way) >= found[0].count(".") + 1):
            continue
        current = schema.object(name)
        for reference in current.fields if current else ():
            if not reference.relationship or reference.name.lower() in _AUDIT_REFERENCES:
                continue
            step = (*way, reference.relationship)
            if target in reference.references:
                found.append(".".join(step))
            elif len(reference.references) == 1:
                queue.append((reference.references[0], step))
    return tuple(found)


def field_at(schema: Schema, start: str, path: str) -> tuple[ObjectType, Field] | None:
    """The object and field at the end of a path such as `Order.Account.ShippingState`; None if it breaks."""
    current = schema.object(start)
    *relationships, last = path.split(".")
    for relationship in relationships:
        reference = current.reference(relationship) if current else None
        if reference is None or not reference.references:
            return None
        current = schema.object(reference.references[0])
    found = current.field(last) if current else None
    return (current, found) if current and found else None
