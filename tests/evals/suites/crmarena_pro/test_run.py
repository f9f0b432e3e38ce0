"""Tasks in the benchmark's shape, in words of our own, with answers worked out from the demo rows."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from statistics import mean
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from understudy.agents.outcome import Clarify, Refusal, Reply
from understudy.agents.spec import load_agent
from understudy.app import App
from understudy.conversations.turn import Stage
from understudy.evals.suites.crmarena_pro.run import TaskRun, run_tasks
from understudy.evals.suites.crmarena_pro.tasks import Task

HOME = ZoneInfo("America/Chicago")
Rows = Mapping[str, list[dict[str, Any]]]


def task(query: str, context: str = "") -> Task:
    return Task.model_validate({"idx": 1, "task": "own", "query": query, "metadata": {"required": context}})


def year_of(row: dict[str, Any], field: str = "CreatedDate") -> int:
    return row[field].astimezone(HOME).year


def fastest_state(rows: Rows) -> list[str]:
    state = {account["Id"]: account["ShippingState"] for account in rows["Account"]}
    times: dict[str, list[float]] = defaultdict(list)
    for case in rows["Case"]:
        if case["ClosedDate"] and year_of(case) == 2025:
            took = case["ClosedDate"] - case["CreatedDate"]
            times[state[case["AccountId"]]].append(took.total_seconds())
    return [min(times, key=lambda each: mean(times[each]))]


def worst_month(rows: Rows) -> list[str]:
    (product,) = [p["Id"] for p in rows["Product2"] if p["Name"] == "Tally Water Controller"]
    items = {item["Id"] for item in rows["OrderItem"] if item["Product2Id"] == product}
    months = Counter(
        case["CreatedDate"].astimezone(HOME).strftime("%B")
        for case in rows["Case"]
        if case["OrderItemId__c"] in items and year_of(case) == 2026
    )
    return [months.most_common(1)[0][0]]


def commonest_issue(rows: Rows) -> list[str]:
    (product,) = [p["Id"] for p in rows["Product2"] if p["Name"] == "Rill Drip Kit"]
    items = {item["Id"] for item in rows["OrderItem"] if item["Product2Id"] == product}
    issues = Counter(
        case["IssueId__c"]
        for case in rows["Case"]
        if case["OrderItemId__c"] in items and year_of(case) == 2025
    )
    return [issues.most_common(1)[0][0]]


def busiest_passer(rows: Rows) -> list[str]:
    passed = Counter(
        step["OldValue__c"]
        for step in rows["CaseHistory__c"]
        if step["OldValue__c"] and step["CreatedDate"].astimezone(HOME).strftime("%Y-%m") == "2026-05"
    )
    most = max(passed.values())
    return sorted(agent for agent, count in passed.items() if count == most)


def rep_for_ohio(rows: Rows) -> list[str]:
    places = {t["Id"] for t in rows["Territory2"] if "OH" in t["Description"].split(",")}
    reps = [m["UserId"] for m in rows["UserTerritory2Association"] if m["Territory2Id"] in places]
    owner = {deal["Id"]: deal["OwnerId"] for deal in rows["Opportunity"]}
    won = Counter(owner[quote["OpportunityId"]] for quote in rows["Quote"] if quote["Status"] == "Accepted")
    waiting = Counter(lead["OwnerId"] for lead in rows["Lead"] if not lead["IsConverted"])
    return [min(reps, key=lambda rep: (-won[rep], waiting[rep], rep))]


TODAY = "## Today's date: 2026-11-01"
TASKS: list[tuple[str, str, Callable[[Rows], list[str] | None]]] = [
    (
        "In which state were cases closed fastest last year? Return only the abbreviation of the state.",
        f"## How we count\n- Closing time runs from opening to closing, whoever had the case.\n{TODAY}",
        fastest_state,
    ),
    (
        "Is there a month this year with far more Tally Water Controller cases? Return only the month name.",
        TODAY,
        worst_month,
    ),
    (
        "What was the most common issue with the Rill Drip Kit in 2025? Return only the Id of the issue.",
        TODAY,
        commonest_issue,
    ),
    (
        "Who passed on the most cases in May 2026? Return only the Id of the agent.",
        f"## Transfers\n- A transfer counts for the one who gave the case away.\n{TODAY}",
        busiest_passer,
    ),
    (
        "Which agent should get this new lead? Return only the Id of the agent.",
        f"## Lead's region: OH\n{TODAY}",
        rep_for_ohio,
    ),
    ("What will the weather be like in Madison tomorrow?", TODAY, lambda rows: None),
]


async def run_one(app: App, stage: Stage, *tasks: Task) -> list[TaskRun]:
    spec = load_agent("analyst", app.settings.agents_dir)
    return [run async for run in run_tasks(stage, spec, tasks, app.moment(stage.org))]


@pytest.mark.parametrize(("query", "context", "right"), TASKS)
async def test_a_task_is_answered_from_the_records(
    demo_app: App,
    demo_stage: Stage,
    demo_rows: Rows,
    query: str,
    context: str,
    right: Callable[[Rows], list[str] | None],
) -> None:
    (run,) = await run_one(demo_app, demo_stage, task(query, context))
    assert run.answer == right(demo_rows)
    assert run.took_ms > 0


async def test_the_context_says_when_it_is(demo_app: App, demo_stage: Stage, demo_rows: Rows) -> None:
    query = "How many cases were opened last year?"
    asked = [task(query, f"Today's date: {year}-06-01") for year in (2025, 2026)]
    runs = await run_one(demo_app, demo_stage, *asked)
    opened = Counter(year_of(case) for case in demo_rows["Case"])
    assert [run.task for run in runs] == asked
    assert f"{opened[2024]} cases" in runs[0].outcome.text
    assert f"{opened[2025]} cases" in runs[1].outcome.text


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Reply("Ada and Bo", ("005a", "005b")), ["005a", "005b"]),
        (Reply("No month stands out."), None),
        (Clarify("Which?", ("Ada", "Bo")), None),
        (Refusal("Not here."), None),
    ],
)
def test_what_is_written_as_the_answer(
    outcome: Reply | Clarify | Refusal, expected: list[str] | None
) -> None:
    assert TaskRun(task("Who?"), outcome, 1.0).answer == expected
