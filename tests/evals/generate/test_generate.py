"""A suite made of the demo org: every action, every style, real people, no two cases alike."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
import yaml

from understudy.agents.spec import ACTION_NAMES, load_agent
from understudy.conversations.turn import Stage
from understudy.evals.cases import OPERATOR, Case, load_suite, suite_json_schema
from understudy.evals.generate.draft import OUT_OF_SCOPE, REFUSAL, UNDER_SPECIFIED
from understudy.evals.generate.file import as_coverage_json, as_yaml
from understudy.evals.generate.generate import MAKERS, Generated, generate
from understudy.evals.generate.styles import STYLES
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.org.users import find_actor

Make = Callable[..., Awaitable[Generated]]
NOWHERE = Path("no-agents-of-its-own")


def tags(case: Case) -> dict[str, str]:
    """What the case is tagged with."""
    return dict(tag.split(":", 1) for tag in case.tags)


def test_every_action_has_its_maker() -> None:
    assert set(MAKERS) == {*ACTION_NAMES, OUT_OF_SCOPE, REFUSAL}


@pytest.mark.parametrize(
    ("agent", "cases"), [("sales", 66), ("service", 63), ("analyst", 60), ("employee", 20)]
)
async def test_each_action_is_tried_as_often(make: Make, agent: str, cases: int) -> None:
    made = await make(agent, cases)
    spec = load_agent(agent, NOWHERE)
    tried = Counter(tags(case).get("action", "") for case in made.suite.cases)
    assert len(made.suite.cases) == cases
    least = (cases - 2 * (cases // 20)) // len(spec.actions)
    assert {action: tried[action] for action in spec.actions if tried[action] < least} == {}
    assert {case.origin for case in made.suite.cases} == {"generated"}
    assert {tags(case)["topic"] for case in made.suite.cases if "topic" in tags(case)} <= {
        t.name for t in spec.topics
    }


async def test_thirty_of_an_action_where_as_many_are_asked_for(make: Make) -> None:
    made = await make("service", 30, 1, "update_record")
    assert Counter(tags(case)["action"] for case in made.suite.cases) == {"update_record": 30}
    scripts = [case for case in made.suite.cases if tags(case)["style"] != UNDER_SPECIFIED]
    assert all(len(case.script) == 2 for case in scripts)
    assert all(said.expect and said.expect.records for case in scripts for said in case.script)


async def test_the_same_seed_makes_the_same_bytes(articles: Stage, make: Make, noon: Moment) -> None:
    made, other = await make("sales", 22), await make("sales", 22, 2)
    again = await generate(articles, load_agent("sales", NOWHERE), noon, cases=22, seed=1)
    assert as_yaml(made, "x") == as_yaml(again, "x")
    assert as_coverage_json(made) == as_coverage_json(again)
    assert as_yaml(made, "x") != as_yaml(other, "x")


async def test_the_file_is_a_valid_suite(make: Make, tmp_path: Path) -> None:
    made = await make("sales", 66)
    path = tmp_path / "made.yaml"
    path.write_text(as_yaml(made, "understudy eval generate sales"))
    assert load_suite(str(path)) == made.suite
    told = json.loads(json.dumps(yaml.safe_load(path.read_text()), default=str))
    jsonschema.validate(told, suite_json_schema())
    assert path.read_text().startswith("# Made by `understudy eval generate sales` of the org 'demo'.")


async def test_no_two_cases_say_the_same(make: Make) -> None:
    for agent, cases in (("sales", 66), ("service", 63)):
        said = [
            (case.actor if agent == "service" else "", case.messages[0].say.casefold())
            for case in (await make(agent, cases)).suite.cases
        ]
        assert len(set(said)) == len(said)


async def test_all_styles_are_used(make: Make) -> None:
    suites = [(await make("sales", 66)).suite, (await make("service", 63)).suite]
    found = {tags(case)["style"] for suite in suites for case in suite.cases}
    assert set(STYLES) | {UNDER_SPECIFIED, OUT_OF_SCOPE, REFUSAL} <= found


async def test_real_people_ask(articles: Stage, make: Make) -> None:
    for agent, cases in (("sales", 66), ("service", 63)):
        for who in {case.actor or "" for case in (await make(agent, cases)).suite.cases} - {OPERATOR}:
            actor = await find_actor(articles.database, articles.org, who)
            assert type(actor).__name__ == ("Employee" if agent == "sales" else "Customer")


async def test_what_is_covered_is_counted_and_what_not_is_named(make: Make) -> None:
    made = await make("sales", 66)
    counts, missing = made.coverage.counts, made.coverage.missing
    tried = Counter(tags(case).get("action") for case in made.suite.cases)
    assert counts["action"] == {action: tried[action] for action in load_agent("sales", NOWHERE).actions}
    assert sum(counts["style"].values()) == sum(counts["audience"].values()) == 66
    assert "measure.share" in missing["parameter"]
    assert counts["parameter"]["measure.share"] == 0
    assert "action" not in missing
    assert any("--cases 330 gives each 30" in remark for remark in made.remarks)


@pytest.mark.parametrize(
    ("agent", "cases", "action", "told"),
    [("service", 20, "measure", "no action 'measure'"), ("service", 5, None, "5 cases cannot try 9 actions")],
)
async def test_what_cannot_be_made_is_refused(
    make: Make, agent: str, cases: int, action: str, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        await make(agent, cases, 1, action)


async def test_where_nothing_can_be_tried_it_is_said(articles: Stage, noon: Moment) -> None:
    without = replace(articles, library=replace(articles.library, definitions={}))
    spec = load_agent("analyst", NOWHERE)
    made = await generate(without, spec, noon, cases=20, action=None)
    assert {"measure", "route_lead", "draft_email"} & {
        tags(case).get("action") for case in made.suite.cases
    } == set()
    assert any(remark.startswith("measure: nothing in this org") for remark in made.remarks)
