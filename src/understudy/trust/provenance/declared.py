"""Which fields and sources are trusted to be the company's own: by their type, and by what a file says."""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from understudy.kit.documents import read_document
from understudy.org.metadata import Field as OrgField
from understudy.org.metadata import FieldType
from understudy.trust.egress.targets import Targets

__all__ = ["FILE", "Origins", "load_origins"]

FILE = "origins.yaml"
_TRUSTED_TYPES = frozenset(
    {
        FieldType.ID,
        FieldType.PICKLIST,
        FieldType.MULTIPICKLIST,
        FieldType.NUMBER,
        FieldType.CURRENCY,
        FieldType.PERCENT,
        FieldType.BOOLEAN,
        FieldType.DATE,
        FieldType.DATETIME,
        FieldType.REFERENCE,
    }
)
"""What the system of record checks or makes itself. A text, a name or an address may be typed by anybody."""
_TRUSTED_OBJECTS = frozenset({"user"})
"""Colleagues are entered by those who run the org."""
_Host = Annotated[str, Field(pattern=r"^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$")]


class Origins(BaseModel):
    """What an org trusts: the file `origins.yaml`. `Case.Type` is a field, `Product2.*` all of one object."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))

    trusted_fields: Annotated[
        tuple[str, ...], Field(description="Fields whose text only colleagues can write.")
    ] = ()
    outside_fields: Annotated[
        tuple[str, ...], Field(description="Fields that outsiders fill in, whatever their type.")
    ] = ()
    trusted_sources: Annotated[
        tuple[str, ...], Field(description="Sources of documents that only colleagues can write to.")
    ] = ()
    hosts: Annotated[
        tuple[_Host, ...],
        Field(description="Hosts that a reply may link to: example.com, *.example.com for all below it."),
    ] = ()
    addresses: Annotated[
        tuple[str, ...],
        Field(description="Domains whose email addresses a reply may link to, or single addresses."),
    ] = ()

    def trusts(self, object_name: str, field: OrgField) -> bool:
        """Whether what stands in the field is the company's own."""
        if _named(object_name, field.name, self._outside):
            return False
        if _named(object_name, field.name, self._trusted) or object_name.lower() in _TRUSTED_OBJECTS:
            return True
        return field.type in _TRUSTED_TYPES or field.numbered is not None

    def trusts_source(self, source: str) -> bool:
        """Whether the documents of a source are the company's own."""
        return source in self.trusted_sources

    @cached_property
    def targets(self) -> Targets:
        """Where a reply may lead."""
        return Targets(self.hosts, self.addresses)

    @cached_property
    def _trusted(self) -> frozenset[str]:
        return _lower(self.trusted_fields)

    @cached_property
    def _outside(self) -> frozenset[str]:
        return _lower(self.outside_fields)


def load_origins(folder: Path) -> Origins:
    """What the folder's file says; the defaults where there is none.

    Raises: ConfigError when it is wrong, with the line.
    """
    path = folder / FILE
    return read_document(path, Origins) if path.exists() else Origins()


def _lower(paths: Iterable[str]) -> frozenset[str]:
    return frozenset(path.lower() for path in paths)


def _named(object_name: str, field: str, paths: frozenset[str]) -> bool:
    owner = object_name.lower()
    return f"{owner}.{field.lower()}" in paths or f"{owner}.*" in paths
