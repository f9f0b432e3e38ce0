"""Digests of what a result depends on: of a case, a suite, a file, the program.

See `docs/explain/test-runs.md`.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from understudy.evals.cases import Case, Suite

__all__ = ["differing", "digest", "digest_of_case", "digest_of_suite", "program", "whole"]

_ROOT = Path(__file__).parents[2]
_SOURCES = (".py", ".yaml")
_NOT_PLAYED = frozenset({"name", "origin", "owner", "tags", "must_never"})


def digest(text: str | bytes) -> str:
    """Sixteen characters that tell it from any other."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:16]


@cache
def program() -> str:
    """Of this program: every file of it, as a developer changes it without a new number."""
    found = hashlib.sha256()
    for path in sorted(each for each in _ROOT.rglob("*") if each.suffix in _SOURCES):
        found.update(f"{path.relative_to(_ROOT).as_posix()}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def whole(parts: Mapping[str, str]) -> str:
    """One digest of several, by name."""
    return digest(json.dumps(dict(parts), sort_keys=True))


def differing(ours: Mapping[str, str], theirs: Mapping[str, str]) -> list[str]:
    """The names of what is not the same in both."""
    return sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))


def digest_of_case(case: Case, suite: Suite, today: date) -> str:
    """Of all that is asked and expected: by whom, and on which day, also where the case leaves that to the
    suite or to the clock. Its name, owner and tags change nothing.
    """
    asked = case.model_dump(mode="json", exclude=set(_NOT_PLAYED))
    asked["actor"] = case.actor or suite.actor
    asked["date"] = (case.date or suite.date or today).isoformat()
    return digest(json.dumps(asked, sort_keys=True))


def digest_of_suite(suite: Suite, today: date) -> str:
    """Of its cases, with their names and in their order."""
    return digest(json.dumps([(case.name, digest_of_case(case, suite, today)) for case in suite.cases]))
