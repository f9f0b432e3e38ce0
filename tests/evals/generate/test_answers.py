"""The expected answers are right: worked out here by plain loops over the demo's rows."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from understudy.conversations.turn import Stage
from understudy.evals.cases import OPERATOR, Case
from understudy.evals.generate.generate import Generated

Make = Callable[..., Awaitable[Generated]]
Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
CHICAGO = ZoneInfo("America/Chicago")
MONTHS: Sequence[str] = (
    "January February March April May June July August September October November December".split()
)
WITH = re.compile(r"(?:how many )?(?P<many>[\w ]+?) with an? ?(?:the )?(?P<noun>[\w ]+) (?P<value>.+)")
PICKED = re.compile(
    r"(?:how many )?(?P<many>[\w ]+?) with the (?P<noun>\w+(?: \w+)?) (?P<value>[A-Z][\w ]*)$"
)
OPENED = re.compile(r"(?:how many )?cases (?P<verb>opened|closed) in (?P<month>[A-Z]\w+) (?P<year>\d{4})$")


def of_operator(made: Generated, action: str) -> list[Case]:
    """Cases in which nothing is hidden."""
    return [c for c in made.suite.cases if c.actor == OPERATOR and f"action:{action}" in c.tags and c.expect]


def in_month(value: Any, month: str, year: str) -> bool:
    if value is None:
        return False
    local = value.astimezone(CHICAGO) if isinstance(value, datetime) else value
    return (local.year, MONTHS[local.month - 1]) == (int(year), month)


def rows_of(demo: Rows, stage: Stage, case: Case) -> tuple[list[Row], str] | None:
    """The rows that fit the case's name, and the field that names them; None for a name of another form."""
    if found := OPENED.match(case.name):
        field = {"opened": "CreatedDate", "closed": "ClosedDate"}[found["verb"]]
        fitting = [row for row in demo["Case"] if in_month(row[field], found["month"], found["year"])]
        return fitting, "Subject"
    if not (found := PICKED.match(case.name)):
        return None
    kind = next(k for k in stage.org.schema if k.plural.lower() == found["many"])
    field = next(f.name for f in kind.fields if f.label.lower() == found["noun"])
    return [row for row in demo[kind.name] if row.get(field) == found["value"]], kind.name_field or "Id"


async def test_lists_and_counts(make: Make, demo_rows: Rows, articles: Stage) -> None:
    checked = Counter[str]()
    for action in ("find_records", "query"):
        for case in of_operator(await make("analyst", 80, 1, action), action):
            if (known := rows_of(demo_rows, articles, case)) is None or not case.expect:
                continue
            fitting, name = known
            right = [len(fitting)] if action == "query" else sorted(str(row[name]) for row in fitting)
            assert list(case.expect.answers or ()) == right, case.name
            checked[action] += 1
    assert min(checked["find_records"], checked["query"]) >= 2, checked


async def test_fields_of_one_record(make: Make, demo_rows: Rows) -> None:
    numbers = {
        "case": ("Case", "CaseNumber"),
        "order": ("Order", "OrderNumber"),
        "quote": ("Quote", "QuoteNumber"),
    }
    people = {row["Id"]: f"{row['FirstName']} {row['LastName']}" for row in demo_rows["User"]}
    accounts = {row["Id"]: row["Name"] for row in demo_rows["Account"]}
    values: dict[str, Callable[[Row], Any]] = {
        "status": lambda row: row["Status"],
        "priority": lambda row: row["Priority"],
        "origin": lambda row: row["Origin"],
        "account": lambda row: accounts[row["AccountId"]],
        "case owner": lambda row: people[row["OwnerId"]],
        "order date": lambda row: row["EffectiveDate"].isoformat(),
    }
    checked = 0
    for case in (await make("analyst", 150, 1, "get_record")).suite.cases:
        found = re.match(r"(?P<noun>[\w ]+) of (?P<label>case|order|quote) (?P<number>\S+)$", case.name)
        if not found or found["noun"] not in values or not case.expect or not case.expect.answers:
            continue
        object_name, number = numbers[found["label"]]
        row = next(row for row in demo_rows[object_name] if str(row[number]) == found["number"])
        assert case.expect.answers == (values[found["noun"]](row),), case.name
        checked += 1
    assert checked >= 5


def cases_of(demo: Rows, found: re.Match[str]) -> int:
    return sum(in_month(row["CreatedDate"], found["month"], found["year"]) for row in demo["Case"])


def won(demo: Rows, found: re.Match[str]) -> int:
    closed = [
        row for row in demo["Opportunity"] if row["StageName"] == "Closed" and row["Probability"] == 100
    ]
    return sum(in_month(row["CloseDate"], found["month"], found["year"]) for row in closed)


RIGHT: Mapping[str, Callable[[Rows, re.Match[str]], int]] = {"number of cases": cases_of, "deals won": won}
MEASURED = re.compile(rf"(?P<label>{'|'.join(RIGHT)}) in (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})$")


async def test_measures(make: Make, demo_rows: Rows) -> None:
    checked = Counter[str]()
    for case in (await make("analyst", 240, 1, "measure")).suite.cases:
        if case.actor == OPERATOR and (found := MEASURED.match(case.name)) and case.expect:
            assert case.expect.answers == (RIGHT[found["label"]](demo_rows, found),), case.name
            first = date(int(found["year"]), MONTHS.index(str(found["month"])) + 1, 1)
            assert case.expect.arguments["window_start"] == first
            checked[found["label"]] += 1
    assert checked, "no case of them in any month"


async def test_leads_go_to_whom_the_policy_says(make: Make, demo_rows: Rows) -> None:
    people = {row["Id"]: f"{row['FirstName']} {row['LastName']}" for row in demo_rows["User"]}
    territories = {row["Id"]: row["Description"].split(",") for row in demo_rows["Territory2"]}
    sellers = {row["Id"]: row["OwnerId"] for row in demo_rows["Opportunity"]}
    accepted = Counter(
        sellers[row["OpportunityId"]] for row in demo_rows["Quote"] if row["Status"] == "Accepted"
    )
    openly = Counter(row["OwnerId"] for row in demo_rows["Lead"] if not row["IsConverted"])
    checked = 0
    for case in (await make("analyst", 60, 1, "route_lead")).suite.cases:
        found = re.match(r"who gets a lead with the region (?P<state>\w\w)$", case.name)
        if not found or not case.expect:
            continue
        covering = {
            key for key, states in territories.items() if found["state"] in [s.strip() for s in states]
        }
        may = {
            row["UserId"] for row in demo_rows["UserTerritory2Association"] if row["Territory2Id"] in covering
        }
        best = min(may, key=lambda person: (-accepted[person], openly[person]))
        assert case.expect.answers == (people[best],), case.name
        checked += 1
    assert checked >= 10


async def test_mail_goes_to_the_contact_or_the_lead(make: Make, demo_rows: Rows) -> None:
    mails = {row["Id"]: row["Email"] for row in (*demo_rows["Contact"], *demo_rows["Lead"])}
    records = {row["Id"]: row for rows in demo_rows.values() for row in rows}
    checked = 0
    for case in (await make("sales", 66)).suite.cases:
        if "action:draft_email" in case.tags and case.expect and case.expect.answers:
            row = records[case.expect.arguments["id"]]
            assert case.expect.answers == (mails[row.get("ContactId") or row["Id"]],)
            checked += 1
    assert checked >= 3


async def test_nothing_that_is_hidden_is_expected(make: Make, demo_rows: Rows) -> None:
    """Of another customer's record no value that the case must not tell is a value of one's own."""
    contacts = {row["Email"]: row for row in demo_rows["Contact"]}
    refused = [case for case in (await make("service", 63)).suite.cases if case.must_never]
    assert len(refused) >= 3
    for case in refused:
        assert case.expect
        assert case.expect.refused
        own = contacts[case.actor or ""]
        mine = [row for rows in demo_rows.values() for row in rows if own["Id"] in row.values()]
        told = {str(value) for row in mine for name, value in row.items() if name not in ("Id", "AccountId")}
        assert not told & set(case.expect.omits), case.name


async def test_a_question_cites_the_document_it_was_made_of(make: Make, articles: Stage) -> None:
    rows = await articles.database.fetch(
        "SELECT title, audience FROM understudy.document WHERE org = %(org)s", {"org": articles.org.name}
    )
    audience = dict(rows)
    cases = (await make("service", 30, 1, "answer_from_knowledge")).suite.cases
    cited = [case.expect.citations[0] for case in cases if case.expect and case.expect.citations]
    assert len(cited) == len(cases)
    assert {audience[title] for title in cited} <= {"public", "customers"}
