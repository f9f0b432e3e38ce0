"""What holds today is not answered from what a release changed."""

import pytest

from understudy.knowledge.answering.releases import without_releases
from understudy.knowledge.index.retrieve import Passage
from understudy.knowledge.index.search import Found


def passage(heading: str) -> Passage:
    return Passage(Found(1, "a folder", "a.md", "Notes", None, heading, 0, "So it is.", "", "", 0.8, 0.9))


RELEASE, LASTING = passage("0.9.11"), passage("Sessions")


def test_a_release_does_not_answer() -> None:
    assert without_releases([RELEASE, LASTING], "When does a session expire?") == [LASTING]


@pytest.mark.parametrize(
    "question", ["What changed in sessions?", "Since when do sessions expire?", "What is in 0.9.11?"]
)
def test_releases_answer_what_is_asked_of_them(question: str) -> None:
    assert without_releases([RELEASE, LASTING], question) == [RELEASE, LASTING]


def test_where_nothing_else_was_found_they_do() -> None:
    assert without_releases([RELEASE], "When does a session expire?") == [RELEASE]
