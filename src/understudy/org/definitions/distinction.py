"""Objects that are easily taken for one another, and what tells them apart."""

from typing import Annotated, Literal

from pydantic import Field

from understudy.org.definitions.measure import Definition

__all__ = ["DistinctionDefinition"]


class DistinctionDefinition(Definition):
    """Two or more objects of which a question may mean the one or the other."""

    kind: Literal["distinction"]
    objects: Annotated[
        dict[str, str],
        Field(min_length=2, description="What a record of each object is, by the object's API name."),
    ]
