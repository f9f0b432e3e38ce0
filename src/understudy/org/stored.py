"""Metadata as it is stored: an object's fields stay text until somebody asks for them.

A large org has thousands of objects and hundreds of thousands of fields; a question needs five of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from understudy.org.metadata import Field, ObjectType, Schema

__all__ = ["PIECES", "schema_data", "stored_object"]

_SCHEMA = TypeAdapter(Schema)
_OBJECT = TypeAdapter(ObjectType)
_FIELDS = TypeAdapter(tuple[Field, ...])

PIECES = """
    SELECT each - 'fields', (each->'fields')::text,
        jsonb_path_query_array(each, '$.fields[*] ? (@.child_relationship != null)')
    FROM understudy.org, jsonb_array_elements(metadata->'objects') WITH ORDINALITY AS objects (each, nth)
    WHERE name = %s ORDER BY nth
"""
"""Each object of an org as `stored_object` takes it."""


def schema_data(schema: Schema) -> dict[str, Any]:
    """A schema as it is stored; what a field has by default is left out."""
    return {"objects": [], **_SCHEMA.dump_python(schema, mode="json", exclude_defaults=True)}


def stored_object(
    head: Mapping[str, Any], fields: str, references: Sequence[Mapping[str, Any]]
) -> ObjectType:
    """The object with these names, its fields still text; by the `references` parents lead down to it."""
    made = _OBJECT.validate_python({**head, "fields": ()})
    read: Callable[[], tuple[Field, ...]] = partial(_FIELDS.validate_json, fields)
    ways = tuple(
        (each["child_relationship"], each["name"], tuple(each.get("references", ()))) for each in references
    )
    del made.__dict__["fields"]
    made.__dict__.update(ways=ways, read_fields=read)
    return made
