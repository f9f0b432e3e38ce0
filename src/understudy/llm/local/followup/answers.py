"""The message as the answer to what was asked back: a choice, told by its words or its number."""

from collections.abc import Sequence

from understudy.llm.local.followup.references import place_told
from understudy.llm.local.message import FUNCTION_WORDS
from understudy.llm.local.normalise import tokens

__all__ = ["chosen"]

_LONGEST = 10
_POLITE = frozenset(
    """mean meant want option number choice first second third fourth fifth last one two three four
    five""".split()
)


def chosen(text: str, choices: Sequence[str]) -> int | None:
    """Which of the choices the text names, counted from 0; None when none, or several."""
    words = tokens(text)
    if not choices or not words or len(words) > _LONGEST:
        return None
    said = {t.stem for t in words if t.text.lower() not in FUNCTION_WORDS | _POLITE and not t.text.isdigit()}
    if not said:
        place = place_told(text)
        inside = place is not None and (place == -1 or 1 <= place <= len(choices))
        return (place - 1 if place > 0 else len(choices) - 1) if inside and place is not None else None
    fitting = [i for i, choice in enumerate(choices) if said <= {t.stem for t in tokens(choice)}]
    exact = [i for i in fitting if _same(text, choices[i])]
    found = exact if len(exact) == 1 else fitting
    return found[0] if len(found) == 1 else None


def _same(text: str, choice: str) -> bool:
    """Whether the text is the choice, without the kind of record in parentheses."""
    said = [t.word for t in tokens(text)]
    return said in ([t.word for t in tokens(choice)], [t.word for t in tokens(choice.rpartition(" (")[0])])
