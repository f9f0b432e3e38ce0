"""The version of an agent as it would answer now names what changes in it."""

from dataclasses import replace

from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.runs.current import agent_marks, current_version
from understudy.evals.runs.version import Change
from understudy.org.definitions.library import Library
from understudy.org.permissions import System
from understudy.org.records import Write, update
from understudy.soql.run import run
from understudy.soql.validate import ROW_RULES


async def test_each_change_is_named(demo_app: App, articles: Stage) -> None:
    spec, moment = demo_app.agent("service"), demo_app.moment(articles.org)
    version = await current_version(articles, spec, "embedded", moment)
    assert (await current_version(articles, spec, "embedded", moment)).digest == version.digest
    assert version.knowledge
    assert set(version.records) == {kind.name for kind in articles.org.schema}

    measure = articles.library.measures["case_volume"]
    other = replace(
        articles,
        library=Library(
            {**articles.library.definitions, "case_volume": measure.model_copy(update={"label": "tickets"})}
        ),
    )
    warmer = spec.model_copy(update={"voice": spec.voice.model_copy(update={"tone": "formal"})})
    now = await current_version(other, warmer, "openai:gpt", moment)
    assert now.changes_since(version) == (
        Change("agent", "voice", "changed"),
        Change("definitions", "case_volume", "changed"),
        Change("words", "case_volume", "changed"),
        Change("model", "name", "changed"),
    )


async def test_a_record_that_changed_is_told_by_its_object(demo_app: App, demo_stage: Stage) -> None:
    spec, moment, who = demo_app.agent("sales"), demo_app.moment(demo_stage.org), System("a test")
    before = await current_version(demo_stage, spec, "embedded", moment)
    async with demo_stage.database.sandbox() as sandbox:
        stage = replace(demo_stage, database=sandbox)
        found = await run(sandbox, stage.org, "SELECT Id FROM Lead ORDER BY Id LIMIT 1", who, moment)
        write = Write(sandbox, stage.org, who, moment.now, ROW_RULES)
        await update(write, found.rows[0]["Id"], {"Company": "Another Nursery"}, expected=None)
        now = await current_version(stage, spec, "embedded", moment)
    assert now.changes_since(before) == (Change("records", "Lead", "changed"),)


def test_criteria_are_no_part_of_what_answers(demo_app: App) -> None:
    spec = demo_app.agent("sales")
    assert agent_marks(spec.model_copy(update={"acceptance": None})) == agent_marks(spec)
    (changed,) = {*agent_marks(spec).items()} - {
        *agent_marks(
            spec.model_copy(
                update={"topics": (spec.topics[0].model_copy(update={"when": "Never."}), *spec.topics[1:])}
            )
        ).items()
    }
    assert changed[0] == "topic pipeline"
