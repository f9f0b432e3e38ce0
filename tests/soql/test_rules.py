"""The documented rules: each refuses what breaks it, by its name, and lets its nearest neighbours be.

`rules/broken.txt` holds a rule's name, perhaps the surface in brackets (`rest` when it is missing), and a
query that breaks it; `rules/kept.txt` queries that break none.
"""

import re
from pathlib import Path
from typing import get_args

import pytest

from understudy.soql.parse import parse
from understudy.soql.rules import RULES, BrokenRuleError, Surface, check_rules

HERE = Path(__file__).parent / "rules"
BROKEN = [
    re.fullmatch(r"([a-z-]+)(?: \[(apex)\])?: (.+)", line)
    for line in (HERE / "broken.txt").read_text(encoding="utf-8").splitlines()
]
KEPT = (HERE / "kept.txt").read_text(encoding="utf-8").splitlines()
SURFACES: tuple[Surface, ...] = get_args(Surface)


@pytest.mark.parametrize("line", BROKEN, ids=lambda line: line.group(1))
def test_a_rule_refuses_what_breaks_it(line: re.Match[str]) -> None:
    rule, surface, text = line.groups()
    with pytest.raises(BrokenRuleError) as refused:
        check_rules(parse(text), "apex" if surface else "rest")
    assert refused.value.rule == rule
    assert refused.value.place


@pytest.mark.parametrize("text", KEPT)
def test_what_breaks_no_rule_passes(text: str) -> None:
    check_rules(parse(text), "rest")


@pytest.mark.parametrize(
    ("free", "text"),
    [("apex", "SELECT Id FROM Account ALL ROWS"), ("rest", "SELECT FIELDS(ALL) FROM Account LIMIT 5")],
)
def test_a_rule_of_one_surface_does_not_hold_on_the_other(free: Surface, text: str) -> None:
    check_rules(parse(text))
    check_rules(parse(text), free)
    (bound,) = set(SURFACES) - {free}
    with pytest.raises(BrokenRuleError):
        check_rules(parse(text), bound)


def test_names_of_fields_tell_their_kind_only_where_no_org_does() -> None:
    query = parse("SELECT Id FROM Loaf WHERE Oven IN (SELECT Id FROM Oven)")
    check_rules(query)
    with pytest.raises(BrokenRuleError, match="Oven is not an id"):
        check_rules(query, "rest")


def test_every_rule_has_a_case_and_a_line_in_the_reference() -> None:
    assert {line.group(1) for line in BROKEN if line} == set(RULES)
    page = Path(__file__).parents[2] / "docs" / "reference" / "soql.md"
    told = re.findall(r"^\| `([a-z-]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(told) == sorted(RULES)
