"""`context`: what an action gets in a turn on the demo org, asked by the system."""

import pytest

from understudy.agents.actions.registry import ActionContext
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.org.demo import DEMO_NOW
from understudy.org.permissions import System


@pytest.fixture(scope="session")
def context(demo_stage: Stage) -> ActionContext:
    stage, moment = demo_stage, Moment(DEMO_NOW, demo_stage.org.timezone)
    return ActionContext(stage.database, stage.org, stage.library, System("a test"), moment, stage.encoder)
