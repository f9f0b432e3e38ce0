"""`understudy demo --check`: all is right only if every door answers and every suite reaches the gate."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from understudy.app import App
from understudy.channels.admission import store
from understudy.channels.service import Service
from understudy.cli.console import console
from understudy.cli.proof import Proof, print_proof, prove
from understudy.evals.cases import Case, Expectation, Suite

ASK = "How many cases were opened in May 2026?"
RIGHT = Case(name="right", say=ASK, expect=Expectation(kind="reply", answers=(93,)))
WRONG = Case(name="wrong", say=ASK, expect=Expectation(kind="refusal"))


def suite(name: str, *cases: Case) -> Suite:
    return Suite(name=name, agent="analyst", org="demo", cases=cases)


@pytest.fixture(scope="module")
async def proof(demo_app: App, service: Service) -> Proof:
    return await prove(demo_app, service, [suite("good", RIGHT), suite("poor", RIGHT, WRONG)])


def test_a_poor_suite_is_not_right(proof: Proof) -> None:
    assert [door.problem for door in proof.doors] == [None] * len(proof.doors)
    assert [each.verdict.holds for each in proof.played] == [True, False]
    assert not proof.holds
    assert replace(proof, played=proof.played[:1]).holds


def test_a_closed_door_is_not_right(proof: Proof) -> None:
    closed = replace(proof.doors[0], problem="/healthz answers with 500")
    assert not replace(proof, doors=(closed,), played=proof.played[:1]).holds


def test_the_tables_say_what_is_wrong(proof: Proof) -> None:
    with console.capture() as captured:
        print_proof(proof)
    told = " ".join(captured.get().split())
    assert "poor: these cases fail" in told
    assert "poor 1 of 2 50.0% 9.5% to 90.5% no" in told
    assert "good 1 of 1 100.0% 20.7% to 100.0% yes" in told
    assert "not all is right" in told


def test_machines_read_it_too(proof: Proof) -> None:
    told = json.loads(json.dumps(proof.as_json()))
    assert (told["holds"], len(told["doors"]), len(told["suites"])) == (False, len(proof.doors), 2)
    assert [each.attrib["failures"] for each in ET.fromstring(proof.as_junit())] == ["0", "0", "1"]


async def test_its_key_is_revoked(proof: Proof, service: Service) -> None:
    kept = [key for key in await store.list_keys(service.database) if key.label == "understudy demo --check"]
    assert kept
    assert all(key.revoked_at for key in kept)
