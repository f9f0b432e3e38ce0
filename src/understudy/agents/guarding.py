"""Whether an action may run: the one question that the runtime asks before one does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from understudy.agents.actions.registry import ActionContext, AnyAction, Arguments, known_action
from understudy.agents.proposal import Proposal, Ruling
from understudy.kit.errors import InputError
from understudy.kit.ids import parse_record_id
from understudy.kit.trace import note
from understudy.org.orgs import Org
from understudy.org.permissions import Customer
from understudy.soql.parse import parse
from understudy.trust.policy.asked import Asked
from understudy.trust.policy.decision import Decision, stricter
from understudy.trust.provenance.effect import Effect
from understudy.trust.provenance.judge import ArgumentOrigin, held_back, judge
from understudy.trust.provenance.seen import Seen

__all__ = ["OUTSIDE", "asked_of", "decide", "decides_the_same", "kindly", "origins_of", "ruling_of"]

OUTSIDE = "text from outside"
"""The rule by which an action waits for an approval that text from outside may have caused."""

_IDS = ("id", "record_id", "case_id", "lead_id")


async def decide(
    action: AnyAction,
    arguments: Arguments,
    context: ActionContext,
    seen: Seen,
    proposal: Proposal | None = None,
) -> Decision:
    """What becomes of the action with these arguments, once the turn has read what it has `seen`.

    A writing action has its `proposal`: exactly what it would write.
    """
    decision = context.policy.decide(asked_of(action, arguments, context, seen.is_tainted, proposal))
    if held_back(action.effect, origins_of(action, arguments, context, seen), seen):
        decision = stricter(_held(action, context, seen, decision.mark), decision)
    context.recorder.note(
        "policy", action.name, rule=decision.rule, effect=decision.effect, risk=decision.risk
    )
    note("policy.rule", decision.rule)
    note("policy.effect", decision.effect)
    return decision


def origins_of(
    action: AnyAction, arguments: Arguments, context: ActionContext, seen: Seen
) -> tuple[ArgumentOrigin, ...]:
    """Where each of the given arguments comes from."""
    given = arguments.model_dump(mode="json", exclude_defaults=True)
    return judge(given, action.sensitive, seen, partial(_labels, context.org))


def _labels(org: Org, name: str) -> frozenset[str]:
    """What fields of this name are called, on whatever object."""
    fields = (kind.field(name) for kind in org.schema)
    return frozenset(field.label for field in fields if field)


def _held(action: AnyAction, context: ActionContext, seen: Seen, mark: str) -> Decision:
    """A customer can agree to a change of the customer's own records, not to what leaves the company."""
    reason = f"it may have been caused by what somebody outside wrote ({seen.sources[-1]})"
    leaves = action.effect in (Effect.SENDS, Effect.FETCHES)
    effect = "deny" if leaves and isinstance(context.actor, Customer) else "approve"
    return Decision(effect, OUTSIDE, reason, "high", mark=mark)


def ruling_of(decision: Decision, context: ActionContext, seen: Seen) -> Ruling:
    """What is remembered of a decision with what waits for a yes."""
    return Ruling(decision.rule, decision.mark, context.now.isoformat(), seen.is_tainted)


def decides_the_same(action: AnyAction, context: ActionContext, proposal: Proposal) -> bool:
    """Whether the policy of today would let the proposal wait for the same yes, asked when it was asked."""
    ruling = proposal.ruling
    if ruling is None:
        return False
    arguments = action.parameters.model_validate(proposal.arguments)
    then = replace(context, clock=datetime.fromisoformat(ruling.at))
    about = proposal if proposal.object else None
    decision = context.policy.decide(asked_of(action, arguments, then, ruling.untrusted, about))
    waits = decision.effect == "approve" or (decision.effect == "run" and ruling.rule == OUTSIDE)
    return waits and decision.mark == ruling.mark


def kindly(decision: Decision) -> str:
    """A denial, as the person is told it."""
    return f"I may not do that here: {decision.reason.rstrip('.')}. A colleague of mine can help you further."


def asked_of(
    action: AnyAction,
    arguments: Arguments,
    context: ActionContext,
    untrusted: bool,
    proposal: Proposal | None = None,
) -> Asked:
    """The action as a policy looks at it."""
    given = {name.lower(): value for name, value in arguments if value not in (None, "", (), {})}
    about = frozenset({proposal.object.lower()}) if proposal else _objects(given, context)
    return Asked(
        known_action(action),
        context.origin.agent if context.origin else "",
        context.actor,
        context.channel,
        context.now.astimezone(context.org.timezone),
        about,
        _fields(proposal) if proposal else {},
        given,
        untrusted,
    )


def _fields(proposal: Proposal) -> dict[str, object]:
    """What it would set; of what is taken back only the shown values are known."""
    shown: dict[str, object] = {
        change.field.lower(): change.after for change in proposal.changes if change.field
    }
    return shown | {name.lower(): value for name, value in proposal.values.items()}


def _objects(given: Mapping[str, object], context: ActionContext) -> frozenset[str] | None:
    """The objects that the arguments name; None when none can be told, as in a search through all."""
    named = {str(given["object"])} if "object" in given else set[str]()
    if isinstance(several := given.get("objects"), tuple):
        named |= {str(each) for each in several}
    named |= {kind for name in _IDS if name in given and (kind := _object_of(str(given[name]), context.org))}
    if isinstance(measure := given.get("definition"), str) and measure in context.library.measures:
        named.add(context.library.measures[measure].object)
    if isinstance(soql := given.get("soql"), str):
        named |= _asked_for(soql)
    return frozenset(name.lower() for name in named) or None


def _object_of(record_id: str, org: Org) -> str | None:
    found = parse_record_id(record_id)
    kind = org.schema.object_of(found) if found else None
    return kind.name if kind else None


def _asked_for(soql: str) -> set[str]:
    try:
        return {source.path.parts[0] for source in parse(soql).sources}
    except InputError:
        return set()
