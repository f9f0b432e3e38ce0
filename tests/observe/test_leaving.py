"""What may leave is decided for every attribute, and of a real turn nobody's words leave."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

from tests.kit.collector import collector

from understudy import observe
from understudy.conversations.turn import Stage, Turn
from understudy.kit.config import Collector
from understudy.kit.otlp import Forwarding, collector_exporter
from understudy.kit.trace import PostgresSpans, setup
from understudy.observe.leaving import OPEN_ATTRIBUTES, TEXT_ATTRIBUTES, without_texts
from understudy.observe.story import tell
from understudy.observe.traces import read_trace
from understudy.org.permissions import System
from understudy.trust.audit.log import AuditLog

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


async def test_no_words_of_a_turn_are_kept_where_none_are_to_be(
    articles: Stage, ask: Callable[..., Awaitable[Turn]], tmp_path: Path
):
    log = AuditLog.open(articles.database, tmp_path, keeps_texts=False)
    told = partial(without_texts, digest=log.key.digest)
    tracing = setup(PostgresSpans(articles.database.url, told))
    played = await ask("Show me the cases of Harborlight Nursery.", "analyst")
    await asyncio.to_thread(tracing.close)
    trace = await read_trace(articles.database, played.trace_id or "")
    kept = json.dumps([dict(bar.attributes) for bar in trace.bars]).lower()
    assert not {word for word in ("harborlight", "show me", "select") if word in kept}
    [turn_span] = trace.named("conversation.turn")
    assert turn_span.attributes["message.digest"] == log.key.digest(
        "Show me the cases of Harborlight Nursery."
    )
    assert await tell(articles.database, trace, System("a test"))
