"""What is said when only something answers that the company itself does not agree on, or has set aside."""

from collections.abc import Sequence
from typing import Any

from understudy.agents.actions.shown import name_list
from understudy.knowledge.gate.asking import Withheld
from understudy.knowledge.gate.deciding import told
from understudy.knowledge.gate.ledger import Dispute, SetAside
from understudy.llm.finding import Finding, Item
from understudy.org.permissions import Actor, Customer

__all__ = ["being_checked"]

_TO_CUSTOMERS = (
    "I can't give you a reliable answer to that right now: what our pages say about it is being checked,"
    " and someone has been asked to decide. Would you like me to pass this on to a person?"
)
_TO_OTHERS = (
    "I can't give a reliable answer to that right now: what our pages say about it is being checked, and"
    " someone has been asked to decide."
)


def being_checked(withheld: Sequence[Withheld], actor: Actor) -> Finding:
    """No guess and no bare "I don't know": what stands in the way, as far as the person may read it.

    `withheld` is not empty; what would answer best comes first.
    """
    facts: dict[str, Any] = {"withheld": [each.id for each in withheld]}
    first = withheld[0]
    if isinstance(actor, Customer):
        return Finding("nothing", _TO_CUSTOMERS, facts=facts)
    if not first.shown:
        return Finding("nothing", _TO_OTHERS, facts=facts)
    if first.dispute is not None:
        return _disagreement(first.dispute, first, facts)
    assert first.page is not None
    return _set_aside(first.page, facts)


def _disagreement(dispute: Dispute, withheld: Withheld, facts: dict[str, Any]) -> Finding:
    a, b = dispute.sides
    said = f"“{a.page.title}” says: “{a.sentence}” “{b.page.title}” says: “{b.sentence}”"
    if withheld.decision is not None:
        state = f"They are to be rewritten: {told(withheld.decision, dispute)}."
    else:
        state = f"{_asked([a.page.owner, b.page.owner])} to decide (conflict {dispute.id})."
    return Finding(
        "nothing",
        f"I won't guess: our own pages disagree. {said} {state}",
        (Item(a.page.title), Item(b.page.title)),
        facts=facts,
    )


def _set_aside(aside: SetAside, facts: dict[str, Any]) -> Finding:
    page = aside.page
    return Finding(
        "nothing",
        f"I won't guess: the only page on that, “{page.title}”, is set aside: {aside.why}."
        f" {_asked([page.owner])} to look at it.",
        (Item(page.title),),
        facts=facts,
    )


def _asked(owners: Sequence[str]) -> str:
    named = list(dict.fromkeys(owner for owner in owners if owner))
    if not named:
        return "Whoever looks after the pages has been asked"
    return f"{name_list(named)} {'have' if len(named) > 1 else 'has'} been asked"
