"""From what somebody types to the source that is meant."""

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import is_zipfile

from pydantic import ValidationError

from understudy.kit.errors import InputError
from understudy.knowledge.formats.extract import ENDINGS
from understudy.knowledge.sources.spec import ArchiveSpec, FolderSpec, RecordsSpec, Spec, WebsiteSpec
from understudy.org.metadata import Schema

__all__ = ["spec_of"]

_FIELD = re.compile(r"(?P<object>\w+)\.(?P<field>\w+)")


def spec_of(location: str, schema: Schema, settings: Mapping[str, object]) -> Spec:
    """The source at a path or an address, or in a field written as `Object.Field`; `settings` are its own.

    Raises:
        InputError: there is none, or a setting is not one of such a source.
    """
    model, place = _place(location, schema)
    for name in settings:
        if name not in model.model_fields:
            option = name.replace("_", "-")
            raise InputError(f"--{option} is not for such as {location!r}")
    try:
        return model.model_validate({**place, **settings})
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).replace("_", "-")
        raise InputError(f"--{name} is {first['input']!r}: {first['msg']}") from error


def _place(location: str, schema: Schema) -> tuple[type[Spec], Mapping[str, object]]:
    if urlsplit(location).scheme in ("http", "https"):
        return WebsiteSpec, {"url": location}
    path = Path(location)
    if path.exists():
        packed = path.is_file() and path.suffix.lower() not in ENDINGS and is_zipfile(path)
        return ArchiveSpec if packed else FolderSpec, {"path": path.resolve()}
    named = _FIELD.fullmatch(location)
    described = schema.object(named["object"]) if named else None
    if named is None or described is None:
        raise InputError(
            f"there is no file or folder {location!r}",
            hint="a path, an address such as https://…, or an object's field such as Case.Description",
        )
    field = described.field(named["field"])
    if field is None:
        names = ", ".join(each.name for each in described.fields)
        raise InputError(f"{described.name} has no field {named['field']!r}", hint=f"fields: {names}")
    return RecordsSpec, {"object": described.name, "field": field.name}
