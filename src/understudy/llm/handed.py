"""What a model was handed: the findings that stood in its request, by the digest of what was sent."""

import hashlib
import json
from collections.abc import Callable, Sequence

from pydantic_ai.messages import ModelMessage, ToolReturnPart

from understudy.llm.marks import unmarked

__all__ = ["ReadBack", "digest_of", "findings_handed"]

ReadBack = Callable[[object], object]
"""From what is sent to what it was made of: stand-ins become values again."""


def findings_handed(messages: Sequence[ModelMessage], read_back: ReadBack = lambda sent: sent) -> str:
    """For each finding in the messages the action and its digest, as JSON in order.

    What is digested is the text that a provider is sent, without the marks around what is from outside, and
    read back where it was masked; not the value that it is made of. What was lost on the way makes another.
    """
    handed = [
        {"action": part.tool_name, "digest": digest_of(read_back(_sent(part)))}
        for message in messages
        for part in message.parts
        if isinstance(part, ToolReturnPart)
    ]
    return json.dumps(handed)


def digest_of(value: object) -> str:
    """The same for values that are the same JSON, whatever the order of their keys."""
    told = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def _sent(part: ToolReturnPart) -> object:
    text = unmarked(part.model_response_str())
    try:
        return json.loads(text)
    except ValueError:
        return text
