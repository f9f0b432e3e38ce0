"""A run as one HTML file, which fetches nothing and runs nothing: it can be mailed and kept. Pure."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from understudy.evals.report.causes import causes_of
from understudy.evals.report.picture import interval_picture
from understudy.evals.report.told import Report

__all__ = ["as_page"]


def as_page(report: Report) -> str:
    """The page: the verdict, what changed, failures by cause, and every case with what was expected of it."""
    numbers = {told.case.name: number for number, told in enumerate(report.cases, 1)}
    template = _templates().get_template("report.html")
    return template.render(
        report=report,
        verdict=report.verdict,
        picture=Markup(interval_picture(report.verdict.success, report.verdict.gate)),  # noqa: S704  (ours)
        causes=causes_of(report.failed),
        numbers=numbers,
    )


@cache
def _templates() -> Environment:
    loader = PackageLoader("understudy.evals.report", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
