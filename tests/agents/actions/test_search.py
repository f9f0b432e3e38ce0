"""Records by words on the demo org."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.search import SEARCH, SearchArguments
from understudy.kit.errors import InputError
from understudy.kit.ids import RecordId
from understudy.org.permissions import Customer

Rows = Mapping[str, list[dict[str, Any]]]


async def test_a_name_finds_its_record_first(context: ActionContext) -> None:
    finding = await SEARCH.run(context, SearchArguments(words="Harbor Light Nursery", objects=("Account",)))
    assert (finding.items[0].label, finding.items[0].object) == ("Harbor Light Nursery", "Account")
    assert finding.query is not None
    assert finding.query.startswith("FIND 'Harbor Light Nursery' IN ALL FIELDS RETURNING Account(Id, Name")


async def test_all_objects_are_looked_in(context: ActionContext) -> None:
    finding = await SEARCH.run(context, SearchArguments(words="maria.okafor@harborlightnursery.example"))
    assert ("Contact", "Maria Okafor") in {(item.object, item.label) for item in finding.items}


@pytest.mark.parametrize("called", ["Deals", "deal", "Opportunity"])
async def test_an_object_by_what_it_is_called(context: ActionContext, demo_rows: Rows, called: str) -> None:
    deal = demo_rows["Opportunity"][0]
    finding = await SEARCH.run(context, SearchArguments(words=f'"{deal["Name"]}"', objects=(called,)))
    assert deal["Id"] in {item.id for item in finding.items}


async def test_a_models_own_sosl(context: ActionContext) -> None:
    sosl = "FIND {harbor} IN NAME FIELDS RETURNING Account(Name, Industry)"
    finding = await SEARCH.run(context, SearchArguments(words=sosl))
    assert finding.query == sosl
    assert ("Account", "Harbor Light Nursery") in {row[:2] for row in finding.rows}
    assert all(row[2].startswith("industry ") for row in finding.rows)


async def test_nothing_found_and_what_is_wrong(context: ActionContext) -> None:
    none = await SEARCH.run(context, SearchArguments(words="xyzzyplugh"))
    assert (none.status, none.records) == ("nothing", 0)
    with pytest.raises(InputError, match="no object Bananas"):
        await SEARCH.run(context, SearchArguments(words="acme", objects=("Bananas",)))


async def test_a_cut_is_told(context: ActionContext) -> None:
    finding = await SEARCH.run(context, SearchArguments(words="the", objects=("Case",), limit=3))
    assert len(finding.items) == 3
    assert any(note.startswith("cut at 3 records") for note in finding.notes)


async def test_a_customer_finds_only_what_is_theirs(context: ActionContext, demo_rows: Rows) -> None:
    contact = demo_rows["Contact"][0]
    customer = Customer(RecordId(contact["Id"]), RecordId(contact["AccountId"]))
    theirs = replace(context, actor=customer)
    other = next(c for c in demo_rows["Contact"] if c["AccountId"] != contact["AccountId"])
    finding = await SEARCH.run(theirs, SearchArguments(words=other["Email"]))
    assert finding.items == ()
