"""Who may see what waits, and what of it: never more than they may read themselves."""

from dataclasses import dataclass
from typing import Any

from understudy.agents.approvals.approval import Approval, Standing, keys_of, may_decide, person_of
from understudy.agents.approvals.desk import Desk
from understudy.agents.approvals.store import list_approvals, read_approval
from understudy.agents.proposal import Change
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.org.records import read_change
from understudy.soql.literals import quote
from understudy.soql.run import run

__all__ = ["Shown", "list_shown", "show", "shown_as_json"]

_MOST = 100
_WITHHELD = "not shown: you may not read it"


@dataclass(frozen=True, slots=True)
class Shown:
    """An approval as one actor sees it. `whole` says whether that is all of it: nobody agrees to what they
    may not see. `undoable` is the number of the change that it made, while it stands.
    """

    approval: Approval
    standing: Standing
    changes: tuple[Change, ...]
    whole: bool
    may_decide: bool
    undoable: int | None = None

    @property
    def title(self) -> str:
        """What it is, without the record's name for who may not read all of it."""
        proposal = self.approval.proposal
        return proposal.title if self.whole else f"A change of a record ({proposal.object})"

    @property
    def record_id(self) -> str | None:
        """Which record it is of, for who may read all of it."""
        return self.approval.proposal.record_id if self.whole else None

    @property
    def message(self) -> str:
        """What was said to ask for it, which may name the record, for who may read all of it."""
        return self.approval.message if self.whole else _WITHHELD

    @property
    def told(self) -> str:
        """What came of it, as far as it was done and the actor may read it."""
        decided = self.approval.decided
        return decided.told if decided and self.whole else ""

    @property
    def origins(self) -> dict[str, str]:
        """Where each argument comes from, by its name; that of a field by what people call it."""
        labels = {f"values.{change.field}": change.label for change in self.changes if change.field}
        found = self.approval.origins if self.whole else {}
        return {labels.get(name, name.replace("_", " ")): source for name, source in found.items()}


async def show(desk: Desk, actor: Actor, approval_id: str) -> Shown | None:
    """The approval of that id, for who may see it; None for everybody else, and when there is none."""
    approval = await read_approval(desk.database, desk.org.name, approval_id)
    if approval is None or not _may_see(approval, actor, desk):
        return None
    return await _shown(desk, actor, approval)


async def list_shown(desk: Desk, actor: Actor, *, decided: bool = False) -> list[Shown]:
    """What waits for the actor, the oldest first; or what was decided or has expired, the newest first."""
    if isinstance(actor, Customer):
        return []
    keys = keys_of(actor, desk.org.access) if isinstance(actor, Employee) else None
    now = desk.moment.now
    found = await list_approvals(desk.database, desk.org.name, keys, now, over=decided, most=_MOST)
    return [await _shown(desk, actor, each) for each in found if _may_see(each, actor, desk)]


def shown_as_json(shown: Shown) -> dict[str, Any]:
    """For programs: what the actor may see of it."""
    approval, decided = shown.approval, shown.approval.decided
    return {
        "id": approval.id,
        "seal": approval.seal,
        "standing": shown.standing,
        "may_decide": shown.may_decide,
        "title": shown.title,
        "action": approval.proposal.action,
        "object": approval.proposal.object,
        "record": shown.record_id,
        "risk": approval.risk,
        "rule": approval.rule,
        "reason": approval.reason,
        "changes": [
            {"field": each.field, "label": each.label, "before": each.before, "after": each.after}
            for each in shown.changes
        ],
        "origins": shown.origins,
        "asked_by": approval.asked_by.name,
        "message": shown.message,
        "agent": approval.agent,
        "asked_at": approval.asked_at.isoformat(),
        "assignee": approval.assignee.shown,
        "due_at": approval.due_at.isoformat(),
        "then": approval.then.shown if approval.then else None,
        "last_at": approval.last_at.isoformat(),
        "decided_by": decided.by.name if decided else None,
        "decided_at": decided.at.isoformat() if decided else None,
        "because": decided.because if decided else None,
        "told": shown.told if decided else None,
        "undoable": shown.undoable,
    }


def _may_see(approval: Approval, actor: Actor, desk: Desk) -> bool:
    """Whoever may decide it or could have; who was to decide later does not yet."""
    if may_decide(approval, actor, desk.org.access, desk.moment.now):
        return True
    if not isinstance(actor, Employee) or approval.asked_by == person_of(actor):
        return False
    if approval.decided and approval.decided.by == person_of(actor):
        return True
    return approval.assignee.is_met_by(actor, desk.org.access)


async def _shown(desk: Desk, actor: Actor, approval: Approval) -> Shown:
    sees = await _sees(desk, actor, approval)
    changes = _readable(desk, actor, approval, sees)
    whole = sees and _WITHHELD not in (change.after for change in changes)
    now = desk.moment.now
    waits = approval.standing(now) in ("waiting", "due soon", "escalated")
    decides = waits and whole and may_decide(approval, actor, desk.org.access, now)
    return Shown(approval, approval.standing(now), changes, whole, decides, await _undoable(desk, approval))


async def _sees(desk: Desk, actor: Actor, approval: Approval) -> bool:
    """Whether the actor may read what it is of: the kind of record, and the record, if there is one yet."""
    proposal = approval.proposal
    if not proposal.object or isinstance(actor, System):
        return True
    if not desk.org.access.access(actor, proposal.object).readable:
        return False
    return proposal.record_id is None or await _sees_row(desk, actor, approval)


def _readable(desk: Desk, actor: Actor, approval: Approval, sees: bool) -> tuple[Change, ...]:
    """The changes; each field that the actor may not read says so instead."""
    proposal = approval.proposal
    if not proposal.object or isinstance(actor, System):
        return proposal.changes
    access = desk.org.access.access(actor, proposal.object)
    return tuple(
        change
        if sees and (not change.field or access.field_readable(change.field))
        else Change(change.label, "", _WITHHELD, change.field)
        for change in proposal.changes
    )


async def _sees_row(desk: Desk, actor: Actor, approval: Approval) -> bool:
    kind = desk.org.schema.object(approval.proposal.object)
    if kind is None or approval.proposal.record_id is None:
        return False
    query = f"SELECT Id FROM {kind.name} WHERE Id = {quote(approval.proposal.record_id)}"  # noqa: S608
    if approval.proposal.undoes is not None:
        query += " ALL ROWS"  # what is brought back lies in the recycle bin
    return bool((await run(desk.database, desk.org, query, actor, desk.moment)).rows)


async def _undoable(desk: Desk, approval: Approval) -> int | None:
    number = approval.decided.change if approval.decided else None
    if number is None or approval.state != "done":
        return None
    change = await read_change(desk.database, desk.org, number)
    return number if change.undone_by is None else None
