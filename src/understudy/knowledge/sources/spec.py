"""What is remembered of a source: its kind, its place, and who may read what comes from it."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from understudy.knowledge.front_matter import Audience, Head

__all__ = ["SPEC", "ArchiveSpec", "FolderSpec", "RecordsSpec", "Spec", "WebsiteSpec"]


class _Any(BaseModel):
    """What every source has: who reads those of its documents that don't say so themselves.

    `permission` is the profile, role or permission set that a reader must have; empty for none.
    """

    model_config = ConfigDict(frozen=True)

    audience: Audience = "employees"
    permission: str = ""

    @property
    def head(self) -> Head:
        """What is known of its documents before they are read."""
        return Head(self.audience, permission=self.permission)


class FolderSpec(_Any):
    """A folder with all below it, or one file."""

    kind: Literal["folder"] = "folder"
    path: Path

    @property
    def name(self) -> str:
        """By which it is told from other sources."""
        return self.path.as_posix()


class ArchiveSpec(_Any):
    """A ZIP file."""

    kind: Literal["zip"] = "zip"
    path: Path

    @property
    def name(self) -> str:
        """By which it is told from other sources."""
        return self.path.as_posix()


class WebsiteSpec(_Any):
    """The pages that are reached from one address without leaving its folder or the other hosts named.

    `hosts` and `trusted_hosts` are names, each with a port after a colon if it is not the usual one. Only a
    trusted one may lie at a private address. `delay_s` is the least time between two requests.
    """

    kind: Literal["website"] = "website"
    url: str
    hosts: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    most_pages: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    delay_s: Annotated[float, Field(ge=0, le=60)] = 0.5

    @property
    def name(self) -> str:
        """By which it is told from other sources."""
        return self.url


class RecordsSpec(_Any):
    """A text field of an object's records; `title` and `text` are templates with field paths in braces."""

    kind: Literal["records"] = "records"
    object: str
    field: str
    title: str = ""
    text: str = ""
    where: str = ""

    @property
    def name(self) -> str:
        """By which it is told from other sources."""
        return f"{self.object}.{self.field}"


Spec = Annotated[FolderSpec | ArchiveSpec | WebsiteSpec | RecordsSpec, Field(discriminator="kind")]
SPEC: TypeAdapter[FolderSpec | ArchiveSpec | WebsiteSpec | RecordsSpec] = TypeAdapter(Spec)
