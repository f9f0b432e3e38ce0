"""How often does a comparison of two runs raise a false alarm, and how often does it see what is there?

    python benchmarks/comparisons.py [--pairs 1000]

Simulates fickle agents: each case passes with a chance of its own, drawn anew for each pair of runs. Compared
are a version with itself (A/A) and with one that passes less often by so many points. Prints how often the
comparison says "worse", with the 95% interval, beside the smallest difference that it says would be seen.
"""

import argparse
from collections.abc import Mapping
from statistics import median

import numpy as np

from understudy.evals.gates.comparison import compare_tallies
from understudy.kit.shares import wilson

CASES = (30, 100, 250, 1000)
DROPS = (0.0, 0.02, 0.05, 0.1, 0.2)


def drawn(generator: np.random.Generator, rates: np.ndarray, attempts: int) -> Mapping[str, tuple[int, int]]:
    return {f"{n}": (int(generator.binomial(attempts, rate)), attempts) for n, rate in enumerate(rates)}


def worse(
    generator: np.random.Generator, cases: int, drop: float, attempts: int, pairs: int
) -> tuple[int, float]:
    """How often the second run was called worse, and the usual smallest difference that would be seen."""
    alarms, smallest = 0, []
    for _ in range(pairs):
        before = generator.beta(3.4, 0.6, size=cases)
        after = np.clip(before * (1 - drop / 0.85), 0, 1)
        found = compare_tallies(drawn(generator, before, attempts), drawn(generator, after, attempts))
        alarms += found.outcome == "worse"
        smallest.append(found.smallest)
    return alarms, median(smallest)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=int, default=1000)
    pairs = parser.parse_args().pairs
    generator = np.random.default_rng(20261120)
    print(f"{pairs} pairs of runs each; 85% pass on average")
    for attempts in (1, 3):
        for cases in CASES:
            for drop in DROPS:
                alarms, smallest = worse(generator, cases, drop, attempts, pairs)
                low, high = wilson(alarms, pairs)
                kind = "A/A, false alarms" if not drop else f"{drop:.0%} points worse, seen"
                print(
                    f"{cases} cases × {attempts}: {kind} {alarms / pairs:.1%} [{low:.1%}, {high:.1%}],"
                    f" smallest seen {smallest:.1%}"
                )


if __name__ == "__main__":
    main()
