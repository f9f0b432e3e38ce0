"""A guide: which kind is this text? That of the nearest example; each kind has some."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from understudy.org.definitions.measure import Definition, WorkedExample

__all__ = ["GuideDefinition", "Kind"]


class Kind(BaseModel):
    """One kind: what it is about, and texts that belong to it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    examples: tuple[str, ...]


class GuideDefinition(Definition):
    """One guide: the rows of `object`, below the record of `parent`, and the kind each ought to be."""

    kind: Literal["guide"]
    object: Annotated[str, Field(description="The rows to classify: Task.")]
    text: Annotated[tuple[str, ...], Field(description="The fields whose text is classified.")]
    parent: Annotated[
        str, Field(description="The reference field to the record that the rows belong to: WhatId.")
    ]
    parent_object: str
    expected: Annotated[str, Field(description="The parent's field that says which kind its rows should be.")]
    kinds: dict[str, Kind]
    assumption: str | None = None
    examples: tuple[WorkedExample, ...] = ()
