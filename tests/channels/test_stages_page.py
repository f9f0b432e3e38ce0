"""The page of the six stages: what it tells, and to whom."""

import asyncio
import re
from collections.abc import AsyncGenerator
from html import unescape

import httpx2
import pytest
from tests.channels.conftest import CUSTOMER, BrowseAs

from understudy.app import App
from understudy.channels.service import Service
from understudy.conversations.turn import Stage
from understudy.evals.probe.play import play
from understudy.kit.trace import PostgresSpans, setup
from understudy.observe.stages.reports import probe_report
from understudy.observe.stages.store import KeptVerdict, save_verdicts

pytestmark = pytest.mark.usefixtures("articles")


@pytest.fixture(scope="module")
async def probed(articles: Stage, service: Service, demo_app: App) -> AsyncGenerator[None]:
    """A probe, with its traces."""
    tracing = setup(PostgresSpans(service.database.url))
    specs, moment = list(service.agents.values()), demo_app.moment(articles.org)
    await play(articles, specs, moment, source=None, count=32, seed=3, tell=lambda *_: None)
    await asyncio.to_thread(tracing.close)
    yield
    await articles.database.execute("DELETE FROM understudy.probe_run")


def words(page: httpx2.Response) -> str:
    assert page.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


@pytest.mark.usefixtures("probed")
async def test_it_tells_what_the_report_tells(browse_as: BrowseAs, service: Service) -> None:
    report = await probe_report(service.database, service.stage.org.name)
    assert report is not None
    operator = await browse_as(None)
    page = await operator.get("/stages")
    told = words(page)
    assert f"seed 3: {report.questions} questions" in told
    for step in report.steps:
        lost = f"{step.lost} lost" if step.lost else "none lost"
        assert f"{step.entered} came, {lost}" in told
    assert report.lost
    for each in report.lost:
        assert each.question in told
        assert f'href="/trace/{each.trace_id}"' in page.text
    for measure in report.measures:
        assert f"{measure.name} {measure.value:.0%}" in told or measure.is_mean
    first = report.lost[0]
    assert (await operator.get(f"/trace/{first.trace_id}")).status_code == 200
    for anchor in re.findall(r'href="#(lost-[\w-]+)"', page.text):
        assert f'id="{anchor}"' in page.text


@pytest.mark.usefixtures("probed")
async def test_employees_see_it_without_others_traces_and_customers_do_not(
    browse_as: BrowseAs, client: httpx2.AsyncClient
) -> None:
    employee = await (await browse_as("Caroline Mbatha")).get("/stages")
    assert "Where answers are lost" in words(employee)
    assert 'href="/trace/' not in employee.text
    customer = await browse_as(CUSTOMER)
    answers = [await customer.get("/stages"), await customer.get("/source/0")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text == answers[1].text
    assert "/stages" not in (await customer.get("/chat/service")).text
    assert (await client.get("/stages")).headers["location"] == "/login"


@pytest.fixture
async def unasked(service: Service) -> None:
    """No verdict on what was asked, whichever tests came before."""
    await service.database.execute("DELETE FROM understudy.stage_verdict WHERE run_id IS NULL")


@pytest.mark.usefixtures("unasked")
async def test_what_nobody_asked_is_no_fault(browse_as: BrowseAs) -> None:
    assert "understudy knowledge stages" in words(await (await browse_as(None)).get("/stages?of=asked"))


_CAUSES = ("no content", "permission", "withheld", "not known")


@pytest.fixture
async def lost(service: Service, unasked: None) -> AsyncGenerator[None]:
    """A question that was lost by each of the causes."""
    org, at = service.stage.org.name, service.moment().now
    kept = [
        KeptVerdict(
            None,
            f"{place:032x}",
            at,
            "employee",
            "",
            "",
            None,
            "asked",
            "",
            "",
            "",
            "don't know",
            False,
            cause,
            f"told of {cause}",
            {},
            {},
        )
        for place, cause in enumerate(_CAUSES, start=1)
    ]
    await save_verdicts(service.database, org, None, kept)
    yield
    ids = [each.trace_id for each in kept]
    await service.database.execute("DELETE FROM understudy.stage_verdict WHERE trace_id = ANY(%s)", (ids,))


@pytest.mark.usefixtures("lost")
async def test_nobody_learns_by_asking_what_others_may_read(browse_as: BrowseAs) -> None:
    operator = words(await (await browse_as(None)).get("/stages?of=asked"))
    employee = words(await (await browse_as("Caroline Mbatha")).get("/stages?of=asked"))
    assert "For others to read 1 lost" in operator
    assert "Kept back while pages disagree 1 lost" in operator
    assert "Cannot be known 4 lost" in employee
    for told in ("For others to read", "Kept back while pages disagree", "Nothing is written about it"):
        assert told not in employee
