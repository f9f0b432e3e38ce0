"""Tasks are held against the stage of their opportunity, by examples."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.actions.activities import CHECK_ACTIVITIES, CheckArguments, classify, without_names
from understudy.agents.actions.registry import ActionContext
from understudy.kit.errors import InputError

Rows = Mapping[str, list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Introduce ourselves to a new prospect by email", "Qualification"),
        ("Ask how their team works today and where it hurts", "Discovery"),
        ("Write the proposal for this customer", "Quote"),
        ("Give a demo of the product", "Quote"),
        ("Meet to settle price and terms", "Negotiation"),
        ("Let legal review the custom terms", "Negotiation"),
        ("Find out why we lost the deal", "Closed"),
        ("File the signed contract", "Closed"),
    ],
)
def test_a_text_is_of_the_kind_of_the_nearest_example(context: ActionContext, text: str, kind: str) -> None:
    guide = context.library.guides["activity_guide"]
    assert classify(context, guide, [[text]]) == [kind]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Walk the site of Harbor Light Nursery", "Walk the site of"),
        ("Show the Brook Drip Line 100 to Vera Santos at once", "Show the to at once"),
        ("Ask the team of Home and Garden how they work", "Ask the team of how they work"),
        ("Draft Contract Terms for Review", "Draft Contract Terms for Review"),
        ("First call", "First call"),
    ],
)
def test_names_say_nothing_of_the_kind(text: str, left: str) -> None:
    assert without_names(text) == left


def test_no_rows_have_no_kinds(context: ActionContext) -> None:
    assert classify(context, context.library.guides["activity_guide"], []) == []


def test_examples_of_the_conversation_come_in_place_of_the_guide_s(context: ActionContext) -> None:
    stated = "## Our guide\nQuote:\n- Water the ferns\n- Prune the roses\n\nClosed:\n- Write the proposal\n"
    guide = context.library.guides["activity_guide"]
    told = replace(context, context=stated)
    assert classify(told, guide, [["Water the ferns"], ["Write the proposal"]]) == ["Quote", "Closed"]


@pytest.mark.parametrize("number", [0, 60, 200, 349])
async def test_all_tasks_fit_or_do_not(context: ActionContext, demo_rows: Rows, number: int) -> None:
    deal = demo_rows["Opportunity"][number]["Id"]
    tasks = {task["Id"] for task in demo_rows["Task"] if task["WhatId"] == deal}
    wrong, right = [
        {item.id for item in (await CHECK_ACTIVITIES.run(context, _asked(deal, wanted))).items}
        for wanted in ("misplaced", "fitting")
    ]
    assert wrong | right == tasks
    assert wrong & right == set()


async def test_a_condition_on_the_tasks(context: ActionContext, demo_rows: Rows) -> None:
    waiting = next(task for task in demo_rows["Task"] if task["Status"] == "Not Started")
    tasks = {
        task["Id"]
        for task in demo_rows["Task"]
        if task["WhatId"] == waiting["WhatId"] and task["Status"] == "Not Started"
    }
    asked = [
        CheckArguments(record_id=waiting["WhatId"], where="Status = 'Not Started'", wanted=wanted)
        for wanted in ("misplaced", "fitting")
    ]
    found = [await CHECK_ACTIVITIES.run(context, each) for each in asked]
    assert {item.id for finding in found for item in finding.items} == tasks
    assert found[0].records == len(tasks)


async def test_an_opportunity_that_is_not_there(context: ActionContext) -> None:
    finding = await CHECK_ACTIVITIES.run(context, CheckArguments(record_id="006000000000001AAA"))
    assert finding.status == "nothing"
    assert "opportunity with the id 006000000000001AAA" in finding.headline


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"record_id": "x"}, "'x' is no record id"),
        ({"record_id": "006Un0000000001IAA", "guide": "etiquette"}, "there is no guide 'etiquette'"),
        ({"record_id": "006Un0000000001IAA", "where": "Colour = 'red'"}, "no field Colour on Task"),
    ],
)
async def test_wrong_arguments_are_refused(context: ActionContext, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        await CHECK_ACTIVITIES.run(context, CheckArguments(**asked))


def _asked(deal: str, wanted: Any) -> CheckArguments:
    return CheckArguments(record_id=deal, wanted=wanted)
