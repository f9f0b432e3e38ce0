"""The page: it fetches nothing, runs nothing, and says everything."""

import re

import pytest
from tests.evals.report.given import EVIL, RESULTS, RUN, result

from understudy.agents.acceptance import Acceptance
from understudy.evals.gates.rate import rate_of
from understudy.evals.report.page import as_page
from understudy.evals.report.picture import interval_picture
from understudy.evals.report.told import of_kept
from understudy.evals.runs.pairing import pair


def page() -> str:
    return as_page(of_kept(RUN, RESULTS, Acceptance(), compared=pair([result("evil")], RESULTS)))


def test_it_fetches_and_runs_nothing() -> None:
    told = page()
    assert "default-src 'none'" in told
    assert re.findall(r'(?:src|href|action)="(?!#|data:)[^"]*"', told) == []
    assert "<script" not in told
    assert "@import" not in told
    assert "url(" not in told
    assert EVIL not in told


def test_it_names_every_case_and_leads_to_it() -> None:
    told = page()
    for target in re.findall(r'href="#([^"]+)"', told):
        assert f'id="{target}"' in told
    for number, name in enumerate(("good", "bad", "evil", "open"), 1):
        assert f'id="case-{number}"' in told
        assert name in told
    assert "Not good enough" in told
    assert '<td data-label="expected">measure</td><td data-label="came">query</td>' in told


def test_the_picture_is_to_scale() -> None:
    drawn = interval_picture(rate_of([(1, 1)] * 75 + [(0, 1)] * 25), 0.5)
    (circle,) = re.findall(r'circle class="rate" cx="([\d.]+)"', drawn)
    (gate,) = re.findall(r'class="gate" x1="([\d.]+)"', drawn)
    (low, high) = re.findall(r'class="range" x1="([\d.]+)" y1="30" x2="([\d.]+)"', drawn)[0]
    assert float(circle) == pytest.approx(12 + 0.75 * 576)
    assert float(gate) == pytest.approx(300)
    assert float(low) < float(circle) < float(high)
