"""Of a large org the objects that people speak of are known well, the others by their names."""

from dataclasses import replace
from pathlib import Path

import pytest

from understudy.agents import spoken
from understudy.agents.names import OrgNames
from understudy.agents.spec import load_agent
from understudy.agents.spoken import defined_objects, well_known
from understudy.agents.world import build_world
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.org.demo import DEMO_NOW
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.permissions import System
from understudy.org.standard import standard_schema
from understudy.soql.run import run


def _object(name: str, *parents: str) -> ObjectType:
    ways = tuple(
        Field(f"{parent}Id", parent, FieldType.REFERENCE, references=(parent,), child_relationship=f"{name}s")
        for parent in parents
    )
    return ObjectType(name, name, f"{name}s", name[:3], ways)


SCHEMA = Schema(
    (
        _object("Buoy"),
        _object("Anchor", "Harbour", "Vessel"),
        _object("Harbour"),
        _object("Rope", "Vessel"),
        _object("Vessel"),
        *(each for each in standard_schema() if each.name == "Case"),
    )
)


@pytest.mark.parametrize(
    ("most", "always", "known"),
    [
        (6, (), ["Buoy", "Anchor", "Harbour", "Rope", "Vessel", "Case"]),
        (3, (), ["Harbour", "Vessel", "Case"]),
        (2, ("Rope",), ["Rope", "Vessel", "Case"]),
    ],
)
def test_the_standard_objects_and_those_most_referred_to_are_known_well(
    most: int, always: tuple[str, ...], known: list[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(spoken, "_MOST", most)
    assert [each.name for each in well_known(SCHEMA, always)] == known


def test_the_others_keep_their_names_until_they_are_read(demo_stage: Stage, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spoken, "_MOST", 1)
    spec = load_agent("analyst", Path("no-agents-of-its-own"))
    org, library = demo_stage.org, demo_stage.library
    world = build_world(org, library, spec)
    near = {each.name for each in world.objects}
    assert defined_objects(library) & {each.name for each in org.schema} <= near
    assert near.isdisjoint(world.distant)
    assert near | world.distant.keys() == {each.name for each in org.schema}
    name, distant = next(iter(world.distant.items()))
    monkeypatch.undo()
    whole = build_world(org, library, spec)
    assert distant.read() == whole.object_by_name[name]
    assert whole.object_by_name[name].label in distant.phrases


def test_customers_agents_know_no_distant_object_that_customers_may_not_see(
    demo_stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    spec = load_agent("service", Path("no-agents-of-its-own"))
    whole = build_world(demo_stage.org, demo_stage.library, spec)
    monkeypatch.setattr(spoken, "_MOST", 1)
    world = build_world(demo_stage.org, demo_stage.library, spec)
    assert {each.name for each in world.objects} | world.distant.keys() == {
        each.name for each in whole.objects
    }
    assert [each.read() for each in world.distant.values()] == [
        each for each in whole.objects if each.name in world.distant
    ]


async def test_names_are_looked_up_in_well_known_objects(demo_stage: Stage, monkeypatch: pytest.MonkeyPatch):
    actor = System("a test")
    names = [await _a_name(demo_stage, each) for each in ("Account", "User")]
    whole = await OrgNames(demo_stage.database, demo_stage.org, actor).find(names)
    assert {each.object for each in whole} >= {"Account", "User"}
    monkeypatch.setattr(spoken, "_MOST", 1)
    large = replace(demo_stage.org, schema=Schema(demo_stage.org.schema.objects))
    (known,) = {each.name for each in well_known(large.schema)}
    found = await OrgNames(demo_stage.database, large, actor).find(names)
    assert found == [each for each in whole if each.object == known]


async def _a_name(stage: Stage, object_name: str) -> str:
    moment = Moment(DEMO_NOW, stage.org.timezone)
    text = f"SELECT Name FROM {object_name} ORDER BY Id LIMIT 1"
    (row,) = (await run(stage.database, stage.org, text, System("a test"), moment)).rows
    return row["Name"]
