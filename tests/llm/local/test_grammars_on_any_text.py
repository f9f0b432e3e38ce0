"""What holds for every grammar on every text: no failure, true offsets, no overlap."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.kit.clock import Moment
from understudy.llm.local.context import find_facts
from understudy.llm.local.formats import find_forms
from understudy.llm.local.normalise import correct_text, sentences, tokens
from understudy.llm.local.numbers import find_numbers
from understudy.llm.local.outlines import find_outlines
from understudy.llm.local.quantities import find_quantities
from understudy.llm.local.superlatives import find_superlatives
from understudy.llm.local.times import find_groupings, find_windows

MOMENT = Moment(datetime(2024, 2, 29, tzinfo=UTC), ZoneInfo("America/New_York"), 4)
WORDS = (
    "last past next first second half quarter quarters month day days year week of the in since "
    "before until by end early late may march 2021 '21 q3 h2 fy22 29 31 30 february spring winter "
    "fall and to through vs than more most least at fewer over under between 3 3.5k $10k 20% a an "
    "half dozen couple no any cases agent top worst best only return id name as list today ago "
    "earlier same period fiscal monday : - \n # = ' \" é İ \u2019 ( ) . , ? 5/13/2021 2021-02-31"
).split(" ")
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_spans_are_where_they_say(text: str) -> None:
    found = (
        find_windows(text, MOMENT),
        find_numbers(text),
        find_quantities(text),
        find_superlatives(text),
        find_groupings(text),
        find_forms(text),
        sentences(text),
    )
    for spans in found:
        position = 0
        for span in spans:
            assert position <= span.start < span.end
            assert text[span.start : span.end] == span.text
            position = span.end
    for token in tokens(text):
        assert text[token.start : token.end] == token.text


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_windows_do_not_end_before_they_begin(text: str) -> None:
    for span in find_windows(text, MOMENT):
        start, end = getattr(span.value, "start", None), getattr(span.value, "end", None)
        assert start is None or end is None or start <= end
    find_facts(text)
    find_outlines(text)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_corrections_lead_back(text: str) -> None:
    mended = correct_text(text, {"quarters", "agents", "fewest", "cases"})
    assert mended.original(0, len(mended.text)) == (0, len(text))
