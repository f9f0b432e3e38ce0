"""Does the conflict finder find what disagrees, and only that?

    python benchmarks/conflicts.py [--corpus FILE ...] [--real DIR ...] [--words-only] [--show]

A corpus is a YAML file of `benchmarks/knowledge_conflicts`: pages with a text of their own, into which pairs
of planted pieces are put. Prints recall by the kind of conflict, the look-alikes taken for conflicts by their
kind, and precision over all that is reported and over what is surer than some thresholds, with 95% intervals;
a report that was not planted counts as wrong. The folders given with `--real` are of a kind where hardly any
conflict is expected: prints what is reported there for 100 pages.
"""

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

import yaml
from machine import describe_machine

from understudy.knowledge.facts.check import Report, check_documents
from understudy.knowledge.facts.claim import Conflict
from understudy.knowledge.facts.folder import read_folder
from understudy.llm.embedder import Embedder, TextEncoder

THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9)
CORPORA = Path(__file__).parent / "knowledge_conflicts"


@dataclass(frozen=True)
class Planted:
    """Two pieces put into two pages; `kind` is that of the conflict, or of the look-alike."""

    kind: str
    is_conflict: bool
    a: tuple[str, str]
    b: tuple[str, str]

    def is_met_by(self, found: Conflict) -> bool:
        """Whether the reported pair is this one: both pages, and a sentence out of each piece."""
        sides = [(each.document.removesuffix(".md"), each.sentence) for each in (found.a, found.b)]
        return any(
            all(
                page == path and _within(sentence, piece)
                for (page, sentence), (path, piece) in zip(sides, pair, strict=True)
            )
            for pair in ((self.a, self.b), (self.b, self.a))
        )


def _within(sentence: str, piece: str) -> bool:
    def bare(text: str) -> str:
        return "".join(letter for letter in text.lower() if letter.isalnum())

    return bare(sentence) in bare(piece)


def write_corpus(corpus: dict[str, Any], folder: Path) -> list[Planted]:
    """The pages as Markdown files; every page is linked from the index but for the orphans."""
    pages: dict[str, dict[str, Any]] = {}
    for part in ("pages", "stale", "orphans"):
        pages |= {path: dict(page) for path, page in (corpus.get(part) or {}).items()}
    for part in ("duplicates", "templates"):
        for each in corpus.get(part) or []:
            (first, one), (second, other) = each["pages"].items()
            text = each["text"]
            for old, new in each["swap"]:
                assert old in text, old
                text = text.replace(old, new)
            pages[first], pages[second] = {**one, "text": each["text"]}, {**other, "text": text}
    planted = [
        Planted(each.get("conflict") or each["alike"], "conflict" in each, tuple(each["a"]), tuple(each["b"]))
        for each in corpus["planted"]
    ]
    # What has a heading of its own comes last, lest the rest should seem to belong under it.
    pieces = [piece for each in planted for piece in (each.a, each.b)]
    for path, piece in sorted(pieces, key=lambda each: "## " in each[1]):
        pages[path]["text"] += f"\n\n{piece}"
    for path, page in pages.items():
        _write_page(path, page, folder, [each for each in pages if each not in (corpus.get("orphans") or {})])
    return planted


def _write_page(path: str, page: dict[str, Any], folder: Path, linked: list[str]) -> None:
    text = page.pop("text")
    if path in ("index", "readme"):
        text += "\n\n" + "\n".join(f"- [{other}]({other}.md)" for other in linked if other != path)
    file = folder / f"{path}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = yaml.safe_dump(page, sort_keys=False, allow_unicode=True)
    file.write_text(f"---\n{head}---\n# {page['title']}\n\n{text}\n", encoding="utf-8")


def wilson(hits: int, of: int) -> str:
    """The share with its 95% interval (Wilson's score)."""
    if not of:
        return "none"
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{hits:>3} of {of:<3} {p:6.1%} [{low:.1%}, {high:.1%}]"


def judge(corpus: dict[str, Any], encoder: TextEncoder | None, *, show: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        planted = write_corpus(corpus, Path(place))
        documents = read_folder(Path(place)).documents
        began = time.perf_counter()
        report = check_documents(documents, today=corpus["today"], encoder=encoder)
        took = time.perf_counter() - began
    met = {index: [p for p in planted if p.is_met_by(found)] for index, found in enumerate(report.conflicts)}
    right = sum(any(p.is_conflict for p in each) for each in met.values())
    found = {id(p) for each in met.values() for p in each}
    print(f"\n{corpus['company']}: {len(documents)} pages, {len(report.claims)} claims, {took:.1f} s")
    print(f"  precision            {wilson(right, len(report.conflicts))}")
    for is_conflict, name in ((True, "recall"), (False, "look-alikes taken for conflicts")):
        these = [p for p in planted if p.is_conflict is is_conflict]
        print(f"  {name:<20} {wilson(sum(id(p) in found for p in these), len(these))}")
        kinds: dict[str, list[bool]] = defaultdict(list)
        for p in these:
            kinds[p.kind].append(id(p) in found)
        for kind, hits in kinds.items():
            print(f"    {kind:<18} {wilson(sum(hits), len(hits))}")
    _judge_thresholds(report.conflicts, met, sum(p.is_conflict for p in planted))
    _judge_pages(corpus, report)
    if show:
        _show(planted, found, report, met)


def _judge_thresholds(conflicts: Sequence[Conflict], met: dict[int, list[Planted]], of: int) -> None:
    """Precision and recall of what is at least so certain: the gate withholds only what is above 0.75."""
    for least in THRESHOLDS:
        sure = [index for index, each in enumerate(conflicts) if each.certainty >= least]
        right = sum(any(p.is_conflict for p in met[index]) for index in sure)
        print(
            f"  certain from {least:<4}    precision {wilson(right, len(sure))}  recall {wilson(right, of)}"
        )


def _judge_pages(corpus: dict[str, Any], report: Report) -> None:
    truth = {
        "stale": {f"{path}.md" for path in corpus.get("stale") or {}},
        "orphans": {f"{path}.md" for path in corpus.get("orphans") or {}},
        "duplicates": {tuple(f"{p}.md" for p in each["pages"]) for each in corpus.get("duplicates") or []},
    }
    found: dict[str, set[Any]] = {
        "stale": {each.document for each in report.stale},
        "orphans": set(report.orphans or ()),
        "duplicates": {(each.canonical, other) for each in report.duplicates for other in each.others},
    }
    for name, right in truth.items():
        wrong = sorted(map(str, found[name] - right))
        print(
            f"  {name:<20} {wilson(len(found[name] & right), len(right))}  wrong:"
            f" {', '.join(wrong) or 'none'}"
        )


def _show(planted: list[Planted], found: set[int], report: Report, met: dict[int, list[Planted]]) -> None:
    print("\nmissed")
    for p in planted:
        if p.is_conflict and id(p) not in found:
            print(f"  {p.kind}: {p.a[1]!r}  ~  {p.b[1]!r}")
    print("wrong")
    for index, each in enumerate(report.conflicts):
        if not any(p.is_conflict for p in met[index]):
            kind = met[index][0].kind if met[index] else "not planted"
            print(
                f"  {each.certainty:.2f} {kind}: {each.a.sentence!r} "
                f"({each.a.value.text})  ~  {each.b.sentence!r} ({each.b.value.text})"
            )


def real(folder: Path, encoder: TextEncoder | None, *, show: bool) -> None:
    documents = read_folder(folder).documents
    began = time.perf_counter()
    report = check_documents(documents, today=date(2026, 6, 15), encoder=encoder)
    took = time.perf_counter() - began
    per = 100 * len(report.conflicts) / len(documents)
    print(
        f"\n{folder.name}: {len(documents)} pages, {len(report.claims)} claims, {took:.1f} s;"
        f" {len(report.conflicts)} conflicts, {per:.1f} for 100 pages; {len(report.duplicates)} duplicates"
    )
    if show:
        for each in report.conflicts:
            print(
                f"  {each.certainty:.2f} {each.a.document}: {each.a.sentence[:150]!r} "
                f"({each.a.value.text})\n       {each.b.document}: {each.b.sentence[:150]!r} "
                f"({each.b.value.text})"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, nargs="*", help="corpora; all that are kept here if not given")
    parser.add_argument("--real", type=Path, nargs="*", default=[], help="folders of documents")
    parser.add_argument("--words-only", action="store_true", help="without the encoder")
    parser.add_argument("--show", action="store_true", help="print what was missed and what was wrong")
    options = parser.parse_args()
    model = None if options.words_only else Embedder.load(Path(".understudy") / "cache")
    print(describe_machine())
    for file in sorted(CORPORA.glob("*.yaml")) if options.corpus is None else options.corpus:
        judge(yaml.safe_load(file.read_text(encoding="utf-8")), model, show=options.show)
    for each in options.real:
        real(each, model, show=options.show)
