"""Validation rules of an org, declared by object in a YAML file: what no record may be."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, RootModel

from understudy.kit.documents import read_document
from understudy.kit.errors import ConfigError
from understudy.org.metadata import Schema, ValidationRule

__all__ = ["read_validations", "with_validations"]

Validations = Mapping[str, Sequence[ValidationRule]]


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    condition: Annotated[str, Field(min_length=1)]
    message: Annotated[str, Field(min_length=1)]
    field: str | None = None


class _Rules(RootModel[dict[str, list[_Rule]]]):
    """The file: by object, its rules in the order in which they are asked."""


def read_validations(path: Path) -> Validations:
    """The rules in a file, by object.

    Raises: ConfigError, with the line, when the file is not as declared.
    """
    given = read_document(path, _Rules).root
    for name, rules in given.items():
        twice = [rule for rule, count in Counter(rule.name for rule in rules).items() if count > 1]
        if twice:
            raise ConfigError(f"{name} has two validation rules called {twice[0]!r} in {str(path)!r}")
    return {name: [ValidationRule(**dict(rule)) for rule in rules] for name, rules in given.items()}


def with_validations(schema: Schema, validations: Validations) -> Schema:
    """The schema with these rules in place of those that the objects had; other objects keep theirs.

    Raises: ConfigError for an object that the schema has not.
    """
    for name in validations:
        if schema.object(name) is None:
            nearest = schema.nearest_object(name)
            hint = f"did you mean {nearest}?" if nearest else None
            raise ConfigError(f"validation rules for {name}, which the org has not", hint=hint)
    by_name = {name.lower(): tuple(rules) for name, rules in validations.items()}
    return Schema(
        tuple(
            replace(described, validations=by_name.get(described.name.lower(), described.validations))
            for described in schema
        )
    )
