"""What a language model is asked about a result: criteria, each a question with yes or no for an answer."""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from understudy.kit.documents import read_document

__all__ = ["Criterion", "Rubric", "load_rubric"]


class Criterion(BaseModel):
    """One question."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    question: Annotated[str, Field(min_length=1, description="Answered with yes where the reply is good.")]


class Rubric(BaseModel):
    """All questions. See `docs/howto/review-answers.md`."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_differ(self) -> "Rubric":
        names = [each.name for each in self.criteria]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two criteria are named {min(twice)!r}")
        return self


def load_rubric(path: Path | None = None) -> Rubric:
    """The rubric of the file, or the one that comes with the platform.

    Raises: ConfigError when the file is wrong (with line, reason and fix).
    """
    if path is not None:
        return read_document(path, Rubric)
    with as_file(files("understudy.evals.judges") / "rubric.yaml") as shipped:
        return read_document(shipped, Rubric)
