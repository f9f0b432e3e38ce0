"""Does the conflict finder find what disagrees, and only that?

    python benchmarks/conflicts.py [--corpus FILE ...] [--real DIR ...] [--words-only] [--show]

A corpus is a file or folder of `benchmarks/knowledge_conflicts`. The weights were learned from all of them:
how well they do on what they were not learned from is told by `fit_conflicts.py`. Prints recall by the kind
of conflict, the look-alikes taken for conflicts by their kind, and precision over all that is reported and
over what is surer than some thresholds, with 95% intervals; a report that was not planted counts as wrong.
The folders given with `--real` are of a kind where hardly any conflict is expected: prints what is reported
there for 100 pages.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from math import sqrt
from pathlib import Path
from typing import Any

from machine import describe_machine
from planted_conflicts import Corpus, Planted, corpora_in, read_corpus

from understudy.knowledge.facts.check import Report, check_documents
from understudy.knowledge.facts.claim import Conflict
from understudy.knowledge.facts.folder import read_folder
from understudy.llm.embedder import Embedder, TextEncoder

THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9)
CORPORA = Path(__file__).parent / "knowledge_conflicts"


def wilson(hits: int, of: int) -> str:
    """The share with its 95% interval (Wilson's score)."""
    if not of:
        return "none"
    z, p = 1.96, hits / of
    middle, half = p + z * z / (2 * of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{hits:>3} of {of:<3} {p:6.1%} [{low:.1%}, {high:.1%}]"


def judge(corpus: Corpus, encoder: TextEncoder | None, *, show: bool) -> None:
    documents, planted = corpus.documents, corpus.planted
    began = time.process_time()
    report = check_documents(documents, today=corpus.today, encoder=encoder)
    took = time.process_time() - began
    met = {
        index: [p for p in planted if p.is_met_by(found.a, found.b)]
        for index, found in enumerate(report.conflicts)
    }
    right = sum(any(p.is_conflict for p in each) for each in met.values())
    found = {id(p) for each in met.values() for p in each}
    print(
        f"\n{corpus.name}: {len(documents)} pages, {len(report.claims)} claims, {took:.1f} s of a processor"
    )
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


def _judge_pages(corpus: Corpus, report: Report) -> None:
    found: dict[str, set[Any]] = {
        "stale": {each.document for each in report.stale},
        "orphans": set(report.orphans or ()),
        "duplicates": {(each.canonical, other) for each in report.duplicates for other in each.others},
    }
    for name, right in corpus.pages.items():
        wrong = sorted(map(str, found[name] - right))
        print(
            f"  {name:<20} {wilson(len(found[name] & right), len(right))}  wrong:"
            f" {', '.join(wrong) or 'none'}"
        )


def _show(planted: Sequence[Planted], found: set[int], report: Report, met: dict[int, list[Planted]]) -> None:
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
    for file in corpora_in(CORPORA) if options.corpus is None else options.corpus:
        judge(read_corpus(file), model, show=options.show)
    for each in options.real:
        real(each, model, show=options.show)
