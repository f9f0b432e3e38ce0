"""`articles`: the demo org with its articles indexed."""

import pytest

from understudy.conversations.turn import Stage
from understudy.knowledge.index import index_articles


@pytest.fixture(scope="session")
async def articles(demo_stage: Stage) -> Stage:
    """The stage on the demo org, once its articles are indexed."""
    await index_articles(demo_stage.database, demo_stage.org, demo_stage.encoder)
    return demo_stage
