"""What may leave is decided for every attribute, and of a real turn nobody's words leave."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.kit.collector import collector

from understudy import observe
from understudy.conversations.turn import Stage, Turn
from understudy.kit.config import Collector
from understudy.kit.otlp import Forwarding, collector_exporter
from understudy.kit.trace import PostgresSpans, setup
from understudy.observe.leaving import OPEN_ATTRIBUTES, TEXT_ATTRIBUTES

SOURCE = Path(str(observe.__file__)).parents[1]


def test_it_is_decided_for_every_attribute_that_a_span_has():
    texts = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    named = {name for text in texts for name in re.findall(r'set_attribute\("([\w.]+)"', text)}
    for text in texts:
        for given in re.findall(r'\bwith span\(f?"[^"]*",? ?([^)]*)\)? ?(?:as|:)', text):
            named |= set(re.findall(r"\b(\w+)=", given))
    assert {"message", "action.query", "record", "seconds"} <= named
    assert named - OPEN_ATTRIBUTES - TEXT_ATTRIBUTES == set()
    assert not OPEN_ATTRIBUTES & TEXT_ATTRIBUTES


async def test_of_a_turn_no_words_leave(articles: Stage, ask: Callable[..., Awaitable[Turn]]):
    with collector() as there:
        address = Collector(f"{there.url}/v1/traces")
        ours = Forwarding(collector_exporter(address), address.place, OPEN_ATTRIBUTES)
        tracing = setup(PostgresSpans(articles.database.url), ours)
        for message in ("Can I return an opened lamp?", "Show me the cases of Harborlight Nursery."):
            played = await ask(message, "employee" if "return" in message else "analyst")
            assert played.outcome.text
        await asyncio.to_thread(tracing.close)
    told = there.text().lower()
    names = {span.name for span in there.spans()}
    assert {"conversation.turn", "model.request", "agent.think"} <= names
    assert not {word for word in ("lamp", "harborlight", "opened", "select") if word in told}
