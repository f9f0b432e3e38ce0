"""Values that are known, found again wherever they stand as whole words, whatever their capitals."""

import re
from collections.abc import Iterator

from understudy.trust.values.span import CERTAIN, Span, ValueType

__all__ = ["KnownValues"]

_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"\s+")


class KnownValues:
    """A recogniser that is told what to find. What begins no word is never compared."""

    def __init__(self) -> None:
        self._by_word: dict[str, dict[str, ValueType]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, value: str, kind: ValueType) -> None:
        """Find it from now on; the type that it was first added with stays."""
        folded = _SPACES.sub(" ", value.strip().lower())
        first = _WORD.search(folded)
        if first is None:
            return
        known = self._by_word.setdefault(first[0], {})
        if folded not in known:
            known[folded] = kind
            self._count += 1

    def __call__(self, text: str, /) -> Iterator[Span]:
        """The longest known value at each word."""
        if not self._by_word:
            return
        lower = text.lower()
        if len(lower) != len(text):  # a letter whose small form is two: places would no longer fit
            lower = "".join(each.lower() if len(each.lower()) == 1 else each for each in text)
        for word in _WORD.finditer(lower):
            known = self._by_word.get(word[0])
            if known:
                yield from self._longest(lower, word.start(), word[0], known)

    def _longest(self, text: str, at: int, word: str, known: dict[str, ValueType]) -> Iterator[Span]:
        best: Span | None = None
        for value, kind in known.items():
            start = at - value.index(word)
            end = start + len(value)
            stands = start >= 0 and text.startswith(value, start) and not _inside_word(text, start, end)
            if stands and (best is None or end - start > best.end - best.start):
                best = Span(start, end, kind, CERTAIN)
        if best:
            yield best


def _inside_word(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start].isalnum() and text[start - 1].isalnum()
    return before or (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())
