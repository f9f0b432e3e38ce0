"""A database of its own: what is erased is looked for in every row there is."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from tests.conftest import new_database

from understudy.kit.config import Settings
from understudy.kit.db import Database


@pytest.fixture(scope="module")
async def database(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Database]:
    """As everybody's, but nobody else's."""
    with new_database(server_url) as url:
        settings = Settings(workspace=Path(tmp_path_factory.mktemp("erasing")), database_url=url)
        async with await Database.open(settings) as opened:
            yield opened
