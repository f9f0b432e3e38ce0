"""What is asked to be counted, where nothing that is known is called so: "the most returns"."""

from understudy.llm.local.message import Message

__all__ = ["unknown_nouns"]

_QUANTITIES = frozenset("most fewest least more fewer many".split())
_COUNTS = frozenset({("number", "of"), ("count", "of"), ("amount", "of"), ("volume", "of")})
_NO_PLURALS = ("ss", "us", "is")


def unknown_nouns(message: Message, lost: frozenset[int]) -> tuple[str, ...]:
    """The plurals that a count or a rank is asked of and that nothing explains, as they were written.

    Without such a word another number would be told: who sold most, in place of who had the most returns.
    """
    return tuple(
        message.tokens[i].text
        for i in sorted(lost)
        if _is_plural(message.words[i]) and _is_counted(message, i)
    )


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(_NO_PLURALS)


def _is_counted(message: Message, index: int) -> bool:
    """Whether a word of quantity stands before it, or before the one word that says more of it."""
    return any(
        bool(_QUANTITIES & set(message.words[i - 1 : i])) or message.words[max(0, i - 2) : i] in _COUNTS
        for i in (index, index - 1)
        if i > 0 and (i == index or not message.words[i].endswith("ly"))
    )
