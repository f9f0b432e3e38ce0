"""All definitions of an installation: the shipped ones, and the company's own, which win by name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel

from understudy.kit.documents import read_document
from understudy.kit.errors import ConfigError, Place
from understudy.org.definitions.distinction import DistinctionDefinition
from understudy.org.definitions.email import EmailDefinition
from understudy.org.definitions.guide import GuideDefinition
from understudy.org.definitions.measure import MeasureDefinition
from understudy.org.definitions.policy import PolicyDefinition

__all__ = ["AnyDefinition", "Library", "definition_json_schema", "load_library"]

AnyDefinition = (
    MeasureDefinition | PolicyDefinition | GuideDefinition | EmailDefinition | DistinctionDefinition
)


class _File(RootModel[Annotated[AnyDefinition, Field(discriminator="kind")]]):
    """One file holds one definition."""


@dataclass(frozen=True)
class Library:
    """Definitions by name."""

    definitions: Mapping[str, AnyDefinition] = field(default_factory=dict[str, AnyDefinition])

    def __iter__(self) -> Iterator[AnyDefinition]:
        return iter(self.definitions.values())

    @cached_property
    def measures(self) -> dict[str, MeasureDefinition]:
        """The measures by name."""
        return {d.name: d for d in self if isinstance(d, MeasureDefinition)}

    @cached_property
    def policies(self) -> dict[str, PolicyDefinition]:
        """The policies by name."""
        return {d.name: d for d in self if isinstance(d, PolicyDefinition)}

    @cached_property
    def guides(self) -> dict[str, GuideDefinition]:
        """The guides by name."""
        return {d.name: d for d in self if isinstance(d, GuideDefinition)}

    @cached_property
    def emails(self) -> dict[str, EmailDefinition]:
        """The email templates by name."""
        return {d.name: d for d in self if isinstance(d, EmailDefinition)}

    @cached_property
    def distinctions(self) -> dict[str, DistinctionDefinition]:
        """The objects that are easily taken for one another, by name."""
        return {d.name: d for d in self if isinstance(d, DistinctionDefinition)}


def load_library(*folders: Path) -> Library:
    """The shipped definitions and those of `folders` (each file `*.yaml`); a later one replaces an earlier.

    A folder that does not exist holds nothing.

    Raises:
        ConfigError: a file is wrong, two files of one folder share a name, or a measure that another
            definition names does not exist.
    """
    with as_file(files("understudy.org.definitions") / "shipped") as shipped:
        layers = [_read_folder(folder) for folder in (shipped, *folders)]
    library = Library({name: definition for layer in layers for name, definition in layer.items()})
    _check_measure_names(library)
    return library


def _read_folder(folder: Path) -> dict[str, AnyDefinition]:
    found: dict[str, AnyDefinition] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        definition = read_document(path, _File).root
        if definition.name in found:
            raise ConfigError(f"a second definition named {definition.name!r}", place=Place(str(path), 1))
        found[definition.name] = definition
    return found


def _check_measure_names(library: Library) -> None:
    named = [
        (measure.name, dimension.volume)
        for measure in library.measures.values()
        for dimension in measure.dimensions.values()
        if dimension.volume
    ]
    named += [(policy.name, level.measure) for policy in library.policies.values() for level in policy.levels]
    for owner, measure in named:
        if measure not in library.measures:
            raise ConfigError(
                f"definition {owner!r} names the measure {measure!r}, which does not exist",
                hint=f"measures: {', '.join(sorted(library.measures))}",
            )


def definition_json_schema() -> dict[str, object]:
    """The JSON Schema of a definition file, for editors."""
    return _File.model_json_schema()
