"""What a folder of Parquet files says of itself: of which org, from when, with which objects and fields."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from understudy.kit.errors import InputError

__all__ = ["ExportedObject", "Manifest", "read_manifest", "write_manifest"]

_NAME = "understudy.json"


class ExportedObject(BaseModel):
    """An object's file: its records and fields."""

    model_config = ConfigDict(frozen=True)

    name: str
    rows: Annotated[int, Field(ge=0)]
    fields: tuple[str, ...]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.parquet"


class Manifest(BaseModel):
    """An org as it was at one instant."""

    model_config = ConfigDict(frozen=True)

    org: str
    at: datetime
    objects: tuple[ExportedObject, ...]


def read_manifest(folder: Path) -> Manifest:
    """What the folder holds.

    Raises:
        InputError: it holds no export.
    """
    try:
        return Manifest.model_validate_json((folder / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise InputError(
            f"{folder} holds no export of an org", hint="make one: understudy org export --parquet DIR"
        ) from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put it beside the files."""
    (folder / _NAME).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
