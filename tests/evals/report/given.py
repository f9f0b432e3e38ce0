"""A kept run and its results, for tests of reports."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from understudy.evals.checks import Mismatch
from understudy.evals.runs.kept import KeptResult, KeptRun
from understudy.evals.runs.touched import Touched

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SPEC = {
    "name": "sales",
    "label": "Sales",
    "job": "Sells.",
    "audience": "employees",
    "topics": [{"name": "all", "when": "Always.", "actions": ["measure"]}],
}
RUN = KeptRun(
    7, "demo", "mine", "sales", "embedded", "0123456789abcdef", SPEC, 0.8, 3, 1, AT, AT + timedelta(0, 4)
)


def result(name: str, passed: bool | None = True, *mismatches: Mismatch, **given: Any) -> KeptResult:
    case = {"name": name, "say": f"Ask {name}?", "expect": {"action": "measure"}, **given.pop("case", {})}
    plain = KeptResult(
        name,
        1,
        name,
        case,
        passed,
        mismatches,
        (f"Reply {name}.",),
        20.0,
        ("ab" * 16,),
        Touched(),
        1,
        0,
        0,
        0.0,
    )
    return replace(plain, **given)


EVIL = "<script>alert(1)</script> [go](https://evil.example/) @everyone | ![x](https://evil.example/i.png)"
RESULTS = [
    result("good"),
    result("bad", False, Mismatch("action", "measure", "query"), Mismatch("answers", "Ada", "Bo")),
    result("evil", False, Mismatch("answers", "Ada", EVIL), replies=(EVIL,)),
    result("open", None, Mismatch("the judge", "an answer", "none")),
]
