"""What is proposed is checked as who asks: the row itself, and what it is to refer to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.actions.proposing import Intent, propose_change, propose_record
from understudy.agents.actions.registry import ActionContext
from understudy.agents.proposal import Proposal
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.permissions import Employee
from understudy.org.users import find_actor

Rows = Mapping[str, list[dict[str, Any]]]
INTENT = Intent("update_record", "Change", {})


@pytest.fixture
async def seller(context: ActionContext, demo_rows: Rows) -> ActionContext:
    """Asked by a colleague of sales who has nobody below."""
    user = next(row for row in demo_rows["User"] if row["Title"] == "Sales Representative")
    return replace(context, actor=await find_actor(context.database, context.org, user["Id"]))


def deals(context: ActionContext, rows: Rows) -> tuple[str, str]:
    """A deal of the actor's and one of somebody else's."""
    assert isinstance(context.actor, Employee)
    own = next(row["Id"] for row in rows["Opportunity"] if row["OwnerId"] == context.actor.user_id)
    other = next(row["Id"] for row in rows["Opportunity"] if row["OwnerId"] != context.actor.user_id)
    return own, other


async def test_a_task_is_not_hung_on_a_deal_that_is_not_seen(seller: ActionContext, demo_rows: Rows) -> None:
    kind = seller.org.schema.object("Task")
    assert kind
    own, other = deals(seller, demo_rows)
    proposal = await propose_record(seller, INTENT, kind, {"Subject": "Call", "WhatId": own})
    assert isinstance(proposal, Proposal)
    with pytest.raises(InputError, match=f"WhatId: there is no .* '{other}'"):
        await propose_record(seller, INTENT, kind, {"Subject": "Call", "WhatId": other})


async def test_a_deal_that_is_not_seen_is_not_changed(seller: ActionContext, demo_rows: Rows) -> None:
    own, other = deals(seller, demo_rows)
    assert isinstance(await propose_change(seller, INTENT, own, {"Description": "New"}), Proposal)
    with pytest.raises(NotPermittedError, match="there is no opportunity with the id"):
        await propose_change(seller, INTENT, other, {"Description": "New"})
