"""A colleague's yes or no. A yes has effect once, and only to what was shown; else it says why not."""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from understudy.agents.actions.registry import ActionContext, AnyAction
from understudy.agents.approvals.approval import Approval, Decided, Person, seal_of
from understudy.agents.approvals.carrying_out import NoLongerError, carried_out, check_allowed
from understudy.agents.approvals.desk import Desk
from understudy.agents.approvals.showing import Shown, show
from understudy.agents.approvals.store import claim, finish, read_approval, release
from understudy.kit.errors import InputError, NotPermittedError, ServiceError
from understudy.kit.trace import span
from understudy.llm.finding import Finding
from understudy.org.permissions import Actor
from understudy.org.records import Write, undo, was_written
from understudy.soql.validate import ROW_RULES

__all__ = ["NotWaitingError", "approve", "decline", "undo_approved"]

_STUCK_AFTER = timedelta(minutes=1)
"""After which what was approved and never finished is finished by the next yes: its program has died."""
_UNKNOWN = "It is unknown whether it ran: look before you ask for it anew."
"""Of what has no key with which it happens only once, and so is never tried a second time."""


class NotWaitingError(InputError):
    """It does not wait for this any more: decided, expired, changed. Nothing was done."""


async def approve(desk: Desk, actor: Actor, approval_id: str, seal: str, because: str = "") -> Approval:
    """Agree to what was shown with that seal, and have it done, as the person who asked.

    Gives the approval as it is then: done, or failed with what stood in the way.

    Raises:
        NotPermittedError: there is no such approval for this actor.
        NotWaitingError: it is decided, expired, or not what was shown any more.
        ServiceError: a write could not be made just now, and still waits; or something was done or begun
            that is no write, or could not be logged, and is not tried again.
    """
    shown = await _for_deciding(desk, actor, approval_id)
    approval = shown.approval
    decided = Decided(await desk.people.person(actor), desk.moment.now, because)
    stuck = _is_stuck(approval, decided)
    if not stuck:
        _check_waits(shown)
    _check_seal(approval, seal)
    with span("approval.approve", approval=approval.id, action=approval.proposal.action, rule=approval.rule):
        if stuck:
            decided = approval.decided or decided
            if not approval.proposal.object:
                return await _finished(desk, approval, "failed", replace(decided, told=_UNKNOWN))
        context, actions = await _still_possible(desk, approval)
        await _logged(desk, actor, approval, "approve")
        if not stuck and not await claim(desk.database, approval, "approved", decided):
            raise await _was_quicker(desk, approval)
        return await _carried_out(desk, approval, decided, context, actions)


async def _carried_out(
    desk: Desk,
    approval: Approval,
    decided: Decided,
    context: ActionContext,
    actions: Mapping[str, AnyAction],
) -> Approval:
    """Do what is claimed, and keep what came of it."""
    try:
        finding = (await carried_out(context, approval.proposal, actions)).finding
    except (InputError, NotPermittedError) as error:
        return await _finished(desk, approval, "failed", replace(decided, told=error.message))
    except ServiceError:
        if not approval.proposal.object:
            await _finished(desk, approval, "failed", replace(decided, told=_UNKNOWN))
        elif not await was_written(desk.database, desk.org, approval.proposal.key):
            await release(desk.database, approval)
        raise
    ended = await _finished(desk, approval, "done", _done(decided, finding))
    await context.recorder.flush()
    return ended


async def decline(desk: Desk, actor: Actor, approval_id: str, seal: str, because: str = "") -> Approval:
    """Say no to what was shown with that seal. Nothing is done, then or later.

    Raises: as `approve`.
    """
    shown = await _for_deciding(desk, actor, approval_id)
    _check_waits(shown)
    _check_seal(shown.approval, seal)
    decided = Decided(await desk.people.person(actor), desk.moment.now, because)
    with span("approval.decline", approval=approval_id, action=shown.approval.proposal.action):
        await _logged(desk, actor, shown.approval, "decline")
        if not await claim(desk.database, shown.approval, "declined", decided):
            raise await _was_quicker(desk, shown.approval)
    return replace(shown.approval, state="declined", decided=decided)


async def undo_approved(desk: Desk, actor: Actor, approval_id: str) -> None:
    """Take back what was done after the yes, as the actor.

    Raises: NotPermittedError, InputError as `org.records.undo`, and where there is nothing to take back.
    """
    shown = await _for_deciding(desk, actor, approval_id)
    if shown.undoable is None:
        raise NotWaitingError("there is nothing to take back")
    write = Write(desk.database, desk.org, actor, desk.moment.now, ROW_RULES)
    with span("approval.undo", approval=approval_id, change=shown.undoable):
        await _logged(desk, actor, shown.approval, "undo")
        await undo(write, shown.undoable)


async def _logged(desk: Desk, actor: Actor, approval: Approval, verdict: str) -> None:
    """Tell the audit log who has decided what, before anything comes of it."""
    recorder = desk.recorder(approval, actor)
    told = {"approval": approval.id, "digest": approval.proposal.digest, "rule": approval.rule}
    recorder.note("approval", approval.proposal.action, verdict=verdict, **told)
    await recorder.flush()


async def _for_deciding(desk: Desk, actor: Actor, approval_id: str) -> Shown:
    shown = await show(desk, actor, approval_id)
    if shown is None:
        raise NotPermittedError("there is nothing like that for you to decide")
    return shown


def _check_waits(shown: Shown) -> None:
    approval = shown.approval
    if approval.decided is not None:
        raise NotWaitingError(_told_of(approval.decided.by, approval))
    if shown.standing == "expired":
        raise NotWaitingError("it is too late to decide this: it may be asked for anew")
    if not shown.whole:
        raise NotWaitingError("you may not read all that this would change: somebody else decides it")
    if not shown.may_decide:
        raise NotWaitingError("it has gone on to somebody else, since nobody decided in time")


def _check_seal(approval: Approval, seal: str) -> None:
    if seal_of(approval) != approval.seal:
        raise NotWaitingError("what is kept of this is not what was asked for: nothing is done with it")
    if not hmac.compare_digest(seal.encode(), approval.seal.encode()):
        raise NotWaitingError("this is not what you were shown: look at it again")


async def _still_possible(desk: Desk, approval: Approval) -> tuple[ActionContext, Mapping[str, AnyAction]]:
    """The context in which it runs.

    Raises: NotWaitingError when the person, the agent or the policy does not allow it any more.
    """
    try:
        context, actions = await desk.context(approval)
        check_allowed(context, approval.proposal, actions)
    except NoLongerError:
        raise NotWaitingError("the rules for this have changed since: it may be asked for anew") from None
    except (InputError, NotPermittedError) as error:
        raise NotWaitingError(f"this cannot be done any more: {error.message}") from None
    return context, actions


def _is_stuck(approval: Approval, decided: Decided) -> bool:
    """Whether the same person said yes a while ago, and nobody finished it."""
    earlier = approval.decided
    return (
        approval.state == "approved"
        and earlier is not None
        and earlier.by == decided.by
        and decided.at - earlier.at > _STUCK_AFTER
    )


async def _was_quicker(desk: Desk, approval: Approval) -> NotWaitingError:
    now = await read_approval(desk.database, desk.org.name, approval.id)
    if now is None or now.decided is None:
        return NotWaitingError("this is not what you were shown: look at it again")
    return NotWaitingError(_told_of(now.decided.by, now))


def _told_of(by: Person, approval: Approval) -> str:
    verb = "declined" if approval.state == "declined" else "approved"
    return f"{by.name} has {verb} this already"


def _done(decided: Decided, finding: Finding) -> Decided:
    change = finding.facts.get("change")
    return replace(decided, told=finding.headline, change=int(change) if change else None)


async def _finished(desk: Desk, approval: Approval, state: str, decided: Decided) -> Approval:
    ended = replace(approval, state="done" if state == "done" else "failed", decided=decided)
    await finish(desk.database, approval, ended.state, decided)
    return ended
