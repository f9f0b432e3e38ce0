"""Does the reasoner know when it doesn't know?

    python benchmarks/out_of_scope.py --clinc FILE

FILE is CLINC150 in its public form: a JSON object whose lists `oos_train` and `oos_val` hold [sentence,
"oos"]. Those sentences and the phrasings are asked of the demo org. `develop` and `oos_train` fit the
curve from score to confidence; the printed figures are those of `held_out` and `oos_val`. Prints risk and
coverage by threshold, the expected calibration error, what is answered out of scope, and how well the
score tells the two apart, beside two simpler ways: the nearest utterance by TF-IDF and by meaning.
"""

import argparse
import asyncio
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from machine import describe_machine
from understanding import PHRASINGS, Judge, Names, name_records

from understudy.agents.names import OrgNames
from understudy.agents.world import build_world
from understudy.app import open_app
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.llm.local import decide as deciding
from understudy.llm.local.likeness import utterances
from understudy.llm.local.reasoner import Reasoner
from understudy.llm.situation import Situation
from understudy.org.demo import DEMO_NOW, generate_demo
from understudy.org.demo.load import load_demo
from understudy.org.permissions import Employee

THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
BINS = 10


@dataclass(frozen=True)
class Asked:
    """One question and what came of it when no confidence is too low.

    `answerable` is False out of scope, and for phrasings that only an "I don't know" meets.
    """

    text: str
    part: str
    answerable: bool
    kind: str
    score: float
    confidence: float
    right: bool
    nearest: float


async def ask_all(clinc: dict[str, Any]) -> tuple[list[Asked], list[str]]:
    """Everything asked, and the utterances that the simpler ways compare with."""
    demo = generate_demo()
    names = name_records(demo.rows)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), definitions_dir=Path(folder), agents_dir=Path(folder))
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, demo)
            stage, spec = await app.stage("demo"), app.agent("analyst")
            me = Employee(names.ids["me"], "executive")
            world = build_world(stage.org, stage.library, spec)
            told = [text for texts in utterances(world).values() for text in texts]
            asker = Asker(
                Reasoner(world, stage.encoder),
                Situation(app.moment(stage.org), OrgNames(app.database, stage.org, me), me=me.user_id),
                names,
                stage.encoder,
                stage.encoder.encode(told),
            )
            found = [await asker.ask(text, part, None) for part, text in out_of_scope_of(clinc)]
            for part in ("develop", "held_out"):
                entries = yaml.safe_load((PHRASINGS / f"{part}.yaml").read_text(encoding="utf-8"))
                filled = [names.fill(entry) for entry in entries]
                found += [await asker.ask(entry["ask"], part, entry["means"]) for entry in filled]
    return found, told


def out_of_scope_of(clinc: dict[str, Any]) -> Iterable[tuple[str, str]]:
    for part in ("oos_train", "oos_val"):
        for text, _ in clinc[part]:
            yield part, text


@dataclass
class Asker:
    """Asks the reasoner, and the nearest utterance by meaning beside it."""

    reasoner: Reasoner
    situation: Situation
    names: Names
    encoder: Any
    told: np.ndarray

    async def ask(self, text: str, part: str, means: dict[str, Any] | None) -> Asked:
        """What came of it; without `means` no answer is right."""
        decision, message = await self.reasoner.decide(text, self.situation)
        reading = decision.reading
        right = means is not None and Judge(means, decision, self.names).problem() is None
        return Asked(
            text,
            part,
            means is not None and means["action"] != "unknown",
            decision.kind,
            reading.score if reading else 0.0,
            decision.confidence,
            right,
            float((self.told @ self.encoder.encode([message.skeleton or text])[0]).max()),
        )


def risk_table(asked: Sequence[Asked], in_use: float) -> None:
    """Of what is answered from a confidence on, how much is wrong; out of scope, every answer is."""
    print(f"{'confidence':<14}{'coverage':>10}{'risk':>8}{'in scope answered':>20}{'out of scope':>15}")
    inside = [each for each in asked if each.answerable]
    outside = [each for each in asked if not each.answerable]
    for threshold in sorted({*THRESHOLDS, in_use}):
        kept = [each for each in asked if answered(each, threshold)]
        wrong = sum(not each.right for each in kept) / len(kept) if kept else 0.0
        name = f"{threshold:.2f}{' in use' if threshold == in_use else ''}"
        print(
            f"{name:<14}{len(kept) / len(asked):>10.1%}{wrong:>8.1%}"
            f"{rate(inside, threshold):>20.1%}{rate(outside, threshold):>15.1%}"
        )


def answered(asked: Asked, threshold: float) -> bool:
    """Whether it says anything but "I don't know": an answer, a question back or a refusal."""
    return asked.kind != "unknown" and asked.confidence >= threshold


def rate(asked: Sequence[Asked], threshold: float) -> float:
    return sum(answered(each, threshold) for each in asked) / len(asked)


def calibration_error(confidences: np.ndarray, right: np.ndarray) -> float:
    """The mean gap between confidence and share of right ones, weighted by bin.

    Source: Guo et al., "On Calibration of Modern Neural Networks" (2017), section 2.
    """
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    inside = [bins == b for b in np.unique(bins)]
    return float(sum(each.mean() * abs(confidences[each].mean() - right[each].mean()) for each in inside))


def fit_curve(scores: np.ndarray, right: np.ndarray) -> tuple[float, float]:
    """Slope and middle of the logistic curve that fits best, by Newton's method."""
    x = np.column_stack([scores, np.ones_like(scores)])
    weights = np.array([10.0, -5.0])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-9 * np.eye(2)
        step = np.linalg.solve(hessian, x.T @ (right - p))
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return float(weights[0]), float(-weights[1] / weights[0])


def separation(inside: Sequence[float], outside: Sequence[float]) -> float:
    """How often a question in scope scores higher than one out of scope (the area under the ROC curve)."""
    a, b = np.array(inside)[:, None], np.array(outside)[None, :]
    return float((a > b).mean() + (a == b).mean() / 2)


def tf_idf_nearest(texts: Sequence[str], told: Sequence[str]) -> list[float]:
    """The cosine of each text with the nearest of those told, by their words."""
    words = [re.findall(r"\w+", text.lower()) for text in told]
    frequency = Counter(word for each in words for word in set(each))
    place = {word: at for at, word in enumerate(frequency)}

    def vector(tokens: Sequence[str]) -> np.ndarray:
        made = np.zeros(len(place) + 1)
        for word, count in Counter(tokens).items():
            # Words never told weigh most, all in one place that no utterance has.
            weight = count * log((1 + len(told)) / (1 + frequency.get(word, 0)))
            made[place.get(word, len(place))] += weight
        return made / (np.linalg.norm(made) or 1.0)

    matrix = np.array([vector(each) for each in words])
    return [float((matrix @ vector(re.findall(r"\w+", text.lower()))).max()) for text in texts]


def report(asked: Sequence[Asked], told: Sequence[str], in_use: float) -> None:
    fitting = [each for each in asked if each.part in ("develop", "oos_train")]
    judged = [each for each in asked if each.part in ("held_out", "oos_val")]
    outside = [each for each in judged if each.part == "oos_val"]
    print(describe_machine())
    parts = Counter(each.part for each in asked)
    print(", ".join(f"{part} {count}" for part, count in parts.items()), "\n")
    risk_table(judged, in_use)
    kinds = Counter(each.kind for each in outside if answered(each, in_use))
    said = ", ".join(f"{kind} {count}" for kind, count in kinds.items()) or "nothing"
    print(f"\nCLINC150's sentences, said at {in_use}: {said}; of {len(outside)}")
    print_curve("in use", deciding.SLOPE, deciding.MIDDLE, judged)
    print_curve("fitted", *fit_curve(*scores_and_right(fitting)), judged)
    inside = [each for each in judged if each.answerable]
    print("\nin scope over CLINC150 (area under the ROC curve)")
    print(f"  the reasoner's score         {separation(scored(inside), scored(outside)):.3f}")
    print(f"  nearest utterance, meaning   {separation(near(inside), near(outside)):.3f}")
    by_words = [tf_idf_nearest([each.text for each in group], told) for group in (inside, outside)]
    print(f"  nearest utterance, TF-IDF    {separation(*by_words):.3f}")


def scores_and_right(asked: Sequence[Asked]) -> tuple[np.ndarray, np.ndarray]:
    """Of all that was decided by its score: the score, and 1 where that reading is right."""
    decided = [each for each in asked if each.kind != "unknown"]
    return np.array([each.score for each in decided]), np.array([float(each.right) for each in decided])


def print_curve(name: str, slope: float, middle: float, asked: Sequence[Asked]) -> None:
    scores, right = scores_and_right(asked)
    error = calibration_error(1 / (1 + np.exp(-slope * (scores - middle))), right)
    print(f"curve {name}: slope {slope:.1f}, middle {middle:.3f}; expected calibration error {error:.3f}")


def scored(asked: Iterable[Asked]) -> list[float]:
    return [0.0 if each.kind == "unknown" else each.score for each in asked]


def near(asked: Iterable[Asked]) -> list[float]:
    return [each.nearest for each in asked]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clinc", type=Path, required=True, help="CLINC150 as a JSON object with oos lists")
    parser.add_argument("--dump", type=Path, help="also write every score, a JSON object a line")
    options = parser.parse_args()
    threshold_in_use = deciding.LEAST_CONFIDENCE
    # What the reasoner would say if nothing were too unsure; the thresholds are applied afterwards.
    deciding.LEAST_CONFIDENCE = 0.0
    everything, compared = asyncio.run(ask_all(json.loads(options.clinc.read_text(encoding="utf-8"))))
    report(everything, compared, threshold_in_use)
    if options.dump:
        options.dump.write_text(
            "".join(json.dumps(vars(each)) + "\n" for each in everything), encoding="utf-8"
        )
