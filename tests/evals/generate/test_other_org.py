"""An org of another trade, with objects and words of its own: a potters' guild and its kilns."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from understudy.agents.spec import AgentSpec, Topic
from understudy.conversations.turn import Stage
from understudy.evals.cases import Case
from understudy.evals.generate.generate import generate
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.definitions.library import Library
from understudy.org.definitions.measure import MeasureDefinition
from understudy.org.metadata import Field, FieldType, ObjectType, Schema
from understudy.org.orgs import Org

KILN = ObjectType(
    "Kiln__c",
    "Kiln",
    "Kilns",
    "a0K",
    (
        Field("Name", "Kiln name", FieldType.STRING),
        Field("Glaze__c", "Glaze", FieldType.PICKLIST, values=("Celadon", "Tenmoku", "Raku")),
        Field("Heat__c", "Peak heat", FieldType.NUMBER, synonyms=("top temperature",)),
        Field("Fired__c", "Firing date", FieldType.DATE),
    ),
    "Name",
    synonyms=("furnace",),
)
GLAZES = ("Celadon", "Raku", "Raku", "Tenmoku", "Celadon", "Raku")
NAMES = ("Big Bertha", "Little Tom", "Old Nell", "Red Queen", "Silent Jack", "Mister Ash")
ROWS = [
    {"Name": name, "Glaze__c": glaze, "Heat__c": 900 + 37 * at, "Fired__c": date(2026, 1 + at, 4)}
    for at, (name, glaze) in enumerate(zip(NAMES, GLAZES, strict=True))
]
FIRINGS = MeasureDefinition(
    kind="measure",
    name="firings",
    label="kilns fired",
    description="How many kilns were fired.",
    owner="Guild",
    object="Kiln__c",
    summary="count",  # pyright: ignore[reportArgumentType]
    time="Fired__c",
    dimensions={"glaze": "Glaze__c"},  # pyright: ignore[reportArgumentType]
)
POTTER = AgentSpec(
    name="potter",
    label="Potter",
    job="Knows the kilns.",
    audience="employees",
    topics=(
        Topic(name="kilns", when="Kilns.", actions=("find_records", "get_record", "query", "search")),
        Topic(name="numbers", when="Numbers.", actions=("measure", "route_lead")),
    ),
)
NOON = Moment(datetime(2026, 7, 1, 12, tzinfo=UTC), ZoneInfo("UTC"))
MakeOrg = Callable[..., Awaitable[Org]]


@pytest.fixture
async def guild(demo_stage: Stage, small_org: MakeOrg) -> Stage:
    org = await small_org(Schema((KILN,)), {"Kiln__c": ROWS})
    return replace(demo_stage, org=org, library=Library({"firings": FIRINGS}))


def of(cases: tuple[Case, ...], action: str) -> list[Case]:
    return [case for case in cases if f"action:{action}" in case.tags and case.expect]


async def test_cases_of_another_trade(guild: Stage) -> None:
    made = await generate(guild, POTTER, NOON, cases=60)
    tried = Counter(tag for case in made.suite.cases for tag in case.tags if tag.startswith("action:"))
    assert {f"action:{name}" for name in ("find_records", "get_record", "query", "search", "measure")} == set(
        tried
    )
    assert "route_lead: nothing in this org to make a case of" in made.remarks
    assert set(made.coverage.counts["object"]) == {"Kiln__c"}
    assert made.coverage.missing["action"] == ["route_lead"]
    said = " ".join(case.messages[0].say for case in made.suite.cases)
    assert "furnace" in said
    assert not {"case", "order", "lead", "opportunity"} & set(said.lower().split())


def value(row: dict[str, Any], noun: str) -> object:
    found = {
        "glaze": row["Glaze__c"],
        "peak heat": row["Heat__c"],
        "firing date": row["Fired__c"].isoformat(),
    }
    return found.get(noun)


async def test_their_answers(guild: Stage) -> None:
    made = await generate(guild, POTTER, NOON, cases=60)
    checked = Counter[str]()
    for row in ROWS:
        for case in of(made.suite.cases, "get_record"):
            noun, _, record = case.name.partition(" of the kiln ")
            if record == row["Name"] and case.expect and (right := value(row, noun)) is not None:
                assert case.expect.answers == (right,)
                checked["field"] += 1
    for case in of(made.suite.cases, "find_records"):
        glaze = case.name.removeprefix("kilns with the glaze ")
        if glaze in GLAZES and case.expect:
            assert set(case.expect.answers or ()) == {row["Name"] for row in ROWS if row["Glaze__c"] == glaze}
            checked["list"] += 1
    for case in of(made.suite.cases, "query"):
        glaze = case.name.removeprefix("how many kilns with the glaze ")
        if glaze in GLAZES and case.expect:
            assert case.expect.answers == (GLAZES.count(glaze),)
            checked["count"] += 1
    for case in of(made.suite.cases, "measure"):
        if case.name == "kilns fired this year" and case.expect:
            assert case.expect.answers == (6,)
            checked["measure"] += 1
    assert min(checked[each] for each in ("field", "list", "count")) >= 1, checked


async def test_an_org_without_records(demo_stage: Stage, small_org: MakeOrg) -> None:
    empty = replace(demo_stage, org=await small_org(Schema((KILN,)), {}), library=Library())
    with pytest.raises(InputError, match="has nothing to ask about"):
        await generate(empty, POTTER, NOON, cases=20, action="find_records")


async def test_an_agent_for_customers_needs_a_contact(guild: Stage) -> None:
    spec = POTTER.model_copy(update={"audience": "customers"})
    with pytest.raises(InputError, match="has no contact"):
        await generate(guild, spec, NOON, cases=20)
