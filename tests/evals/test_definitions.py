"""The check of definitions: the shipped ones pass on the demo org, and a broken one is told of."""

from dataclasses import replace
from typing import Any

import pytest

from understudy.agents.spec import load_agent
from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.definitions import Checked, check_definitions
from understudy.org.definitions.library import Library
from understudy.org.definitions.measure import TIME_DIMENSIONS, MeasureDefinition


async def checked(app: App, stage: Stage) -> list[Checked]:
    spec = load_agent("analyst", app.settings.agents_dir)
    return [result async for result in check_definitions(stage, spec, app.moment(stage.org))]


async def test_the_shipped_definitions_run_and_are_understood(demo_app: App, demo_stage: Stage) -> None:
    results = await checked(demo_app, demo_stage)
    assert [(result.definition, result.about, result.problem) for result in results if result.problem] == []
    library = demo_stage.library
    groupings = sum(
        1 + len(measure.dimensions) + (len(TIME_DIMENSIONS) if measure.time else 0)
        for measure in library.measures.values()
    )
    others = [*library.measures.values(), *library.policies.values(), *library.guides.values()]
    examples = sum(len(definition.examples) for definition in others)
    assert len(results) == groupings + examples + len(library.emails) + len(library.distinctions)
    assert {result.definition for result in results} == set(library.definitions)


def visits(**given: Any) -> MeasureDefinition:
    told = {
        "kind": "measure",
        "name": "site_visits",
        "label": "site visits",
        "description": "How many meetings were held.",
        "owner": "Sales",
        "object": "Event",
        "summary": "count",
        "time": "StartDateTime",
    }
    return MeasureDefinition.model_validate({**told, **given})


@pytest.mark.parametrize(
    ("given", "about", "told"),
    [
        ({"where": "Colour = 'red'"}, "in total", "no field Colour on Event"),
        ({"dimensions": {"place": "Where__c"}}, "by place", "Where__c"),
        ({"time": "Begins"}, "by month", "Begins"),
        (
            {"examples": [{"ask": "How many site visits were there?", "means": {"group_by": "week"}}]},
            "How many site visits were there?",
            "differs in {'group_by': None}",
        ),
        (
            {"examples": [{"ask": "Which agent had the shortest handle time last month?"}]},
            "Which agent had the shortest handle time last month?",
            "is understood as handle_time",
        ),
    ],
)
async def test_a_broken_definition_is_told_of(
    demo_app: App, demo_stage: Stage, given: dict[str, Any], about: str, told: str
) -> None:
    library = demo_stage.library
    stage = replace(demo_stage, library=Library({**library.definitions, "site_visits": visits(**given)}))
    problems = {
        result.about: result.problem or ""
        for result in await checked(demo_app, stage)
        if result.definition == "site_visits"
    }
    assert told in problems[about]


async def test_a_template_with_a_field_that_is_not_there_is_told_of(demo_app: App, demo_stage: Stage) -> None:
    email = demo_stage.library.emails["quote_follow_up"]
    wrong = email.model_copy(update={"subject": "Our quote {QuoteNo}"})
    stage = replace(demo_stage, library=Library({email.name: wrong}))
    results = await checked(demo_app, stage)
    assert [(result.definition, result.about) for result in results] == [
        ("quote_follow_up", "its merge fields")
    ]
    assert "QuoteNo" in str(results[0].problem)
