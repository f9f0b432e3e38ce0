"""How well the platform agrees with others on what is a query and what is not.

    python benchmarks/soql_conformance.py --data FILE [--show N]

FILE holds a JSON object a line: `query`, `valid` (whether it ought to be accepted), and where known
`lang` (`soql` or `sosl`), `apex` (whether it stands in Apex, with `:name` for a value), `tags`, `peers` (the
verdicts of other parsers, printed beside ours), `confidence` (`agreed`: the peers say the same), `source`
(`derived:…` rows are told apart, since the peers' verdicts chose them) and `rule`.

In a file in which a row names the `rule` that it breaks, the documented rules are judged too; in any other
only the grammar, since grammars accept many a query that a rule forbids. How many of its valid rows our rules
refuse is told beside. No org and no database is asked.
"""

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from machine import describe_machine

from understudy.soql.check import Verdict, judge

Row = dict[str, Any]


def verdict_of(row: Row, *, grammar_only: bool) -> Verdict:
    return judge(row["query"], row.get("lang", "soql"), apex=row.get("apex", True), grammar_only=grammar_only)


def read_rows(path: Path) -> list[Row]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def groups_of(row: Row) -> list[str]:
    """The lines of the table that a row counts in."""
    source = str(row.get("source", ""))
    return [
        "all",
        *(["agreed"] if row.get("confidence") == "agreed" else []),
        "valid" if row["valid"] else "invalid",
        f"lang {row.get('lang', 'soql')}",
        "derived" if source.startswith("derived") else "not derived",
        *(f"tag {tag}" for tag in row.get("tags", ())),
    ]


def measure(path: Path, show: int) -> None:
    rows = read_rows(path)
    grammar_only = not any(row.get("rule") for row in rows)
    judge("SELECT Id FROM Account", "soql", apex=True)
    tally: dict[str, list[bool]] = defaultdict(list)
    peers: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    began = time.perf_counter()
    verdicts = [verdict_of(row, grammar_only=grammar_only).valid for row in rows]
    took_ms = (time.perf_counter() - began) * 1000
    for row, verdict in zip(rows, verdicts, strict=True):
        right = verdict == row["valid"]
        for group in groups_of(row):
            tally[group].append(right)
            for peer, said in row.get("peers", {}).items():
                peers[group][peer].append(said == row["valid"])
        if not right and show > 0:
            show -= 1
            print(f"{'accepted' if verdict else 'refused'}: {row['query']!r}")
    print(describe_machine())
    print(f"{len(rows)} queries, {took_ms / len(rows):.3f} ms each\n")
    print_table(tally, peers)
    if grammar_only:
        print_rules(rows)


def print_rules(rows: Sequence[Row]) -> None:
    """Which documented rules refuse rows that are called valid."""
    broken = [verdict_of(row, grammar_only=False).rule for row in rows if row["valid"]]
    found = Counter(rule for rule in broken if rule)
    told = ", ".join(f"{rule} {times}" for rule, times in found.most_common())
    print(f"\nof the valid rows, documented rules refuse {found.total()}: {told or '-'}")


def print_table(tally: dict[str, list[bool]], peers: dict[str, dict[str, list[bool]]]) -> None:
    names = sorted(peers["all"])
    print(f"{'':<26}{'rows':>6}{'ours':>9}" + "".join(f"{name:>26}" for name in names))
    order = ["all", "agreed", "valid", "invalid", "not derived", "derived", "lang soql", "lang sosl"]
    tags = sorted((group for group in tally if group.startswith("tag ")), key=lambda g: (share(tally[g]), g))
    for group in [name for name in order if name in tally] + tags:
        others = "".join(f"{share(peers[group][name]):>26.1%}" for name in names)
        print(f"{group:<26}{len(tally[group]):>6}{share(tally[group]):>9.1%}{others}")


def share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="rows to judge, a JSON object a line")
    parser.add_argument("--show", type=int, default=0, help="print so many verdicts that differ")
    options = parser.parse_args()
    measure(options.data, options.show)
