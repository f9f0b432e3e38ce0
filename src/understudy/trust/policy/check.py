"""Whether a policy's names are those of this org: what it speaks of without there being such a thing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from understudy.kit.db import Database
from understudy.kit.errors import ConfigError, InputError
from understudy.org.nearest import nearest
from understudy.org.orgs import Org
from understudy.org.staff import roles_in_use
from understudy.org.users import find_actor
from understudy.trust.policy.asked import KnownAction
from understudy.trust.policy.form import ApproverForm, RuleForm, When, Who

__all__ = ["Known", "check_rules", "known_of", "policy_faults"]

_EXACT = ("action", "agent", "channel")
"""Names of ours; those of the org are the same whatever their capitals."""


@dataclass(frozen=True)
class Known:
    """All that a rule may name."""

    org: Org
    actions: Mapping[str, KnownAction]
    agents: frozenset[str]
    channels: frozenset[str]
    roles: frozenset[str]
    profiles: frozenset[str]
    users: frozenset[str]


async def known_of(
    database: Database,
    org: Org,
    rules: Sequence[RuleForm],
    actions: Mapping[str, KnownAction],
    agents: Iterable[str],
    channels: Iterable[str],
) -> Known:
    """What is known of everything that these rules name."""
    named = {user for rule in rules for user in _users(rule)}
    asks_for_roles = any(role for rule in rules for role in _roles(rule))
    roles = {*org.access.people.roles, *(await roles_in_use(database, org) if asks_for_roles else ())}
    return Known(
        org,
        actions,
        frozenset(agents),
        frozenset(channels),
        frozenset(roles),
        frozenset(org.access.profiles),
        frozenset([user for user in named if await _is_user(database, org, user)]),
    )


async def check_rules(
    database: Database,
    org: Org,
    rules: Sequence[RuleForm],
    places: Sequence[str],
    actions: Mapping[str, KnownAction],
    agents: Iterable[str],
    channels: Iterable[str],
) -> None:
    """See that all that the rules name is there.

    Raises: ConfigError with every fault and its place.
    """
    known = await known_of(database, org, rules, actions, agents, channels)
    if faults := policy_faults(rules, places, known):
        raise ConfigError("\n  ".join([f"the policy does not fit the org {org.name!r}:", *faults]))


def policy_faults(rules: Sequence[RuleForm], places: Sequence[str], known: Known) -> list[str]:
    """Every name that nothing has, with its place and the name that was probably meant."""
    return [
        f"{place}: rule {rule.name!r}: {fault}"
        for rule, place in zip(rules, places, strict=True)
        for fault in _faults(rule, known)
    ]


def _faults(rule: RuleForm, known: Known) -> Iterator[str]:
    when, schema = rule.when, known.org.schema
    yield from _unknown("action", when.action, known.actions)
    yield from _unknown("object", when.object, [each.name for each in schema])
    yield from _unknown("agent", when.agent, known.agents)
    yield from _unknown("channel", when.channel, known.channels)
    fields = _fields(when, known)
    yield from _unknown("field", when.fields, fields)
    yield from _unknown("field or parameter", when.values, [*fields, *_parameters(when, known)])
    if isinstance(when.who, Who):
        yield from _unknown("profile", when.who.profiles, known.profiles)
    yield from _unknown("role", _roles(rule), known.roles)
    yield from _unknown("user", _users(rule), known.users)
    for each in _approvers(rule):
        if each.profile is not None:
            yield from _unknown("profile", [each.profile], known.profiles)


def _unknown(kind: str, names: Iterable[str] | None, known: Iterable[str]) -> Iterator[str]:
    listed = list(known)
    there = set(listed) if kind in _EXACT else {name.lower() for name in listed}
    for name in names or ():
        if (name if kind in _EXACT else name.lower()) not in there:
            near = nearest(name, listed)
            told = f"; did you mean {near!r}?" if near else ""
            yield f"there is no {kind} {name!r}{told}"


def _fields(when: When, known: Known) -> list[str]:
    """The fields of the objects that the rule is about; of all where it names none."""
    wanted = {name.lower() for name in when.object or ()}
    objects = [each for each in known.org.schema if not wanted or each.name.lower() in wanted]
    return list(dict.fromkeys(field.name for each in objects for field in each.fields))


def _parameters(when: When, known: Known) -> set[str]:
    actions = [each for each in known.actions.values() if not when.action or each.name in when.action]
    return {name for each in actions for name in each.parameters}


def _approvers(rule: RuleForm) -> list[ApproverForm]:
    return [each for each in (rule.by, rule.then_by) if isinstance(each, ApproverForm)]


def _roles(rule: RuleForm) -> list[str]:
    who = rule.when.who
    asked = (*who.roles, *who.roles_and_below) if isinstance(who, Who) else ()
    return [*asked, *(each.role for each in _approvers(rule) if each.role is not None)]


def _users(rule: RuleForm) -> list[str]:
    who = rule.when.who
    asked = who.users if isinstance(who, Who) else ()
    return [*asked, *(each.user for each in _approvers(rule) if each.user is not None)]


async def _is_user(database: Database, org: Org, user: str) -> bool:
    try:
        await find_actor(database, org, user)
    except InputError:
        return False
    return True
