"""The comment on a pull request."""

from dataclasses import replace

from markdown_it import MarkdownIt
from tests.evals.report.given import RESULTS, RUN, result

from understudy.agents.acceptance import Acceptance
from understudy.evals.report.markdown import as_markdown
from understudy.evals.report.told import of_kept
from understudy.evals.runs.pairing import pair


def test_it_says_the_verdict_the_causes_and_what_regressed() -> None:
    before = [replace(each, passed=True, replies=("As it was.",)) for each in RESULTS]
    told = as_markdown(of_kept(RUN, RESULTS, Acceptance(), compared=pair(before, RESULTS)))
    assert told.startswith("## ❌ mine: the verdict **does not hold**")
    assert "| ❔ | cases | Not enough data: 3 cases were judged" in told
    assert "1 could not be judged" in told
    assert "<summary>query ran instead of measure (1)</summary>" in told
    assert "Regressions (2)" in told
    assert "| bad | As it was. | Reply bad. |" in told


def test_what_a_model_said_is_text() -> None:
    told = as_markdown(of_kept(RUN, RESULTS, Acceptance(), compared=pair([result("evil")], RESULTS)))
    page = MarkdownIt("commonmark").enable("table").render(told)
    assert "evil.example" in told
    assert "@everyone" not in told
    assert "<script" not in page
    assert "<a " not in page
    assert "<img" not in page
