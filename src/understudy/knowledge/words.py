"""The words of a text that carry meaning."""

from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.normalise import tokens

__all__ = ["content_stems"]


def content_stems(text: str) -> frozenset[str]:
    """Their stems."""
    return frozenset(token.stem for token in tokens(text) if token.word not in FUNCTION_WORDS)
