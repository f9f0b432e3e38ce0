"""How well texts that are instructions to an agent are found, and how many honest ones are taken for one.

    python benchmarks/screening.py --data FILE [--half held_out]

FILE has a JSON object a line: id, text, label (1 an attack), channel (user or tool_result), kind, and
hard_negative for honest texts with the words of attacks. `develop` is the half by the hash of the id that the
signals were written against, `held_out` the other. F1 and over-defence are always told together. Beside it a
list of words, as many filters have one. Time is processor time.
"""

import argparse
import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from machine import describe_machine

from understudy.kit.shares import wilson
from understudy.trust.screening.score import screen

Row = Mapping[str, Any]
_WORDS = re.compile(
    r"ignore (?:all |the |your )?(?:previous|above)|disregard|jailbreak|system prompt|pretend"
    r"|act as|you are now|developer mode|no restrictions|do anything now",
    re.IGNORECASE,
)


def half_of(row: Row) -> str:
    """To which half a row belongs."""
    return ("develop", "held_out")[int(hashlib.sha256(str(row["id"]).encode()).hexdigest(), 16) % 2]


def report(name: str, rows: Sequence[Row], flags: Callable[[Row], bool]) -> None:
    """Print what a detector makes of the rows."""
    started = time.process_time()
    found = [(row, flags(row)) for row in rows]
    ms = (time.process_time() - started) * 1000 / len(rows)
    right = sum(flag for row, flag in found if row["label"])
    wrong = sum(flag for row, flag in found if not row["label"])
    missed = sum(not flag for row, flag in found if row["label"])
    hard = [not flag for row, flag in found if row.get("hard_negative")]
    ordinary = [flag for row, flag in found if not row["label"] and not row.get("hard_negative")]
    from_tools = [flag for row, flag in found if row["label"] and row["channel"] == "tool_result"]
    print(f"{name}: {len(rows)} rows, {ms:.2f} ms of processor time a row")
    print(f"  F1                          {2 * right / (2 * right + wrong + missed):.3f}")
    for told, values in (
        ("precision", [True] * right + [False] * wrong),
        ("recall", [True] * right + [False] * missed),
        ("left alone, with their words", hard),
        ("recall in tool results", from_tools),
        ("ordinary texts flagged", ordinary),
    ):
        low, high = wilson(sum(values), len(values)) if values else (0.0, 1.0)
        share = sum(values) / len(values) if values else float("nan")
        print(f"  {told:<28}{share:.3f} ({low:.3f} to {high:.3f}, {len(values)})")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=("develop", "held_out", "all"), default="all")
    given = parser.parse_args()
    rows: list[Row] = [json.loads(line) for line in given.data.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if given.half in ("all", half_of(row))]
    print(describe_machine())
    report("signals", rows, lambda row: screen(row["text"], row["channel"]).flag)
    report("a list of words", rows, lambda row: bool(_WORDS.search(row["text"])))


if __name__ == "__main__":
    main()
