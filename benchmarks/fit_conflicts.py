"""Learn how much each sign tells of a conflict, from the corpora with planted ones.

    python benchmarks/fit_conflicts.py [--leave-out-only] [--show CORPUS]

Every corpus is left out once: what was learned from the others is tried on it, and these figures stand at the
head of the weights. Then the weights are learned from all and written into the package. The same corpora give
the same weights. `--show` prints what is missed and wrong in a corpus that is left out.

Positive are pairs of claims of a planted conflict, one for each; all others that disagree are negative.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from planted_conflicts import Corpus, corpora_in, read_corpus

import understudy.knowledge.facts as facts
from understudy.knowledge.facts.check import draw_all
from understudy.knowledge.facts.conflicts import LEAST_CERTAINTY, compared_pairs
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.likeness import Features
from understudy.knowledge.facts.meaning import NEARNESS
from understudy.knowledge.facts.pairs import Pair
from understudy.llm.embedder import Embedder, TextEncoder

CORPORA = Path(__file__).parent / "knowledge_conflicts"
WEIGHTS = Path(facts.__file__).parent / "weights.json"
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9)
# How strongly weights are kept small: of 0.1 to 10 hardly anything changes.
_RIDGE = 3.0
_STEPS = 60


@dataclass
class Compared:
    """The pairs of a corpus; `planted` has for each the number of the conflict that it is, or -1."""

    corpus: Corpus
    drawn: Sequence[Drawn]
    pairs: Sequence[Pair]
    told: Sequence[Features]
    planted: np.ndarray

    @property
    def conflicts(self) -> int:
        """How many were planted."""
        return sum(each.is_conflict for each in self.corpus.planted)


def compare(path: Path, encoder: TextEncoder) -> Compared:
    corpus = read_corpus(path)
    drawn = [
        each
        for each in draw_all(corpus.documents)
        if each.claim.valid_from is None or each.claim.valid_from <= corpus.today
    ]
    pairs, told = compared_pairs(drawn, encoder, least=0.0)
    planted = np.full(len(pairs), -1)
    conflicts = [(at, each) for at, each in enumerate(corpus.planted) if each.is_conflict]
    for row, (i, j) in enumerate(pairs):
        for at, each in conflicts:
            if each.is_met_by(drawn[i].claim, drawn[j].claim):
                planted[row] = at
    return Compared(corpus, drawn, pairs, told, planted)


def rows_of(compared: Compared, names: Sequence[str]) -> np.ndarray:
    return np.array([[each[name] for name in names] for each in compared.told])


def labelled(compared: Compared, sure: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """The label of each pair, and its weight: of several pairs of one conflict only the likeliest is one."""
    labels = (compared.planted >= 0).astype(float)
    counts = np.ones(len(labels))
    for at in set(compared.planted[compared.planted >= 0]):
        rows = np.flatnonzero(compared.planted == at)
        if sure is None:
            counts[rows] = 1 / len(rows)
        else:
            counts[rows] = 0.0
            counts[rows[int(np.argmax(sure[rows]))]] = 1.0
    return labels, counts


def learn(these: Sequence[Compared], names: Sequence[str]) -> tuple[np.ndarray, float]:
    """Weights and start; learned twice, the second time from the likeliest pair of each conflict."""
    rows = np.vstack([rows_of(each, names) for each in these])
    found: tuple[np.ndarray, float] | None = None
    for _ in range(2):
        told = []
        for each in these:
            sure = None if found is None else rows_of(each, names) @ found[0] + found[1]
            told.append(labelled(each, sure))
        labels, counts = (np.concatenate([each[at] for each in told]) for at in (0, 1))
        found = _regression(rows, labels, counts)
    assert found is not None
    return found


def _regression(rows: np.ndarray, labels: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, float]:
    """Logistic regression with a ridge, by Newton's steps on features of one spread."""
    middle, spread = rows.mean(0), rows.std(0)
    spread[spread < 1e-9] = 1.0
    x = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    ridge = np.diag([*[_RIDGE] * rows.shape[1], 1e-6])
    at = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ at))
        pull = x.T @ (counts * (p - labels)) + ridge @ at
        step = np.linalg.solve((x.T * (counts * p * (1 - p))) @ x + ridge, pull)
        at -= step
        if np.abs(step).max() < 1e-8:
            break
    of = at[:-1] / spread
    return of, float(at[-1] - of @ middle)


def reported(compared: Compared, sure: np.ndarray) -> list[int]:
    """The rows in order of certainty, of two sentences one."""
    best: dict[tuple[str, int, str, int], int] = {}
    for row, (i, j) in enumerate(compared.pairs):
        a, b = compared.drawn[i].claim, compared.drawn[j].claim
        key = (a.document, a.start, b.document, b.start)
        if key not in best or sure[row] > sure[best[key]]:
            best[key] = row
    return sorted(best.values(), key=lambda row: -sure[row])


def counted(compared: Compared, sure: np.ndarray, least: float) -> tuple[int, int]:
    """How many conflicts are found by what is at least so certain, and how many reports are wrong."""
    rows = [row for row in reported(compared, sure) if sure[row] >= least]
    found = {int(compared.planted[row]) for row in rows} - {-1}
    return len(found), sum(compared.planted[row] < 0 for row in rows)


def leave_out(all_of_them: Sequence[Compared], names: Sequence[str]) -> list[np.ndarray]:
    """The certainties in each corpus by what the others taught."""
    out: list[np.ndarray] = []
    for each in all_of_them:
        of, start = learn([other for other in all_of_them if other is not each], names)
        out.append(1 / (1 + np.exp(-(rows_of(each, names) @ of + start))))
    return out


def tell(all_of_them: Sequence[Compared], sures: Sequence[np.ndarray]) -> dict[str, dict[str, str]]:
    """Precision and recall of each corpus left out and of all, for thresholds of certainty."""
    told: dict[str, dict[str, str]] = {}
    for least in THRESHOLDS:
        counts = [counted(each, sure, least) for each, sure in zip(all_of_them, sures, strict=True)]
        names = [each.corpus.name for each in all_of_them]
        sizes = [each.conflicts for each in all_of_them]
        right, wrong = (sum(each[at] for each in counts) for at in (0, 1))
        rows = [*zip(names, counts, sizes, strict=True), ("all", (right, wrong), sum(sizes))]
        for name, (hits, misses), size in rows:
            told.setdefault(name, {})[f"{least:.2f}"] = (
                f"precision {hits / max(1, hits + misses):.3f} ({hits} of {hits + misses}),"
                f" recall {hits / size:.3f} ({hits} of {size})"
            )
    for name, lines in told.items():
        print(name)
        for least, line in lines.items():
            print(f"  from {least}: {line}")
    return told


def show(compared: Compared, sure: np.ndarray) -> None:
    """What is missed and wrong, the surest first."""

    def line(row: int, what: str) -> None:
        a, b = (compared.drawn[at].claim for at in compared.pairs[row])
        print(f"  {what} {sure[row]:.2f} {a.value.kind} ({a.value.text} ~ {b.value.text})")
        print(f"      {a.document}: {a.sentence[:160]!r}\n      {b.document}: {b.sentence[:160]!r}")

    rows = reported(compared, sure)
    for row in rows:
        if compared.planted[row] < 0 and sure[row] >= LEAST_CERTAINTY:
            line(row, "wrong")
    for at, each in enumerate(compared.corpus.planted):
        mine = [row for row in rows if compared.planted[row] == at]
        if each.is_conflict and not mine:
            print(f"  not drawn: {each.kind}: {each.a[1]!r} ~ {each.b[1]!r}")
        elif each.is_conflict and sure[mine[0]] < LEAST_CERTAINTY:
            line(mine[0], "missed")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--leave-out-only", action="store_true", help="write nothing")
    parser.add_argument("--show", nargs="*", default=[], help="corpora by their names")
    options = parser.parse_args()
    encoder = Embedder.load(Path(".understudy") / "cache")
    compared = [compare(path, encoder) for path in corpora_in(CORPORA)]
    for each in compared:
        drawn = {int(at) for at in each.planted if at >= 0}
        print(f"{each.corpus.name}: {len(each.pairs)} pairs, {len(drawn)} of {each.conflicts} among them")
    everything = list(compared[0].told[0])
    written: dict[str, object] = {}
    for name, names in (
        ("words", [each for each in everything if each not in NEARNESS]),
        ("meaning", everything),
    ):
        print(f"\nby {name}, each corpus left out")
        sures = leave_out(compared, names)
        told = tell(compared, sures)
        for each, sure in zip(compared, sures, strict=True):
            if name == "meaning" and each.corpus.name in options.show:
                show(each, sure)
        of, start = learn(compared, names)
        written[name] = {
            "left out": told,
            "start": round(start, 4),
            "weights": {key: round(float(value), 4) for key, value in zip(names, of, strict=True)},
        }
    if not options.leave_out_only:
        WEIGHTS.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
