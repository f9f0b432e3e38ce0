"""Which values leave: by their type, by the field that they come from, and by the model that they go to."""

from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from understudy.kit.documents import read_document
from understudy.trust.values.span import TYPES, ValueType

__all__ = ["OPEN", "MaskingPolicy", "Rules", "Treatment", "load_masking", "masking_json_schema"]

Treatment = Literal["mask", "keep", "drop"]
OPEN: frozenset[ValueType] = frozenset({"DATE_TIME", "AGE", "TITLE", "NRP", "GPE"})
"""What is kept unless a policy says otherwise: a model reasons with it, and alone it points to nobody."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rules(_Part):
    """What becomes of values: `mask` sends a stand-in, `keep` the value, `drop` neither."""

    everything: Annotated[
        Treatment | None, Field(description="What becomes of every value that no other line is about.")
    ] = None
    types: Annotated[
        dict[ValueType, Treatment], Field(description="By type; the others are as without a file.")
    ] = {}
    fields: Annotated[
        dict[str, Treatment],
        Field(
            description=(
                "By Object.Field, before the type; whatever the value is and wherever it appears in the turn."
            )
        ),
    ] = {}

    @field_validator("fields")
    @classmethod
    def _named(cls, fields: dict[str, Treatment]) -> dict[str, Treatment]:
        for name in fields:
            if name.count(".") != 1 or not all(name.split(".")):
                raise ValueError(f"{name!r} names no field; write Object.Field, such as Contact.Email")
        return fields

    @cached_property
    def treatments(self) -> dict[ValueType, Treatment]:
        """What becomes of the values of each type."""
        usual: dict[ValueType, Treatment] = {kind: "keep" if kind in OPEN else "mask" for kind in TYPES}
        if self.everything:
            usual = dict.fromkeys(TYPES, self.everything)
        return {**usual, **self.types}

    @cached_property
    def by_field(self) -> dict[str, Treatment]:
        """The same by field, names in small letters."""
        return {name.lower(): treatment for name, treatment in self.fields.items()}

    @cached_property
    def sought(self) -> frozenset[ValueType]:
        """The types that do not just pass."""
        return frozenset(kind for kind, each in self.treatments.items() if each != "keep")

    @property
    def lets_all_pass(self) -> bool:
        """Whether nothing is to be looked for."""
        return not any(each != "keep" for each in (*self.treatments.values(), *self.fields.values()))


class Provider(Rules):
    """Rules for some models: `for` is a name, such as `openai:gpt-5`, or a pattern, such as `openai:*`."""

    models: Annotated[str, Field(alias="for", description="A model's name, `*` for any letters.")]


class MaskingPolicy(_Part):
    """Rules for every model of another provider, and others for some. The first that fits a model is its own.

    See `docs/reference/masking.md`.
    """

    rules: Rules = Rules()
    providers: Annotated[
        tuple[Provider, ...], Field(description="Other rules for some models, the first that fits.")
    ] = ()

    def for_model(self, name: str) -> Rules:
        """What holds for the model of that name, as an agent's file or the setting has it."""
        return next((each for each in self.providers if fnmatchcase(name, each.models)), self.rules)


def load_masking(path: Path) -> MaskingPolicy:
    """The policy in the file; without a file the one that masks.

    Raises: ConfigError when the file is wrong, with its line.
    """
    return read_document(path, MaskingPolicy) if path.exists() else MaskingPolicy()


def masking_json_schema() -> dict[str, object]:
    """The JSON Schema of a policy's file, for editors."""
    return MaskingPolicy.model_json_schema(by_alias=True)
