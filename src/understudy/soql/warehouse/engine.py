"""DuckDB, which is installed only where a warehouse is wanted."""

import importlib
from typing import TYPE_CHECKING

from understudy.kit.errors import ConfigError
from understudy.kit.extras import install_line

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["new_connection"]


def new_connection() -> "DuckDBPyConnection":
    """A DuckDB in memory, in UTC, that fetches nothing from anywhere.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        import duckdb

        # DuckDB gives instants with it, and says only then that it is missing.
        importlib.import_module("pytz")
    except ImportError as error:
        raise ConfigError(
            f"a warehouse needs a package that is missing ({error.name})",
            hint=install_line("warehouse"),
        ) from error
    connection = duckdb.connect(config={"autoinstall_known_extensions": False})
    connection.execute("SET TimeZone = 'UTC'")
    return connection
