"""Where a query can be answered besides PostgreSQL."""

from enum import StrEnum

__all__ = ["Engine"]


class Engine(StrEnum):
    """An engine of a warehouse, by the name that sqlglot knows its SQL by."""

    DUCKDB = "duckdb"
    SPARK = "spark"

    @property
    def label(self) -> str:
        """As a person writes it."""
        return "DuckDB" if self is Engine.DUCKDB else "Spark SQL"
