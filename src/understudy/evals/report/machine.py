"""Runs for machines: JUnit XML and JSON. Pure."""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from understudy.evals.batch import SuiteRun
from understudy.evals.doors import Knocked
from understudy.evals.report.told import Report, Told, of_played

__all__ = ["as_json", "as_junit"]

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(*runs: SuiteRun | Report, doors: Sequence[Knocked] = ()) -> str:
    """One `testsuite` for the doors, if any were knocked at, and one for each run.

    A `testcase` that failed has a `failure` that says all that did not fit, one that could not be judged an
    `error`.
    """
    root = ET.Element("testsuites")
    if doors:
        knocked = [_Line(d.door, d.took_ms, (d.problem,) if d.problem else ()) for d in doors]
        _suite(root, "doors", knocked)
    for run in map(_report, runs):
        _suite(root, run.suite, [_Line.of(case) for case in run.cases], f" ({run.agent})")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


class _Line:
    """A case as JUnit knows one: `wrong` says why it did not pass."""

    def __init__(self, name: str, took_ms: float, wrong: Sequence[str], tag: str = "failure") -> None:
        self.name, self.took_ms, self.wrong, self.tag = name, took_ms, wrong, tag

    @classmethod
    def of(cls, told: Told) -> "_Line":
        wrong = [str(mismatch) for mismatch in told.mismatches] if not told.passed else []
        unjudged = told.passed is None
        return cls(
            told.case.name,
            told.took_ms,
            wrong or (["it could not be judged"] if unjudged else []),
            "error" if unjudged else "failure",
        )


def _suite(root: ET.Element, name: str, lines: Sequence[_Line], by: str = "") -> None:
    count = {tag: sum(bool(line.wrong) and line.tag == tag for line in lines) for tag in ("failure", "error")}
    seconds = f"{sum(line.took_ms for line in lines) / 1000:.3f}"
    counts = {"failures": str(count["failure"]), "errors": str(count["error"]), "time": seconds}
    element = ET.SubElement(root, "testsuite", {"name": f"{name}{by}", "tests": str(len(lines)), **counts})
    for line in lines:
        took = {"classname": name, "name": _xml(line.name), "time": f"{line.took_ms / 1000:.3f}"}
        told = ET.SubElement(element, "testcase", took)
        if line.wrong:
            failure = ET.SubElement(told, line.tag, {"message": _xml(line.wrong[0])})
            failure.text = _xml("\n".join(line.wrong))


def as_json(run: SuiteRun | Report) -> dict[str, Any]:
    """The verdict and every case."""
    report = _report(run)
    verdict = report.verdict
    return {
        "suite": report.suite,
        "agent": report.agent,
        "run": report.number,
        "passed": verdict.passed,
        "total": verdict.total,
        "unjudged": verdict.unjudged,
        "rate": verdict.rate,
        "interval": [verdict.low, verdict.high],
        "gate": verdict.gate,
        "gate_holds": verdict.holds,
        "gate_is_sure": verdict.is_sure,
        "verdict": verdict.word,
        "reasons": [{"name": r.name, "met": r.met, "told": r.told} for r in verdict.reasons],
        "took_s": report.took_s,
        "cases": [_case(case) for case in report.cases],
    }


def _case(told: Told) -> dict[str, Any]:
    return {
        "name": told.case.name,
        "passed": told.passed,
        "attempts": {"passed": told.attempts[0], "judged": told.attempts[1]},
        "said": [said.say for said in told.case.messages],
        "replies": list(told.replies),
        "mismatches": [{"what": m.what, "expected": m.expected, "came": m.came} for m in told.mismatches],
        "took_ms": told.took_ms,
        "trace_ids": list(told.trace_ids),
    }


def _report(run: SuiteRun | Report) -> Report:
    return of_played(run) if isinstance(run, SuiteRun) else run


def _xml(text: str) -> str:
    """Without the characters that XML has no place for."""
    return _NOT_XML.sub("�", text)
