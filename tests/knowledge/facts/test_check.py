"""The report on a set of documents."""

from collections.abc import Callable
from datetime import date

import pytest

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.check import check_documents
from understudy.knowledge.facts.effort import effort_of, is_young

TODAY = date(2026, 6, 15)
LONG = (
    "Brush off the dirt while it is still damp. Take out insoles and laces and let everything dry in the"
    " shade. Work the wax in with your fingers, above all along the seams. Wait a night"
    " and polish off what is left."
)
Write = Callable[..., list[Document]]


def head(text: str, **values: str) -> str:
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in values.items()) + f"---\n{text}"


def test_what_disagrees_is_told_with_its_place(documents: Write) -> None:
    read = documents(
        {
            "a.md": "Welcome.\n\nA locker costs $5.",
            "b/c.md": "# Lockers\n\nEach locker costs $7. Bring a lock.",
        }
    )
    report = check_documents(read, today=TODAY)
    (conflict,) = report.conflicts
    assert (conflict.a.document, conflict.b.document) == ("a.md", "b/c.md")
    assert (conflict.a.value.low, conflict.b.value.low) == (5, 7)
    assert read[1].text[conflict.b.start : conflict.b.end] == conflict.b.sentence == "Each locker costs $7."
    assert "locker" in conflict.about


def test_a_claim_that_does_not_hold_yet_conflicts_with_nothing(documents: Write) -> None:
    read = documents({"a.md": "A locker costs $5.", "b.md": "From 1 July 2026 a locker costs $7."})
    assert check_documents(read, today=TODAY).conflicts == ()
    assert len(check_documents(read, today=date(2026, 7, 1)).conflicts) == 1


def test_the_most_used_come_first(documents: Write) -> None:
    read = documents(
        {
            "a.md": "A locker costs $5.",
            "b.md": "A locker costs $7.",
            "c.md": "The sauna opens at 9:00.",
            "d.md": "The sauna opens at 10:00.",
        }
    )
    for used, first in (("a.md", "a.md"), ("d.md", "c.md")):
        report = check_documents(read, today=TODAY, usage={used: 3})
        assert next(each.a.document for each in report.conflicts) == first


@pytest.mark.parametrize(
    ("text", "stale"),
    [
        (head("x", updated="2024-12-15"), True),
        (head("x", updated="2024-12-16"), False),
        (head("x", updated="2020-01-01", reviewed="2026-01-01"), False),
        (head("This page is superseded by the new one.", updated="2026-06-01"), True),
        (head("x", updated="2026-06-01", title="Fax (deprecated)"), True),
        (head("Old batteries are outdated goods.", updated="2026-06-01"), False),
        ("no day at all", False),
    ],
)
def test_a_stale_page_is_old_or_says_so(text: str, stale: bool, documents: Write) -> None:
    report = check_documents(documents({"a.md": text}), today=TODAY)
    assert [each.document for each in report.stale] == (["a.md"] if stale else [])


def test_months_of_staleness_can_be_set(documents: Write) -> None:
    read = documents({"a.md": head("x", updated="2026-01-01")})
    assert len(check_documents(read, today=TODAY, stale_months=5).stale) == 1
    assert check_documents(read, today=TODAY, stale_months=6).stale == ()


def test_an_orphan_is_what_no_page_links_to(documents: Write) -> None:
    read = documents(
        {
            "index.md": "[one](docs/one.md), [two](https://x.example/help/two), [[Three things]]",
            "docs/one.md": "[itself](one.md)",
            "docs/two.md": head("x", url="https://x.example/help/two"),
            "docs/three.md": head("x", title="Three things"),
            "docs/four.md": "[four](four.md)",
        }
    )
    assert check_documents(read, today=TODAY).orphans == ("docs/four.md",)


def test_without_any_link_orphans_cannot_be_told(documents: Write) -> None:
    assert check_documents(documents({"a.md": "x", "b.md": "y"}), today=TODAY).orphans is None


def test_of_near_duplicates_the_newest_is_proposed_to_stay(documents: Write) -> None:
    read = documents(
        {
            "a.md": head(LONG, updated="2025-01-01"),
            "b.md": head(LONG.replace("dirt", "mud"), updated="2026-01-01"),
        }
    )
    (found,) = check_documents(read, today=TODAY).duplicates
    assert (found.canonical, found.others) == ("b.md", ("a.md",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{LONG} It costs $5.", f"{LONG} It costs $7."),
        (f"{LONG} Ask for Susan.", f"{LONG} Ask for Martin."),
    ],
    ids=["only a value differs", "a template filled in twice"],
)
def test_what_differs_in_a_fact_is_no_duplicate(one: str, other: str, documents: Write) -> None:
    assert check_documents(documents({"a.md": one, "b.md": other}), today=TODAY).duplicates == ()


def test_the_effort_counts_what_is_found_and_what_is_decided(documents: Write) -> None:
    read = documents({"a.md": "A locker costs $5.", "b.md": "A locker costs $7."})
    effort = effort_of(check_documents(read, today=TODAY), decided=["orphan"])
    assert (effort.found, effort.decided, effort.minutes_left) == (2, 1, 6)
    assert is_young(2, 0)
    assert is_young(100, 60)
    assert not is_young(100, 10)
