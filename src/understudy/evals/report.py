"""Suites that were played, for machines: JUnit XML and JSON. Pure."""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from understudy.evals.batch import SuiteRun
from understudy.evals.doors import Knocked
from understudy.evals.run import CaseRun

__all__ = ["as_json", "as_junit"]

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(*played: SuiteRun, doors: Sequence[Knocked] = ()) -> str:
    """One `testsuite` for the doors, if any were knocked at, and one for each suite.

    A `testcase` that failed has a `failure` that says all that did not fit.
    """
    root = ET.Element("testsuites")
    if doors:
        _suite(root, "doors", [(d.door, d.took_ms, [d.problem] if d.problem else []) for d in doors])
    for suite in played:
        cases = [(run.case.name, run.took_ms, [str(m) for m in run.mismatches]) for run in suite.runs]
        _suite(root, suite.suite.name, cases, f" ({suite.agent})")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ET.Element, name: str, cases: list[tuple[str, float, list[str]]], by: str = "") -> None:
    """Cases are name, milliseconds, and what did not fit."""
    failed = sum(bool(wrong) for _, _, wrong in cases)
    seconds = f"{sum(took_ms for _, took_ms, _ in cases) / 1000:.3f}"
    counts = {"tests": str(len(cases)), "failures": str(failed), "errors": "0", "time": seconds}
    element = ET.SubElement(root, "testsuite", {"name": f"{name}{by}", **counts})
    for case, took_ms, wrong in cases:
        took = {"classname": name, "name": _xml(case), "time": f"{took_ms / 1000:.3f}"}
        told = ET.SubElement(element, "testcase", took)
        if wrong:
            failure = ET.SubElement(told, "failure", {"message": _xml(wrong[0])})
            failure.text = _xml("\n".join(wrong))


def as_json(played: SuiteRun) -> dict[str, Any]:
    """The verdict and every case."""
    verdict = played.verdict
    return {
        "suite": played.suite.name,
        "agent": played.agent,
        "passed": verdict.passed,
        "total": verdict.total,
        "rate": verdict.rate,
        "interval": [verdict.low, verdict.high],
        "gate": verdict.gate,
        "gate_holds": verdict.holds,
        "gate_is_sure": verdict.is_sure,
        "took_s": played.took_s,
        "cases": [_case(run) for run in played.runs],
    }


def _case(run: CaseRun) -> dict[str, Any]:
    return {
        "name": run.case.name,
        "passed": run.passed,
        "said": [said.say for said in run.case.messages],
        "replies": list(run.replies),
        "mismatches": [{"what": m.what, "expected": m.expected, "came": m.came} for m in run.mismatches],
        "took_ms": run.took_ms,
        "trace_ids": list(run.trace_ids),
    }


def _xml(text: str) -> str:
    """Without the characters that XML has no place for."""
    return _NOT_XML.sub("�", text)
