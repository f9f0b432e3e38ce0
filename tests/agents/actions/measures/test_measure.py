"""Measures over random windows, filters and thresholds, against sums over the demo rows in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from statistics import mean
from typing import Any, Literal
from zoneinfo import ZoneInfo

import pytest

from understudy.agents.actions.measures import MEASURE, MeasureArguments
from understudy.agents.actions.registry import ActionContext
from understudy.agents.actions.shown import shown_number
from understudy.kit.errors import InputError
from understudy.org.permissions import Customer

HOME = ZoneInfo("America/Chicago")
Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
Window = tuple[datetime, datetime]
Rank = Literal["highest", "lowest"] | None
Values = dict[str, list[Decimal]]
SEEDS = range(35)


@dataclass(frozen=True)
class Question:
    """One random question: a window, perhaps a product, perhaps so many records at least, and an order."""

    window: Window
    product: str | None
    least: int | None
    rank: Rank

    @property
    def arguments(self) -> dict[str, Any]:
        asked: dict[str, Any] = {"window_start": self.window[0], "window_end": self.window[1]}
        if self.product:
            asked["filters"] = ({"by": "product", "values": (self.product,)},)
        if self.least:
            asked["volume"] = {"low": self.least}
        return asked | {"rank": self.rank}


def draw(dice: Random, rows: Rows, *, by_product: bool, ranked: bool) -> Question:
    day = date(2023, 9, 1) + timedelta(days=dice.randrange(1100))
    clock = time(0) if dice.random() < 0.6 else time(dice.randrange(24), dice.randrange(60))
    start = datetime.combine(day, clock, HOME)
    end = datetime.combine(day + timedelta(days=dice.randint(20, 700)), time(0), HOME)
    product = dice.choice(rows["Product2"])["Id"] if by_product and dice.random() < 0.6 else None
    least = None if by_product or dice.random() < 0.4 else dice.randint(1, 15)
    ranks: list[Rank] = ["highest", "lowest"] if ranked else ["highest", "lowest", None]
    return Question((start, end), product, least, dice.choice(ranks))


def inside(at: datetime | date, window: Window) -> bool:
    """A day counts by its first instant."""
    instant = at if isinstance(at, datetime) else datetime.combine(at, time(0), HOME)
    return window[0] <= instant < window[1]


def owners(rows: Rows) -> dict[str, list[str]]:
    """Who had each case, in the order of the rows."""
    found: dict[str, list[str]] = defaultdict(list)
    for step in rows["CaseHistory__c"]:
        if step["Field__c"] == "Owner Assignment":
            found[step["CaseId__c"]].append(step["NewValue__c"])
    return found


def handled(rows: Rows, window: Window) -> Counter[str]:
    """How many cases opened in the window each agent ever had."""
    had = owners(rows)
    return Counter(
        agent
        for case in rows["Case"]
        if inside(case["CreatedDate"], window)
        for agent in set(had[case["Id"]])
    )


def of_product(rows: Rows, product: str | None) -> list[Row]:
    items = {item["Id"] for item in rows["OrderItem"] if product in (None, item["Product2Id"])}
    return [case for case in rows["Case"] if product is None or case["OrderItemId__c"] in items]


def handle_time(rows: Rows, asked: Question) -> Values:
    had, busy = owners(rows), handled(rows, asked.window)
    found: Values = defaultdict(list)
    for case in rows["Case"]:
        counts = (
            case["ClosedDate"] and len(had[case["Id"]]) == 1 and inside(case["CreatedDate"], asked.window)
        )
        if counts and busy[case["OwnerId"]] >= (asked.least or 0):
            took = case["ClosedDate"] - case["CreatedDate"]
            found[case["OwnerId"]].append(Decimal(took.days * 86400 + took.seconds) / 3600)
    return found


def transfer_count(rows: Rows, asked: Question) -> Values:
    busy = handled(rows, asked.window)
    found: Values = defaultdict(list)
    for step in rows["CaseHistory__c"]:
        passed_on = step["OldValue__c"] and inside(step["CreatedDate"], asked.window)
        if passed_on and busy[step["OldValue__c"]] >= (asked.least or 0):
            found[step["OldValue__c"]].append(Decimal(1))
    return found


def conversion_rate(rows: Rows, asked: Question) -> Values:
    found: Values = defaultdict(list)
    for lead in rows["Lead"]:
        if inside(lead["CreatedDate"], asked.window):
            won = lead["IsConverted"] and inside(lead["ConvertedDate"], asked.window)
            found[lead["OwnerId"]].append(Decimal(100 if won else 0))
    return {owner: values for owner, values in found.items() if len(values) >= (asked.least or 0)}


def sales_cycle(rows: Rows, asked: Question) -> Values:
    signed = {contract["Id"]: contract["CompanySignedDate"] for contract in rows["Contract"]}
    found: Values = defaultdict(list)
    for deal in rows["Opportunity"]:
        day = signed.get(deal["ContractID__c"])
        if day and inside(day, asked.window):
            began = deal["CreatedDate"].astimezone(HOME).date()
            found[deal["OwnerId"]].append(Decimal((day - began).days))
    return {owner: values for owner, values in found.items() if len(values) >= (asked.least or 0)}


def top_issue(rows: Rows, asked: Question) -> Values:
    found: Values = defaultdict(list)
    for case in of_product(rows, asked.product):
        if inside(case["CreatedDate"], asked.window):
            found[case["IssueId__c"]].append(Decimal(1))
    return found


def monthly_trend(rows: Rows, asked: Question) -> Values:
    found: Values = defaultdict(list)
    for case in of_product(rows, asked.product):
        if inside(case["CreatedDate"], asked.window):
            found[case["CreatedDate"].astimezone(HOME).strftime("%B %Y")].append(Decimal(1))
    return found


COUNTED = frozenset({"transfer_count", "top_issue", "monthly_trend"})
BY_PRODUCT = frozenset({"top_issue", "monthly_trend"})
SUMS: dict[str, tuple[Callable[[Rows, Question], Values], str]] = {
    "handle_time": (handle_time, "agent"),
    "transfer_count": (transfer_count, "agent"),
    "conversion_rate": (conversion_rate, "agent"),
    "sales_cycle": (sales_cycle, "agent"),
    "top_issue": (top_issue, "issue"),
    "monthly_trend": (monthly_trend, "month"),
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("definition", list(SUMS))
async def test_a_measure_agrees_with_a_sum_over_the_rows(
    context: ActionContext, demo_rows: Rows, definition: str, seed: int
) -> None:
    values_of, by = SUMS[definition]
    asked = draw(
        Random(f"{definition} {seed}"),
        demo_rows,
        by_product=definition in BY_PRODUCT,
        ranked=definition == "monthly_trend",
    )
    values = values_of(demo_rows, asked)
    right = {key: sum(each) if definition in COUNTED else mean(each) for key, each in values.items()}
    arguments = MeasureArguments(definition=definition, group_by=by, **asked.arguments)
    finding = await MEASURE.run(context, arguments)
    told = {item.id or item.label: item.shown for item in finding.items[: finding.asked]}
    unit = context.library.measures[definition].unit
    if asked.rank and right:
        best = max(right.values()) if asked.rank == "highest" else min(right.values())
        right = {key: value for key, value in right.items() if abs(value - best) < Decimal("1e-9")}
        if definition == "monthly_trend" and len(right) > 1:
            right = {}  # no month stands out
    assert told == {key: shown_number(value, unit) for key, value in right.items()}
    assert finding.status == ("found" if right else "nothing")
    if right:
        assert finding.records == sum(len(values[key]) for key in right)


async def test_the_random_questions_are_of_all_kinds(demo_rows: Rows) -> None:
    """Else the test above could agree about nothing."""
    kinds: Counter[str] = Counter()
    for definition, (values_of, _) in SUMS.items():
        for seed in SEEDS:
            dice = Random(f"{definition} {seed}")
            asked = draw(
                dice, demo_rows, by_product=definition in BY_PRODUCT, ranked=definition == "monthly_trend"
            )
            kinds["with an answer"] += bool(values_of(demo_rows, asked))
            kinds["with a product"] += asked.product is not None
            kinds["with a threshold"] += asked.least is not None
    assert kinds["with an answer"] > 180
    assert kinds["with a product"] > 25
    assert kinds["with a threshold"] > 50


YEAR = {
    "window_start": datetime(2026, 1, 1, 6, tzinfo=UTC),
    "window_end": datetime(2027, 1, 1, 6, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("asked", "headline"),
    [
        ({"window_label": "this year"}, "Number of cases: {total} cases (this year)."),
        ({}, "Number of cases: {total} cases (2026)."),
        ({"group_by": "year"}, "Number of cases by year (2026):"),
        (
            {"filters": ({"by": "product", "values": ("01t000000000000AAA",)},)},
            "Number of cases: 0 cases (2026).",
        ),
        (
            {"group_by": "state", "value": {"low": 100_000}},
            "No state meets the condition (2026).",
        ),
        ({"group_by": "state", "volume": {"low": 100_000}}, "No state meets the condition (2026)."),
        ({"group_by": "quarter", "rank": "highest", "position": 5}, "There are only 4 quarters (2026)."),
    ],
)
async def test_how_it_is_worded(
    context: ActionContext, demo_rows: Rows, asked: dict[str, Any], headline: str
) -> None:
    opened = [case["CreatedDate"].astimezone(HOME).year for case in demo_rows["Case"]]
    finding = await MEASURE.run(context, MeasureArguments(definition="case_volume", **YEAR, **asked))
    assert finding.headline == headline.format(total=opened.count(2026))


NONE: Any = {"low": 0, "high": 0}


async def test_groups_without_a_row_are_found(context: ActionContext, demo_rows: Rows) -> None:
    november: dict[str, Any] = {
        "window_start": datetime(2026, 11, 1, 5, tzinfo=UTC),
        "window_end": datetime(2026, 12, 1, 6, tzinfo=UTC),
    }
    asked = MeasureArguments(definition="case_volume", **november, group_by="product", value=NONE)
    finding = await MEASURE.run(context, asked)
    product_of = {item["Id"]: item["Product2Id"] for item in demo_rows["OrderItem"]}
    start, end = november.values()
    had = {product_of.get(c["OrderItemId__c"]) for c in demo_rows["Case"] if start <= c["CreatedDate"] < end}
    assert {item.id for item in finding.items} == {p["Id"] for p in demo_rows["Product2"]} - had
    assert {item.shown for item in finding.items} == {"0 cases"}


async def test_of_people_only_those_who_do_it_have_none(context: ActionContext, demo_rows: Rows) -> None:
    october: dict[str, Any] = {
        "window_start": datetime(2026, 10, 1, 5, tzinfo=UTC),
        "window_end": datetime(2026, 11, 1, 5, tzinfo=UTC),
    }
    few: Any = {"high": 2, "high_strict": True}
    asked = MeasureArguments(definition="cases_closed", **october, group_by="agent", value=few)
    finding = await MEASURE.run(context, asked)
    closed = [case for case in demo_rows["Case"] if case["ClosedDate"]]
    start, end = october.values()
    counts = Counter(case["OwnerId"] for case in closed if start <= case["ClosedDate"] < end)
    assert {item.id for item in finding.items} == {c["OwnerId"] for c in closed if counts[c["OwnerId"]] < 2}
    assert "Only those are looked at who have ever been counted here." in finding.notes


async def test_places_below_the_first(context: ActionContext, demo_rows: Rows) -> None:
    counts = Counter(case["OwnerId"] for case in demo_rows["Case"])
    ordered = sorted(counts, key=lambda agent: (-counts[agent], agent))
    asked = MeasureArguments(definition="case_volume", group_by="agent", rank="highest", position=2, limit=3)
    finding = await MEASURE.run(context, asked)
    assert [item.id for item in finding.items[: finding.asked]] == ordered[1:4]


async def test_periods_come_in_order_of_time(context: ActionContext) -> None:
    finding = await MEASURE.run(context, MeasureArguments(definition="case_volume", group_by="quarter"))
    labels = [item.label for item in finding.items]
    assert labels[:3] == ["Q3 2023", "Q4 2023", "Q1 2024"] or labels[:2] == ["Q4 2023", "Q1 2024"]
    assert labels == sorted(labels, key=lambda label: label.split()[::-1])


@pytest.mark.parametrize(
    ("asked", "told", "hint"),
    [
        ({"definition": "happiness"}, "there is no measure 'happiness'", "handle_time"),
        ({"definition": "handle_time", "group_by": "colour"}, "cannot be taken by 'colour'", "agent"),
    ],
)
async def test_what_cannot_be_computed(
    context: ActionContext, asked: dict[str, Any], told: str, hint: str
) -> None:
    with pytest.raises(InputError, match=told) as caught:
        await MEASURE.run(context, MeasureArguments(**asked))
    assert hint in (caught.value.hint or "")


async def test_a_window_that_ends_before_it_starts(context: ActionContext) -> None:
    asked = MeasureArguments(
        definition="case_volume", window_start=YEAR["window_end"], window_end=YEAR["window_start"]
    )
    with pytest.raises(InputError, match="the window ends at"):
        await MEASURE.run(context, asked)


async def test_only_what_a_topic_opens_is_computed(context: ActionContext) -> None:
    limited = replace(context, may_use=lambda definition: definition == "case_volume")
    assert (await MEASURE.run(limited, MeasureArguments(definition="case_volume"))).status == "found"
    with pytest.raises(InputError, match="there is no measure 'handle_time'") as caught:
        await MEASURE.run(limited, MeasureArguments(definition="handle_time"))
    assert caught.value.hint == "measures: case_volume"


async def test_a_number_of_only_some_rows_says_so(context: ActionContext, demo_rows: Rows) -> None:
    contact = demo_rows["Contact"][0]
    hers = replace(context, actor=Customer(contact["Id"], contact["AccountId"]))
    own = await MEASURE.run(hers, MeasureArguments(definition="case_volume"))
    assert own.notes == ("Of Case only what you may see is counted.",)
    assert own.records == sum(case["ContactId"] == contact["Id"] for case in demo_rows["Case"])
    assert (await MEASURE.run(context, MeasureArguments(definition="case_volume"))).notes == ()
