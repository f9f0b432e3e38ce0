"""What the actor may not see is taken out of the plan: object, field and row rules, for every object in it.

What an org's policy redacts, a record or its texts, is taken out of the very tables (`sql`).

A row that a rule hides does not exist, wherever the query would have met it: as a result, in a count,
in a subquery, or as a parent, whose fields then read as null. There is no other place that decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from understudy.kit.clock import Moment
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.metadata import ObjectType, Schema
from understudy.org.object_access import both
from understudy.org.permissions import ALL_ROWS, AccessPolicy, Actor
from understudy.org.redacted import Redacted
from understudy.soql.bind import Rule, bind_rule
from understudy.soql.lexer import place
from understudy.soql.plan import Plan, Scan, Touch

__all__ = ["Restricted", "narrow", "restrict"]


@dataclass(frozen=True, slots=True)
class Restricted:
    """A plan that may run, with the row rule of each scan, by its alias and the name of the object; and with
    what is redacted of objects, by their names in lower case.
    """

    plan: Plan
    rules: Mapping[tuple[str, str], Rule]
    redacted: Mapping[str, Redacted] = field(default_factory=dict[str, Redacted])

    def rule(self, scan: Scan, object_type: ObjectType) -> Rule | None:
        """Which rows of the object the scan may read; None for all."""
        return self.rules.get((scan.alias, object_type.name))

    @property
    def limited(self) -> tuple[str, ...]:
        """The objects of which not every record is there."""
        scanned = {each.name for scan in self.plan.scans for each in scan.objects}
        gone = {name for name in scanned if name.lower() in self.redacted}
        return tuple(sorted({name for _, name in self.rules} | gone))


def restrict(plan: Plan, schema: Schema, policy: AccessPolicy, actor: Actor, moment: Moment) -> Restricted:
    """The plan with the rules for this actor.

    Raises:
        NotPermittedError: it names an object or field that the actor may not read; or an object whose row
            rule does not fit it, which is the error's cause and is not told to the actor.
    """
    for touch in plan.touches:
        _check_field(touch, policy, actor, plan.text)
    bound: dict[str, Rule | None] = {}
    rules: dict[tuple[str, str], Rule] = {}
    for scan in plan.scans:
        for object_type in scan.objects:
            if object_type.name not in bound:
                bound[object_type.name] = _rule(object_type, schema, policy, actor, moment)
            rule = bound[object_type.name]
            if rule is not None:
                rules[scan.alias, object_type.name] = rule
    return Restricted(plan, rules, policy.redacted)


def narrow(
    restricted: Restricted, rows: str, schema: Schema, policy: AccessPolicy, actor: Actor, moment: Moment
) -> Restricted:
    """The plan with one more condition on the rows of its own object: those that may be changed, for example.

    Raises:
        InputError: the condition does not fit the object.
    """
    root = restricted.plan.select.root
    seen = policy.access(actor, root.object.name).rows
    rule = bind_rule(both(seen, rows), root.object, schema, moment, policy.binds(actor))
    return replace(restricted, rules={**restricted.rules, (root.alias, root.object.name): rule})


def _rule(
    object_type: ObjectType, schema: Schema, policy: AccessPolicy, actor: Actor, moment: Moment
) -> Rule | None:
    access = policy.access(actor, object_type.name)
    closed = f"no object {object_type.name} that you may read"
    if not access.readable:
        raise NotPermittedError(closed)
    if access.rows == ALL_ROWS:
        return None
    try:
        return bind_rule(access.rows, object_type, schema, moment, policy.binds(actor))
    except InputError as error:
        raise NotPermittedError(closed) from error


def _check_field(touch: Touch, policy: AccessPolicy, actor: Actor, text: str) -> None:
    for object_type in touch.scan.objects:
        access = policy.access(actor, object_type.name)
        if not access.hidden_fields:
            continue
        for name in _read_fields(touch, object_type):
            if not access.field_readable(name):
                where = place(text, touch.at) if text else None
                message = f"no field {touch.field} on {object_type.name} that you may read"
                raise NotPermittedError(message, place=where)


def _read_fields(touch: Touch, object_type: ObjectType) -> tuple[str, ...]:
    """The stored fields behind a name: the record's name on several objects, the parts of a joined text."""
    name = touch.field
    if touch.scan.is_polymorphic and name == "Name" and object_type.name_field:
        name = object_type.name_field
    field = object_type.field(name)
    return (name, *field.joined_from) if field else ()
