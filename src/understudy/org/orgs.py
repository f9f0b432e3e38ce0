"""One loaded org: its metadata, its rules and the PostgreSQL schema that holds its tables."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from understudy.org.metadata import Schema
from understudy.org.permissions import AccessPolicy

__all__ = ["Org"]


@dataclass(frozen=True)
class Org:
    """Everything a query needs to know of an org before it reads a row. Immutable, shared by all turns.

    `pg_schema` is the PostgreSQL schema in which each object is a table of the object's API name and
    each field a column of the field's API name (case kept, so always quoted).
    `fiscal_year_start` is the month (1 to 12) in which the fiscal year begins.
    """

    name: str
    pg_schema: str
    schema: Schema
    access: AccessPolicy
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    fiscal_year_start: int = 1
