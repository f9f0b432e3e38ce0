"""JUnit XML and JSON of a suite's runs."""

import json
from xml.etree import ElementTree as ET

from understudy.evals.batch import SuiteRun
from understudy.evals.cases import Case, Expectation, Suite
from understudy.evals.checks import Mismatch
from understudy.evals.doors import Knocked
from understudy.evals.gates import judge
from understudy.evals.report import as_json, as_junit
from understudy.evals.run import CaseRun

GOOD = Case(name="good", say="Hi", expect=Expectation(kind="reply"))
BAD = Case(name="bad & <odd>", say="Ho", expect=Expectation(kind="reply", answers=("Ada",)))
SUITE = Suite(name="mine", agent="analyst", cases=(GOOD, BAD))
RUNS = (
    CaseRun(GOOD, (), ("Hello.",), 12.0, ("ab" * 16,)),
    CaseRun(
        BAD,
        (Mismatch("kind", "reply", "unknown (a\x00b)"), Mismatch("answers", "Ada", "nothing")),
        ("No idea.",),
        30.0,
        (),
    ),
)
PLAYED = SuiteRun(SUITE, "analyst", RUNS, judge(1, 2, 0.5), 0.03)


def test_junit_counts_and_names_what_failed() -> None:
    (suite,) = ET.fromstring(as_junit(PLAYED))
    assert suite.attrib == {
        "name": "mine (analyst)",
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "time": "0.042",
    }
    good, bad = suite
    assert (good.attrib["name"], len(good)) == ("good", 0)
    assert (bad.attrib["name"], bad.attrib["classname"], bad.attrib["time"]) == (
        "bad & <odd>",
        "mine",
        "0.030",
    )
    assert bad[0].attrib["message"] == "kind: expected reply, came unknown (a�b)"
    assert (bad[0].text or "").endswith("answers: expected Ada, came nothing")


def test_json_has_the_verdict_and_every_case() -> None:
    told = json.loads(json.dumps(as_json(PLAYED)))
    assert (told["passed"], told["total"], told["gate_holds"], told["gate_is_sure"]) == (1, 2, True, False)
    assert [case["passed"] for case in told["cases"]] == [True, False]
    assert told["cases"][1]["mismatches"][1] == {"what": "answers", "expected": "Ada", "came": "nothing"}


def test_doors_are_a_suite_of_their_own() -> None:
    doors = (Knocked("health", None, 3.0), Knocked("page", "/login answers with 500", 4.0))
    knocked, played = ET.fromstring(as_junit(PLAYED, doors=doors))
    assert (knocked.attrib["name"], knocked.attrib["failures"]) == ("doors", "1")
    assert [(case.attrib["name"], len(case)) for case in knocked] == [("health", 0), ("page", 1)]
    assert played.attrib["name"] == "mine (analyst)"
