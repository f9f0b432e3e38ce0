"""A generated suite as files: YAML that people read, and beside it, as JSON, what it covers. Pure."""

import json
from collections.abc import Mapping
from typing import Any

import yaml

from understudy.evals.cases import Suite
from understudy.evals.generate.generate import Generated

__all__ = ["as_coverage_json", "as_yaml"]

_WIDTH = 110


def as_yaml(generated: Generated, command: str) -> str:
    """The suite's file; the same bytes for the same suite. `command` is what makes it again."""
    suite = generated.suite
    head = [
        f"Made by `{command}` of the org {suite.org!r}.",
        "No model has answered: what is expected was read from the records, definitions and documents as",
        f"they were, for {suite.date}. Make it again when they change; keep your own cases elsewhere.",
    ]
    lines = "".join(f"# {line}\n" for line in (*head, *generated.remarks))
    return lines + yaml.safe_dump(_plain(suite), sort_keys=False, allow_unicode=True, width=_WIDTH)


def as_coverage_json(generated: Generated) -> str:
    """How many cases try each topic, action, parameter, object, definition, asker and style."""
    told = {
        "suite": generated.suite.name,
        "cases": len(generated.suite.cases),
        "coverage": generated.coverage.counts,
        "not_covered": generated.coverage.missing,
        "remarks": generated.remarks,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _plain(suite: Suite) -> Any:  # noqa: ANN401  (a document of whatever shape)
    return _lists(suite.model_dump(exclude_defaults=True))


def _lists(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return {key: _lists(each) for key, each in value.items()}
    return [_lists(each) for each in value] if isinstance(value, list | tuple) else value
