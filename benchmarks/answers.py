"""In other words than the documents': does a question get the right article, "I don't know", or a wrong one?

    python benchmarks/answers.py [--dump FILE] [--questions FILE]

The questions of `questions/demo_articles.yaml` are asked of the demo org's service agent by a customer and of
its employee agent by an employee. An answer is right when it quotes what the question wants, from each
article that is wanted and from no other. Prints what came of each kind with 95% intervals, what was wrong,
and risk and coverage by how much support an answer must have.
"""

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml
from machine import describe_machine

from understudy.app import App, open_app
from understudy.conversations.session import new_session
from understudy.conversations.turn import turn
from understudy.evals.gates import wilson
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.knowledge.answering import answer as answering
from understudy.knowledge.index.indexing import index_articles
from understudy.org.demo import DEMO_NOW, generate_demo
from understudy.org.demo.load import DEMO_NAME, load_demo
from understudy.org.users import find_actor

QUESTIONS = Path(__file__).parent / "questions" / "demo_articles.yaml"
ASKERS = {
    "customer": ("service", "maria.okafor@harborlightnursery.example"),
    "employee": ("employee", "Caroline Mbatha"),
}
THRESHOLDS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True)
class Asked:
    """A question and what came of it. `right` is False for every answer to what no article answers."""

    ask: str
    kind: str
    answered: bool
    right: bool
    support: float
    told: tuple[str, ...]


async def ask_all(entries: Sequence[dict[str, Any]]) -> list[Asked]:
    demo = generate_demo()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), definitions_dir=Path(folder), agents_dir=Path(folder))
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, demo)
            stage = await app.stage(DEMO_NAME)
            await index_articles(app.database, stage.org, stage.encoder)
            return [await ask(app, entry) for entry in entries]


async def ask(app: App, entry: dict[str, Any]) -> Asked:
    stage = await app.stage(DEMO_NAME)
    name, who = ASKERS[entry["as"]]
    spec = app.agent(name)
    actor = await find_actor(app.database, stage.org, who)
    session = new_session(spec.name, actor, "terminal")
    played = await turn(stage, spec, session, entry["ask"], app.moment(stage.org))
    findings = [s.finding for s in played.outcome.evidence.steps if s.action == "answer_from_knowledge"]
    citations = [citation for finding in findings for citation in finding.citations]
    wanted = set(entry.get("titles", [entry["title"]] if "title" in entry else []))
    quoted = "\n".join(citation.shown for citation in citations).lower()
    right = (
        bool(wanted) and {c.title for c in citations} == wanted and entry.get("says", "").lower() in quoted
    )
    support = max((finding.facts.get("support", 0.0) for finding in findings), default=0.0)
    told = tuple(f"{c.title}: {c.quote}" for c in citations) or (played.outcome.text,)
    return Asked(entry["ask"], kind_of(entry), bool(citations), right, support, told)


def kind_of(entry: dict[str, Any]) -> str:
    return "several articles" if "titles" in entry else "one article" if "title" in entry else "no article"


def report(asked: Sequence[Asked]) -> None:
    print(f"{'answered by':<18}{'asked':>6}   {'right':<22}{'unknown':<22}{'wrong':<22}")
    for kind in ("one article", "several articles", "no article"):
        group = [each for each in asked if each.kind == kind]
        kept = [each for each in group if each.answered]
        right = sum(each.right for each in kept)
        shares = (share(n, len(group)) for n in (right, len(group) - len(kept), len(kept) - right))
        print(f"{kind:<18}{len(group):>6}   " + "".join(f"{each:<22}" for each in shares))
    for each in asked:
        if not each.right and (each.answered or each.kind != "no article"):
            print(f"\n{'wrong' if each.answered else 'unknown'} ({each.support:.2f}): {each.ask}")
            print("".join(f"    {line}\n" for line in each.told), end="")


def risk_table(asked: Sequence[Asked], in_use: float) -> None:
    print(f"\n{'support':<14}{'coverage':>10}{'risk':>8}{'answerable right':>18}{'others answered':>17}")
    for threshold in sorted({*THRESHOLDS, in_use}):
        print(risk_row(asked, threshold, in_use))


def risk_row(asked: Sequence[Asked], threshold: float, in_use: float) -> str:
    kept = [each for each in asked if each.answered and each.support >= threshold]
    inside = [each for each in asked if each.kind != "no article"]
    others = [each for each in asked if each.kind == "no article"]
    risk = sum(not each.right for each in kept) / len(kept) if kept else 0.0
    right = sum(each.right for each in kept) / len(inside)
    answered = sum(each in kept for each in others) / len(others)
    name = f"{threshold:.2f}{' in use' if threshold == in_use else ''}"
    return f"{name:<14}{len(kept) / len(asked):>10.1%}{risk:>8.1%}{right:>18.1%}{answered:>17.1%}"


def share(count: int, of: int) -> str:
    low, high = wilson(count, of)
    return f"{count} ({count / of:.0%}; {low:.0%} to {high:.0%})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--dump", type=Path, help="also write what came of each, a JSON object a line")
    options = parser.parse_args()
    given = yaml.safe_load(options.questions.read_text(encoding="utf-8"))
    came = asyncio.run(ask_all(given))
    print(describe_machine(), "\n")
    report(came)
    # What would be answered if no support were too thin; the thresholds are applied afterwards.
    threshold_in_use = answering.LEAST_SUPPORT
    answering.LEAST_SUPPORT = 0.0
    risk_table(asyncio.run(ask_all(given)), threshold_in_use)
    if options.dump:
        lines = "".join(json.dumps(asdict(each)) + "\n" for each in came)
        options.dump.write_text(lines, encoding="utf-8")
