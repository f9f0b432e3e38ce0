"""A file becomes an org: read, understood, checked as a whole, then loaded all or nothing.

In order of flow: `report` (what is found on the way), `sources` (SQLite, CSV, Parquet), `naming`, `identify`
(ids), `values` (texts become typed values), `infer` (types), `references`, `objects` (metadata put
together), `prepare` (these in order), `load` (the database); `salesforce` (an org over its own wire).
"""

from understudy.org.importer.load import Progress, import_org, load_prepared, silent
from understudy.org.importer.prepare import Prepared
from understudy.org.importer.report import ImportReport, Notice, ObjectReport, Problem

__all__ = [
    "ImportReport",
    "Notice",
    "ObjectReport",
    "Prepared",
    "Problem",
    "Progress",
    "import_org",
    "load_prepared",
    "silent",
]
