"""`understudy demo --check`: the demo company proves itself, at its doors and in all its suites."""

import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

from rich.markup import escape

from understudy.app import App
from understudy.channels.admission import store
from understudy.channels.admission.keys import new_key
from understudy.channels.admission.store import Person
from understudy.channels.service import Service
from understudy.cli.console import console, table
from understudy.cli.evals.running import play, print_failures
from understudy.cli.serve import HERE, listen, served
from understudy.evals.batch import SuiteRun
from understudy.evals.cases import Suite
from understudy.evals.doors import Knocked, Visit, knock
from understudy.evals.report import as_json, as_junit

__all__ = ["Proof", "print_proof", "prove"]

GATE = 0.9
AGENT = "analyst"
QUESTION = "How many cases were opened in May 2026?"


@dataclass(frozen=True, slots=True)
class Proof:
    """How every door answered and every suite went."""

    doors: tuple[Knocked, ...]
    played: tuple[SuiteRun, ...]
    took_s: float

    @property
    def holds(self) -> bool:
        """Whether all doors answered and all suites reached the gate."""
        return all(door.problem is None for door in self.doors) and all(
            each.verdict.holds for each in self.played
        )

    def as_json(self) -> dict[str, Any]:
        """Everything, for machines."""
        doors, suites = list(map(asdict, self.doors)), list(map(as_json, self.played))
        return {"holds": self.holds, "took_s": self.took_s, "doors": doors, "suites": suites}

    def as_junit(self) -> str:
        """The doors as a suite beside the others."""
        return as_junit(*self.played, doors=self.doors)


async def prove(app: App, service: Service, suites: Sequence[Suite]) -> Proof:
    """Try every door of the demo company, then play the suites, each under its bar."""
    started = time.perf_counter()
    doors = await _doors(service)
    played = [await play(app, suite, gate=GATE) for suite in suites]
    return Proof(tuple(doors), tuple(played), time.perf_counter() - started)


def print_proof(proof: Proof) -> None:
    """Doors and suites as tables; the cases that failed, in full where a suite falls short; the verdict."""
    console.print()
    _print_doors(proof.doors)
    _print_suites(proof.played)
    for each in proof.played:
        if each.verdict.holds and each.failed:
            names = ", ".join(run.case.name for run in each.failed)
            console.print(f"[dim]{each.suite.name}, not passed: {escape(names)}[/]", soft_wrap=True)
        elif each.failed:
            console.print(f"\n[bold]{each.suite.name}[/]: these cases fail")
            print_failures(each)
    colour, told = ("green", "all is right") if proof.holds else ("red", "not all is right")
    console.print(f"\n[bold {colour}]{told}[/], after {proof.took_s:.1f} s")


async def _doors(service: Service) -> list[Knocked]:
    """The doors of the service at a free port, tried by its first person and by the operator's key."""
    async with _key(service) as key:
        with listen(HERE, 0) as listening:
            async with served(service, listening) as url:
                visit = Visit(service.demo_people[0].id, key, AGENT, QUESTION)
                return [knocked async for knocked in knock(url, visit)]


@asynccontextmanager
async def _key(service: Service) -> AsyncGenerator[str]:
    """The operator's key, good for as long as it is needed."""
    key = await new_key(service.database, Person(None, None), "understudy demo --check")
    try:
        yield key
    finally:
        await store.revoke_key(service.database, key.split("_")[1])


def _print_doors(doors: Sequence[Knocked]) -> None:
    made = table("door", "answers", "took")
    for door in doors:
        told = f"[red]no: {escape(door.problem)}[/]" if door.problem else "[green]yes[/]"
        made.add_row(door.door, told, f"{door.took_ms:.0f} ms")
    console.print(made, "")


def _print_suites(played: Sequence[SuiteRun]) -> None:
    made = table("suite", "passed", "rate", "95% interval", f"{GATE:.0%}?", "median case", "took")
    for each in played:
        verdict = each.verdict
        made.add_row(
            each.suite.name,
            f"{verdict.passed} of {verdict.total}",
            f"{verdict.rate:.1%}",
            f"{verdict.low:.1%} to {verdict.high:.1%}",
            "[green]yes[/]" if verdict.holds else "[red]no[/]",
            f"{each.median_ms:.0f} ms",
            f"{each.took_s:.1f} s",
        )
    console.print(made, "")
