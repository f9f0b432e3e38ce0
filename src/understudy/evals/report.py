"""A suite's runs for machines: JUnit XML and JSON. Pure."""

import re
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from understudy.evals.cases import Suite
from understudy.evals.gates import Verdict
from understudy.evals.run import CaseRun

__all__ = ["as_json", "as_junit"]

_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(suite: Suite, agent: str, runs: Sequence[CaseRun]) -> str:
    """One `testsuite`, a `testcase` for each case, with a `failure` that says all that did not fit."""
    failed = sum(not run.passed for run in runs)
    seconds = f"{sum(run.took_ms for run in runs) / 1000:.3f}"
    root = ET.Element("testsuites")
    counts = {"tests": str(len(runs)), "failures": str(failed), "errors": "0", "time": seconds}
    element = ET.SubElement(root, "testsuite", {"name": f"{suite.name} ({agent})", **counts})
    for run in runs:
        took = {"classname": suite.name, "name": _xml(run.case.name), "time": f"{run.took_ms / 1000:.3f}"}
        case = ET.SubElement(element, "testcase", took)
        if run.mismatches:
            failure = ET.SubElement(case, "failure", {"message": _xml(str(run.mismatches[0]))})
            failure.text = _xml("\n".join(map(str, run.mismatches)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def as_json(suite: Suite, agent: str, runs: Sequence[CaseRun], verdict: Verdict) -> dict[str, Any]:
    """The verdict and every case."""
    return {
        "suite": suite.name,
        "agent": agent,
        "passed": verdict.passed,
        "total": verdict.total,
        "rate": verdict.rate,
        "interval": [verdict.low, verdict.high],
        "gate": verdict.gate,
        "gate_holds": verdict.holds,
        "gate_is_sure": verdict.is_sure,
        "cases": [_case(run) for run in runs],
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
