"""Fit the weights by which the conflict finder decides, and say how they do where they were not fitted.

    python benchmarks/conflict_weights.py [--also DIR ...] [--write] [--words-only]

Fitted to the corpora of `benchmarks/knowledge_conflicts`, and to the folders given with `--also`, which are
read as `conflict_corpora` says: a ridge logistic regression over all candidate pairs whose values disagree;
each group of kinds has weights of its own, drawn to those of all. Prints for each corpus precision and recall
of the finder with weights that were fitted to the others only ("left out"). `--write` puts those fitted to
all into the package.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from conflict_corpora import OURS, Corpus, read_corpus
from conflicts import wilson

from understudy.knowledge.facts import nearness
from understudy.knowledge.facts.check import draw_all
from understudy.knowledge.facts.claim import Kind
from understudy.knowledge.facts.conflicts import compare_pairs, find_conflicts
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.facts.features import NAMES
from understudy.knowledge.facts.nearness import GROUPS, MIDDLE, weights
from understudy.llm.embedder import Embedder, TextEncoder

WEIGHTS = Path(nearness.__file__).with_name("weights.yaml")
# How strongly weights are drawn to none, and those of a group to those of all.
RIDGE, RIDGE_OF_GROUP, RIDGE_OF_MIDDLE = 1.0, 1.0, 0.01
Weights = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Examples:
    """The candidate pairs of a corpus as rows: a group, what was compared, and whether it is a conflict."""

    corpus: Corpus
    drawn: list[Drawn]
    groups: list[str]
    rows: np.ndarray
    truth: np.ndarray


def examples(corpus: Corpus, encoder: TextEncoder | None) -> Examples:
    drawn = [
        each
        for each in draw_all(corpus.documents)
        if each.claim.valid_from is None or each.claim.valid_from <= corpus.today
    ]
    group_of: Mapping[Kind, str] = {kind: group for group, kinds in GROUPS.items() for kind in kinds}
    groups, rows, truth = list[str](), list[list[float]](), list[float]()
    for (i, j), features, disagree in compare_pairs(drawn, encoder):
        if disagree:
            a, b = drawn[i].claim, drawn[j].claim
            groups.append(group_of[a.value.kind])
            rows.append([*(getattr(features, name) for name in NAMES), 1.0])
            truth.append(any(each.is_conflict and each.is_met_by(a, b) for each in corpus.planted))
    return Examples(corpus, drawn, groups, np.array(rows), np.array(truth, float))


def fit(told: Sequence[Examples]) -> Weights:
    """By Newton's method: for all groups together, and the difference of each."""
    width, names = len(NAMES) + 1, list(GROUPS)
    rows = np.concatenate([each.rows for each in told])
    truth = np.concatenate([each.truth for each in told])
    groups = np.array([names.index(group) for each in told for group in each.groups])
    wide = np.zeros((len(rows), width * (len(names) + 1)))
    wide[:, :width] = rows
    for at in range(len(names)):
        wide[groups == at, width * (at + 1) : width * (at + 2)] = rows[groups == at]
    ridge = np.full(wide.shape[1], RIDGE_OF_GROUP)
    ridge[:width] = RIDGE
    ridge[width - 1 :: width] = RIDGE_OF_GROUP / 4
    ridge[width - 1] = RIDGE_OF_MIDDLE
    found = np.zeros(wide.shape[1])
    for _ in range(50):
        share = 1 / (1 + np.exp(-np.clip(wide @ found, -30, 30)))
        slope = wide.T @ (share - truth) + ridge * found
        bend = (wide * (share * (1 - share))[:, None]).T @ wide + np.diag(ridge)
        found -= np.linalg.solve(bend, slope)
    return {
        group: {
            name: round(float(found[at] + found[width * (nth + 1) + at]), 2)
            for at, name in enumerate((*NAMES, MIDDLE))
        }
        for nth, group in enumerate(names)
    }


def use(fitted: Weights, *, by_meaning: bool) -> None:
    """Let the finder decide by these weights."""
    known = {**weights(), "by_meaning" if by_meaning else "by_words": fitted}
    nearness.weights = lambda: known


def judge(told: Examples, encoder: TextEncoder | None) -> None:
    found = find_conflicts(told.drawn, encoder)
    planted = [each for each in told.corpus.planted if each.is_conflict]
    right = [any(p.is_met_by(each.a, each.b) for p in planted) for each in found]
    hit = [any(p.is_met_by(each.a, each.b) for each in found) for p in planted]
    precision, recall = wilson(sum(right), len(right)), wilson(sum(hit), len(hit))
    print(f"{told.corpus.name:<24} precision {precision}   recall {recall}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="folders of others' corpora")
    parser.add_argument("--words-only", action="store_true", help="the weights for use without the encoder")
    parser.add_argument("--write", action="store_true", help="put the weights into the package")
    options = parser.parse_args()
    by_meaning = not options.words_only
    model = Embedder.load(Path(".understudy") / "cache") if by_meaning else None
    every = [examples(read_corpus(path), model) for path in (*OURS, *options.also)]
    print("left out")
    shipped = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    for one in every:
        use(fit([each for each in every if each is not one]), by_meaning=by_meaning)
        judge(one, model)
    fitted = fit(every)
    print("fitted to")
    use(fitted, by_meaning=by_meaning)
    for one in every:
        judge(one, model)
    if options.write:
        shipped["by_meaning" if by_meaning else "by_words"] = fitted
        head = "# Fitted by benchmarks/conflict_weights.py; what each feature means stands in features.py.\n"
        WEIGHTS.write_text(head + yaml.safe_dump(shipped, sort_keys=False), encoding="utf-8")
