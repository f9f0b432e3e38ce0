"""The walk through a source of any kind."""

from collections.abc import Mapping

from understudy.knowledge.sources.archive import walk_archive
from understudy.knowledge.sources.folder import walk_folder
from understudy.knowledge.sources.items import Known, Walk
from understudy.knowledge.sources.spec import ArchiveSpec, FolderSpec, Spec

__all__ = ["walk"]


def walk(spec: Spec, known: Mapping[str, Known]) -> Walk:
    """What the source holds now; `known` is what it held."""
    match spec:
        case FolderSpec():
            return walk_folder(spec.path, spec.head)
        case ArchiveSpec():
            return walk_archive(spec.path, spec.head)
        case _:
            raise NotImplementedError
