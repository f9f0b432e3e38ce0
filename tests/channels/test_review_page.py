"""The review page over HTTP: for reviewers, and what they may read."""

import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from html import unescape

import pytest
from tests.channels.conftest import CUSTOMER, OWN, BrowseAs
from tests.evals.reviewing import kept_run, some_result

from understudy.channels.service import Service
from understudy.evals.review import store
from understudy.evals.runs.kept import KeptRun


@pytest.fixture
async def runs(service: Service) -> AsyncGenerator[tuple[KeptRun, KeptRun]]:
    results = [some_result(f"case {number}") for number in range(3)]
    others = [replace(each, replies=("Ada & Bo.",)) for each in results]
    async with kept_run(service.stage, results) as first, kept_run(service.stage, others) as second:
        yield first, second


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


async def test_the_operator_says_of_each_whether_it_is_good(
    service: Service, browse_as: BrowseAs, runs: tuple[KeptRun, KeptRun]
) -> None:
    client = await browse_as(None)
    shown = (await client.get("/review")).text
    assert f"(run {runs[1].id})" in shown
    assert "Ada &amp; Bo." in shown
    assert re.search(r"<dt>answers</dt><dd>Ada</dd>", shown)
    for verdict, left in (("good", 2), ("bad", 1), ("skip", 0)):
        sent = {**hidden(shown), "verdict": verdict, "answers": "5\n6" if left == 1 else ""}
        answer = await client.post("/review", data=sent, headers=OWN, follow_redirects=True)
        shown = answer.text
        assert f"{3 - left} said, {left} left" in shown
    reviews = await store.reviews_of(service.database, runs[1].id)
    assert [each.verdict for each in reviews] == ["good", "bad", "skip"]
    assert [each.expected for each in reviews] == [None, {"answers": [5, 6]}, None]
    assert "Nothing waits for you in this run." in shown


async def test_two_runs_are_compared(
    service: Service, browse_as: BrowseAs, runs: tuple[KeptRun, KeptRun]
) -> None:
    client = await browse_as(None)
    place = f"/review/pairs?first={runs[0].id}&second={runs[1].id}"
    assert place.replace("&", "&amp;") in (await client.get("/review")).text
    shown = (await client.get(place)).text
    for _ in range(3):
        left_is_second = shown.index("Ada &amp; Bo.") < shown.index(">Bo.")
        sent = {**hidden(shown), "choice": "left" if left_is_second else "right"}
        shown = (await client.post("/review/pairs", data=sent, headers=OWN, follow_redirects=True)).text
    said = await store.preferences(service.database, (runs[0].id, runs[1].id))
    assert list(said.values()) == ["second"] * 3
    assert "Nothing is left to compare for you." in shown


@pytest.mark.parametrize("who", [CUSTOMER, "Caroline Mbatha"])
async def test_for_reviewers_alone(browse_as: BrowseAs, runs: tuple[KeptRun, KeptRun], who: str) -> None:
    client = await browse_as(who)
    assert 'href="/review"' not in (await client.get("/account")).text
    place = f"/review/pairs?first={runs[0].id}&second={runs[1].id}"
    sent = {"run": str(runs[1].id), "name": "case 0", "attempt": "1", "reason": "random", "verdict": "good"}
    answers = [
        await client.get("/review"),
        await client.get(place),
        await client.post("/review", data=sent, headers=OWN),
        await client.post("/review/pairs", data={"choice": "left"}, headers=OWN),
    ]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize(
    "wrong",
    [{"verdict": "fine"}, {"reason": "no"}, {"run": "0"}, {"run": "9" * 30}, {"attempt": "x"}],
)
async def test_what_is_not_there_is_not_there(
    browse_as: BrowseAs, runs: tuple[KeptRun, KeptRun], wrong: dict[str, str]
) -> None:
    client = await browse_as(None)
    sent = {"run": str(runs[1].id), "name": "case 0", "attempt": "1", "reason": "random", "verdict": "good"}
    assert (await client.post("/review", data={**sent, **wrong}, headers=OWN)).status_code == 404
    assert (await client.get("/review?run=0")).status_code == 404
