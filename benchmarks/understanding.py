"""How well the embedded reasoner understands questions written in other hands.

    python benchmarks/understanding.py [--part develop|held_out] [--show N]

Asks every question of `phrasings/` on the demo org and compares the frame with the one that is meant.
Prints accuracy by kind and by hand with 95% Wilson intervals. Look at failures of `develop` only.
"""

import argparse
import asyncio
import re
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from pathlib import Path
from typing import Any

import yaml
from machine import describe_machine

from understudy.agents.names import OrgNames
from understudy.agents.world import build_world
from understudy.app import open_app
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.llm.local.decide import Decision
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.situation import Situation
from understudy.org.demo import DEMO_NOW, generate_demo
from understudy.org.demo.load import load_demo
from understudy.org.permissions import Employee

PHRASINGS = Path(__file__).parent / "phrasings"
Rows = Mapping[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Names:
    """The demo records that stand for the placeholders: their names, and the ids they are met by."""

    shown: dict[str, str]
    ids: dict[str, str]

    def fill(self, value: Any) -> Any:
        """The value with names in place of braces."""
        if isinstance(value, str):
            return re.sub(r"\{(\w+)\}", lambda m: self.shown.get(m[1], m[0]), value)
        if isinstance(value, list):
            return [self.fill(each) for each in value]
        if isinstance(value, dict):
            return {key: self.fill(each) for key, each in value.items()}
        return value

    def id_of(self, name: str) -> str:
        """The id of the record of that name; the name itself when it is none of them."""
        return next((self.ids[key] for key, shown in self.shown.items() if shown == name), name)


def name_records(rows: Rows) -> Names:
    """One record of each kind, far enough from the first for nothing to depend on it."""
    user = rows["User"][9]
    contact = rows["Contact"][30]
    products = rows["Product2"]
    picks = {
        "product": (products[4]["Name"], products[4]["Id"]),
        "product2": (products[15]["Name"], products[15]["Id"]),
        "account": (rows["Account"][40]["Name"], rows["Account"][40]["Id"]),
        "contact": (f"{contact['FirstName']} {contact['LastName']}", contact["Id"]),
        "agent": (f"{user['FirstName']} {user['LastName']}", user["Id"]),
        "opportunity": (rows["Opportunity"][60]["Name"], rows["Opportunity"][60]["Id"]),
        "issue": (rows["Issue__c"][1]["Name"], rows["Issue__c"][1]["Id"]),
        "case_number": (rows["Case"][70]["CaseNumber"], rows["Case"][70]["Id"]),
        "order_number": (rows["Order"][20]["OrderNumber"], rows["Order"][20]["Id"]),
        "me": (rows["User"][20]["Id"], rows["User"][20]["Id"]),
    }
    return Names({k: v[0] for k, v in picks.items()}, {k: v[1] for k, v in picks.items()})


class Judge:
    """Compares one decision with what was meant; `problem` is the first difference."""

    def __init__(self, means: dict[str, Any], decision: Decision, names: Names) -> None:
        self.means = means
        self.decision = decision
        self.names = names
        self.arguments = decision.reading.arguments if decision.reading else {}

    def problem(self) -> str | None:
        """What differs, or None."""
        wanted = as_list(self.means["action"])
        taken = self.decision.reading.action if self.decision.reading else ""
        done = taken if self.decision.kind == "act" else self.decision.kind
        if done not in wanted:
            return f"{done} instead of {'/'.join(wanted)}"
        if done in ("ask", "unknown", "decline"):
            expected = self.means.get("for")
            return f"asks about {taken}" if expected and done == "ask" and taken != expected else None
        if done == "measure":
            return self._measure()
        if done in ("route_lead", "route_case", "check_activities"):
            return self._policy()
        return self._records()

    def _measure(self) -> str | None:
        means, got = self.means, self.arguments
        if got["definition"] not in as_list(means["definition"]):
            return f"definition {got['definition']}"
        for key, default in (("group_by", None), ("rank", None), ("position", 1)):
            if got.get(key, default) != means.get(key, default):
                return f"{key} {got.get(key, default)!r}"
        if means.get("rank") and (got.get("limit") or 1) != means.get("limit", 1):
            return f"limit {got.get('limit')}"
        window = tuple(day(got.get(f"window_{end}")) for end in ("start", "end"))
        if window not in self._windows():
            return f"window {window}"
        if bounds(got) != bounds(means):
            return f"bounds {bounds(got)}"
        found = {str(v) for f in got.get("filters", ()) for v in f["values"]}
        asked = {
            self.names.id_of(str(v)) for each in means.get("filters", {}).values() for v in as_list(each)
        }
        return None if found == asked else f"filters {sorted(found)} instead of {sorted(asked)}"

    def _windows(self) -> set[tuple[str | None, str | None]]:
        given = [self.means.get("window", [None, None]), *self.means.get("or_window", [])]
        return {(day(start), day(end)) for start, end in given}

    def _policy(self) -> str | None:
        means, got = self.means, self.arguments
        if "region" in means and got.get("region") != means["region"]:
            return f"region {got.get('region')}"
        told = f"{got.get('subject', '')} {got.get('description', '')}".lower()
        missing = [word for word in as_list(means.get("text", [])) if word.lower() not in told]
        if missing:
            return f"text without {missing}"
        if "record" in means and self.names.id_of(means["record"]) not in (*got.values(),):
            return "another record"
        if "wanted" in means and got.get("wanted") != means["wanted"]:
            return f"wanted {got.get('wanted')}"
        return self._pieces(str(got.get("where", "")))

    def _records(self) -> str | None:
        means, got = self.means, self.arguments
        text = (
            got.get("soql")
            or f"FROM {got.get('object')} WHERE {got.get('where')} ORDER BY {got.get('order_by')}"
        )
        if "record" in means:
            if got.get("id") != self.names.id_of(means["record"]):
                return f"record {got.get('id')}"
        elif "object" in means and not re.search(rf"FROM {means['object']}\b", text):
            return f"object in {text}"
        told = [str(field).split(".")[0] for field in got.get("fields", ())]
        for field in means.get("fields", ()):
            if not any(stem(field) == stem(each) for each in told) and field not in text:
                return f"fields {told}"
        for value in means.get("filters", {}).values():
            if self.names.id_of(str(value)) not in text and str(value) not in text:
                return f"no {value} in {text}"
        if "window" in means and not any(
            all(edge is None or edge in text for edge in window) for window in self._windows()
        ):
            return f"window in {text}"
        return self._pieces(text)

    def _pieces(self, text: str) -> str | None:
        squeezed = re.sub(r"\s", "", text).lower()
        missing = [
            p
            for p in as_list(self.means.get("contains", []))
            if re.sub(r"\s", "", str(p)).lower() not in squeezed
        ]
        return f"no {missing} in {text}" if missing else None


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def day(value: Any) -> str | None:
    if value is None:
        return None
    return (
        value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else str(value)[:10]
    )


def stem(field: str) -> str:
    return field.removesuffix("Id").removesuffix("__r").removesuffix("__c")


def bounds(arguments: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The range asked for, of the records behind a group or of its number; strict ends as whole numbers."""
    found = arguments.get("volume") or arguments.get("value") or {}
    low, high = found.get("low"), found.get("high")
    low = low + 1 if low is not None and found.get("low_strict") else low
    high = high - 1 if high is not None and found.get("high_strict") else high
    return low, high


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95% interval of a share. Source: Wilson (1927)."""
    z, p = 1.96, right / total
    middle, spread = p + z * z / (2 * total), z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


async def measure(part: str, show: int) -> None:
    entries = yaml.safe_load((PHRASINGS / f"{part}.yaml").read_text(encoding="utf-8"))
    print(describe_machine())
    demo = generate_demo()
    names = name_records(demo.rows)
    tally: dict[str, list[bool]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(workspace=Path(folder), definitions_dir=Path(folder), agents_dir=Path(folder))
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, demo)
            stage, spec = await app.stage("demo"), app.agent("analyst")
            me = Employee(names.ids["me"], "executive")
            reasoner = Reasoner(build_world(stage.org, stage.library, spec), stage.encoder)
            situation = Situation(app.moment(stage.org), OrgNames(app.database, stage.org, me), me=me.user_id)
            for entry in entries:
                means = names.fill(entry["means"])
                decision, message = await reasoner.decide(names.fill(entry["ask"]), situation)
                problem = Judge(means, decision, names).problem()
                kind = str(as_list(means.get("definition") or means.get("for") or means["action"])[0])
                for key in (f"kind {kind}", f"hand {entry['hand']}", "all"):
                    tally[key].append(problem is None)
                if problem and show > 0:
                    show -= 1
                    print(f"{message.text}\n    {problem}  [{decision.confidence:.2f}]")
    for key, right in sorted(tally.items()):
        low, high = wilson(sum(right), len(right))
        share = sum(right) / len(right)
        print(f"{key:<28}{sum(right):>4}/{len(right):<4} {share:6.1%}  [{low:.1%}, {high:.1%}]")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("develop", "held_out"), default="develop")
    parser.add_argument("--show", type=int, default=0, help="print so many failures")
    options = parser.parse_args()
    asyncio.run(measure(options.part, options.show))
