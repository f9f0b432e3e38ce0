"""The walk through a source of any kind."""

from collections.abc import Mapping

from understudy.kit.db import Database
from understudy.knowledge.sources.archive import walk_archive
from understudy.knowledge.sources.folder import walk_folder
from understudy.knowledge.sources.items import Known, Walk
from understudy.knowledge.sources.records import walk_records
from understudy.knowledge.sources.spec import ArchiveSpec, FolderSpec, RecordsSpec, Spec, WebsiteSpec
from understudy.knowledge.sources.website import walk_website
from understudy.org.orgs import Org

__all__ = ["walk"]


def walk(database: Database, org: Org, spec: Spec, known: Mapping[str, Known]) -> Walk:
    """What the source holds now; `known` is what it held."""
    match spec:
        case FolderSpec():
            return walk_folder(spec.path, spec.head)
        case ArchiveSpec():
            return walk_archive(spec.path, spec.head)
        case WebsiteSpec():
            return walk_website(spec, known)
        case RecordsSpec():
            return walk_records(database, org, spec)
