"""Time expressions, read on Wednesday 19 May 2021 at half past two."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.clock import Moment
from understudy.llm.local.times import (
    Shifted,
    UnknownTime,
    Versus,
    Window,
    find_groupings,
    find_windows,
    shift,
)

UTC = ZoneInfo("UTC")
MOMENT = Moment(datetime(2021, 5, 19, 14, 30, tzinfo=UTC), UTC)

WINDOWS = [
    # relative, ending where today begins
    ("repairs over the past 6 quarters", "over the past 6 quarters", "2019-11-19", "2021-05-19"),
    ("in the last 18 days", "in the last 18 days", "2021-05-01", "2021-05-19"),
    ("over the previous five months", "over the previous five months", "2020-12-19", "2021-05-19"),
    ("the last fortnight", "the last fortnight", "2021-05-05", "2021-05-19"),
    ("the past half-year", "the past half-year", "2020-11-19", "2021-05-19"),
    ("the last year and a half", "the last year and a half", "2019-11-19", "2021-05-19"),
    ("the past two and a half years", "the past two and a half years", "2018-11-19", "2021-05-19"),
    ("the past couple of months", "the past couple of months", "2021-03-19", "2021-05-19"),
    ("trailing twelve months", "trailing twelve months", "2020-05-19", "2021-05-19"),
    ("TTM", "TTM", "2020-05-19", "2021-05-19"),
    ("the last decade", "the last decade", "2011-05-19", "2021-05-19"),
    ("past week", "past week", "2021-05-12", "2021-05-19"),
    ("last 30d", "last 30d", "2021-04-19", "2021-05-19"),
    ("any of the last 5 quarters", "any of the last 5 quarters", "2020-02-19", "2021-05-19"),
    ("through the past six weeks", "through the past six weeks", "2021-04-07", "2021-05-19"),
    ("the 12-month period", None, None, None),
    ("over the last 12-month period", "over the last 12-month period", "2020-05-19", "2021-05-19"),
    ("the past five (5) quarters", "the past five (5) quarters", "2020-02-19", "2021-05-19"),
    ("the past 3-4 months", "the past 3-4 months", "2021-01-19", "2021-05-19"),
    # whole units of the calendar
    ("last quarter", "last quarter", "2021-01-01", "2021-04-01"),
    ("last month", "last month", "2021-04-01", "2021-05-01"),
    ("last year", "last year", "2020-01-01", "2021-01-01"),
    ("last week", "last week", "2021-05-10", "2021-05-17"),
    ("this quarter", "this quarter", "2021-04-01", "2021-07-01"),
    ("this week", "this week", "2021-05-17", "2021-05-24"),
    ("next quarter", "next quarter", "2021-07-01", "2021-10-01"),
    ("the week before last", "the week before last", "2021-05-03", "2021-05-10"),
    ("last 3 full months", "last 3 full months", "2021-02-01", "2021-05-01"),
    ("year to date", "year to date", "2021-01-01", "2021-05-20"),
    ("QTD", "QTD", "2021-04-01", "2021-05-20"),
    ("so far this month", "so far this month", "2021-05-01", "2021-05-20"),
    # days
    ("today", "today", "2021-05-19", "2021-05-20"),
    ("the day before yesterday", "the day before yesterday", "2021-05-17", "2021-05-18"),
    ("3 days ago", "3 days ago", "2021-05-16", "2021-05-17"),
    ("two weeks ago", "two weeks ago", "2021-05-03", "2021-05-10"),
    ("a year ago", "a year ago", "2020-01-01", "2021-01-01"),
    ("more than three months ago", "more than three months ago", None, "2021-02-19"),
    ("on Monday", "on Monday", "2021-05-17", "2021-05-18"),
    ("last Tuesday", "last Tuesday", "2021-05-18", "2021-05-19"),
    ("next Monday", "next Monday", "2021-05-24", "2021-05-25"),
    ("2021-05-03", "2021-05-03", "2021-05-03", "2021-05-04"),
    ("on 3 May 2021", "on 3 May 2021", "2021-05-03", "2021-05-04"),
    ("May 3rd, 2021", "May 3rd, 2021", "2021-05-03", "2021-05-04"),
    ("05/03/2021", "05/03/2021", "2021-05-03", "2021-05-04"),
    ("13/05/2021", "13/05/2021", "2021-05-13", "2021-05-14"),
    ("on 12 December", "on 12 December", "2020-12-12", "2020-12-13"),
    ("last weekend", "last weekend", "2021-05-15", "2021-05-17"),
    ("the week of May 5, 2021", "the week of May 5, 2021", "2021-05-03", "2021-05-10"),
    # months, quarters, halves, seasons, years
    ("in March 2020", "in March 2020", "2020-03-01", "2020-04-01"),
    ("in May", "in May", "2021-05-01", "2021-06-01"),
    ("in June", "in June", "2020-06-01", "2020-07-01"),
    ("last March", "last March", "2021-03-01", "2021-04-01"),
    ("March last year", "March last year", "2020-03-01", "2020-04-01"),
    ("Q3 2022", "Q3 2022", "2022-07-01", "2022-10-01"),
    ("Q3 of '22", "Q3 of '22", "2022-07-01", "2022-10-01"),
    ("Q3'22", "Q3'22", "2022-07-01", "2022-10-01"),
    ("3Q22", "3Q22", "2022-07-01", "2022-10-01"),
    ("2022 Q1", "2022 Q1", "2022-01-01", "2022-04-01"),
    ("the third quarter of '20", "the third quarter of '20", "2020-07-01", "2020-10-01"),
    ("during the second quarter of 2019", "during the second quarter of 2019", "2019-04-01", "2019-07-01"),
    ("during Q4", "during Q4", "2020-10-01", "2021-01-01"),
    ("the last quarter of 2020", "the last quarter of 2020", "2020-10-01", "2021-01-01"),
    ("the first half of 2020", "the first half of 2020", "2020-01-01", "2020-07-01"),
    ("H2 2020", "H2 2020", "2020-07-01", "2021-01-01"),
    ("the second half of last year", "the second half of last year", "2020-07-01", "2021-01-01"),
    ("in Spring 2021", "in Spring 2021", "2021-03-01", "2021-06-01"),
    ("in the fall of 2020", "in the fall of 2020", "2020-09-01", "2020-12-01"),
    ("winter 2020", "winter 2020", "2020-12-01", "2021-03-01"),
    ("winter 2020/21", "winter 2020/21", "2020-12-01", "2021-03-01"),
    ("during the 2020 summer season", "during the 2020 summer season", "2020-06-01", "2020-09-01"),
    ("last winter", "last winter", "2020-12-01", "2021-03-01"),
    ("this summer", "this summer", "2021-06-01", "2021-09-01"),
    ("in 2020", "in 2020", "2020-01-01", "2021-01-01"),
    ("the year 2020", "the year 2020", "2020-01-01", "2021-01-01"),
    ("the 2010s", "the 2010s", "2010-01-01", "2020-01-01"),
    ("week 12 of 2021", "week 12 of 2021", "2021-03-22", "2021-03-29"),
    # ranges and lists
    ("from July through September 2020", "from July through September 2020", "2020-07-01", "2020-10-01"),
    ("July to September 2020", "July to September 2020", "2020-07-01", "2020-10-01"),
    ("November to February 2021", "November to February 2021", "2020-11-01", "2021-03-01"),
    ("between March and May 2021", "between March and May 2021", "2021-03-01", "2021-06-01"),
    ("between 3 and 9 May 2021", "between 3 and 9 May 2021", "2021-05-03", "2021-05-10"),
    ("Q1-Q3 2020", "Q1-Q3 2020", "2020-01-01", "2020-10-01"),
    ("2019-2020", "2019-2020", "2019-01-01", "2021-01-01"),
    (
        "in January, February and March 2021",
        "in January, February and March 2021",
        "2021-01-01",
        "2021-04-01",
    ),
    (
        "in the second and third quarters of 2020",
        "in the second and third quarters of 2020",
        "2020-04-01",
        "2020-10-01",
    ),
    # open ends and parts
    ("since March", "since March", "2021-03-01", None),
    ("since 2021-05-01", "since 2021-05-01", "2021-05-01", None),
    ("from March 2020 onwards", "from March 2020 onwards", "2020-03-01", None),
    ("after June 2020", "after June 2020", "2020-07-01", None),
    ("before June 2020", "before June 2020", None, "2020-06-01"),
    ("until the end of June 2020", "until the end of June 2020", None, "2020-07-01"),
    ("by the end of the quarter", "by the end of the quarter", None, "2021-07-01"),
    ("by Friday", "by Friday", None, "2021-05-22"),
    ("early March 2021", "early March 2021", "2021-03-01", "2021-03-11"),
    ("since mid-2020", "since mid-2020", "2020-05-01", None),
    ("the first two weeks of March 2021", "the first two weeks of March 2021", "2021-03-01", "2021-03-15"),
    ("the 6 months to June 2021", "the 6 months to June 2021", "2021-01-01", "2021-07-01"),
    (
        "in the three months before May 2020",
        "in the three months before May 2020",
        "2020-02-01",
        "2020-05-01",
    ),
    # what is to come
    ("in the next 30 days", "in the next 30 days", "2021-05-19", "2021-06-18"),
    ("closing this month", "this month", "2021-05-01", "2021-06-01"),
    ("expiring within 2 weeks", "within 2 weeks", "2021-05-19", "2021-06-02"),
    ("overdue", "overdue", None, "2021-05-19"),
    ("of all time", "of all time", None, None),
]


@pytest.mark.parametrize(("text", "words", "start", "end"), WINDOWS)
def test_a_window(text: str, words: str | None, start: str | None, end: str | None) -> None:
    found = find_windows(text, MOMENT)
    if words is None:
        assert found == []
        return
    (span,) = found
    assert isinstance(span.value, Window)
    assert (span.text, text[span.start : span.end]) == (words, words)
    edges = [edge and edge.date().isoformat() for edge in (span.value.start, span.value.end)]
    assert edges == [start, end]


@pytest.mark.parametrize(
    "text",
    [
        "may I see it",
        "they march on",
        "sales fall behind",
        "the second pump",
        "case 2021 is open",
        "over 2000 pumps",
        "the Hose 2021 for Ada",
        "a quarter of them",
        "half of the pumps",
        "last name",
        "the last pump",
        "more than 30 days open",
        "repaired within 5 days",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert find_windows(text, MOMENT) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("since Easter", "holiday"),
        ("before Christmas", "holiday"),
        ("since the merger", "event"),
        ("recently", "vague"),
        ("in recent months", "vague"),
        ("Q5 2021", "invalid"),
        ("on February 30 2021", "invalid"),
    ],
)
def test_a_time_that_has_to_be_asked_for(text: str, reason: str) -> None:
    (span,) = find_windows(text, MOMENT)
    assert isinstance(span.value, UnknownTime)
    assert span.value.reason == reason


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Q1 vs Q2 2020", "2020-01-01", "2020-04-01"),
        ("compare March to April 2021", "2021-03-01", "2021-04-01"),
        ("in Q1 2020 compared with Q2 2020", "2020-01-01", "2020-04-01"),
        ("Q1 to Q2 2020 against Q3 2020", "2020-01-01", "2020-07-01"),
        ("better in March or April", "2021-03-01", "2021-04-01"),
        ("higher than in Q1 2020", None, "2020-01-01"),
    ],
)
def test_two_windows_compared(text: str, first: str | None, second: str) -> None:
    (span,) = find_windows(text, MOMENT)
    assert isinstance(span.value, Versus)
    assert isinstance(span.value.second, Window)
    starts = [w and w.start and w.start.date().isoformat() for w in (span.value.first, span.value.second)]
    assert starts == [first, second]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the same quarter last year", Shifted(-1, "year")),
        ("the quarter before", Shifted(-1, "quarter")),
        ("two months earlier", Shifted(-2, "month")),
        ("the previous period", Shifted(-1, "period")),
        ("YoY", Versus(None, Shifted(-1, "year"))),
        ("compared with the same period last year", Versus(None, Shifted(-1, "year"))),
    ],
)
def test_a_window_told_from_another(text: str, expected: object) -> None:
    (span,) = find_windows(text, MOMENT)
    assert span.value == expected
    assert span.text == text


def test_shifting_a_window() -> None:
    (span,) = find_windows("Q1 2021", MOMENT)
    assert isinstance(span.value, Window)
    for by, start in ((Shifted(-1, "year"), "2020-01-01"), (Shifted(-1, "period"), "2020-10-01")):
        moved = shift(span.value, by)
        assert moved.start
        assert moved.start.date().isoformat() == start
    assert shift(Window(None, None, ""), Shifted(1, "period")).start is None


def test_the_fiscal_year_of_the_org() -> None:
    moment = Moment(MOMENT.now, UTC, fiscal_year_start=2)
    for text, start, end in (
        ("FY21", "2020-02-01", "2021-02-01"),
        ("this fiscal year", "2021-02-01", "2022-02-01"),
        ("fiscal Q2 2022", "2021-05-01", "2021-08-01"),
        ("last fiscal quarter", "2021-02-01", "2021-05-01"),
        ("Q2 2022", "2022-04-01", "2022-07-01"),
    ):
        (span,) = find_windows(text, moment)
        assert isinstance(span.value, Window)
        assert [str(e and e.date()) for e in (span.value.start, span.value.end)] == [start, end], text


def test_the_zone_decides_which_day_it_is() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    (span,) = find_windows("today", Moment(MOMENT.now, zone))
    assert isinstance(span.value, Window)
    assert span.value.start == datetime(2021, 5, 20, tzinfo=zone)


def test_hours_end_now() -> None:
    (span,) = find_windows("in the last 24 hours", MOMENT)
    assert isinstance(span.value, Window)
    assert span.value.start == datetime(2021, 5, 18, 14, 30, tzinfo=UTC)


def test_month_arithmetic_clips_to_the_end_of_the_month() -> None:
    (span,) = find_windows("past 1 month", Moment(datetime(2021, 3, 31, tzinfo=UTC), UTC))
    assert isinstance(span.value, Window)
    assert span.value.start == datetime(2021, 2, 28, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("past 6 quarters", "over the last 6 quarters (19 November 2019 to 18 May 2021)"),
        ("July to September 2020", "from July to September 2020"),
        ("Q3 of '22", "in Q3 2022"),
        ("since March", "since 1 March 2021"),
        ("yesterday", "on 18 May 2021"),
    ],
)
def test_labels_complete_a_sentence(text: str, label: str) -> None:
    (span,) = find_windows(text, MOMENT)
    assert isinstance(span.value, Window)
    assert span.value.label == label


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("05/03/2021", "month first"),
        ("winter 2020", "December 2020 to February 2021"),
        ("past few weeks", "read as 3"),
        ("over the last year", "read as 2020"),
    ],
)
def test_what_may_be_read_otherwise_is_noted(text: str, note: str) -> None:
    (span,) = find_windows(text, MOMENT)
    assert isinstance(span.value, Window)
    assert note in (span.value.note or "")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("visits by month", "month"),
        ("visits per quarter", "quarter"),
        ("monthly visits", "month"),
        ("each week", "week"),
        ("is there a month where it leaks", "month"),
        ("week by week", "week"),
        ("which month was wet", "month"),
    ],
)
def test_groupings(text: str, unit: str) -> None:
    assert [span.value for span in find_groupings(text)] == [unit]


@pytest.mark.parametrize("text", ["in a month of repairs", "the last 3 months", "a year ago"])
def test_what_groups_nothing(text: str) -> None:
    assert find_groupings(text) == []
