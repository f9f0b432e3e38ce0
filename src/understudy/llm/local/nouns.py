"""What a number counts: the words after it, or those before it."""

import re

from understudy.llm.local.spans import Range

__all__ = ["noun_after", "noun_before"]

_STOP = frozenset(
    (
        "a an and any are as at be been but by can did do does during each every for from had has have "
        "having how i if in is it its may more most no nor not of off on once only or our over per she "
        "should since so some than that the their them then there these they this those though through to "
        "under until up us was we were what when where which while who whom whose will with within without "
        "would you your total across among between before after also plus times currently still yet"
    ).split()
)
_WORD = re.compile(r"[\s-]+([a-z][a-z']*)")
_LAST_WORDS = re.compile(r"([a-z][a-z'-]*)[\s,:]*$")
_SKIPPED = frozenset(
    "is are was were be been being of has have had that which with a an the at who where their its by".split()
)


def noun_after(low: str, end: int) -> tuple[str, Range | None]:
    """The words that follow, up to the first plural or the first word that cannot be part of a noun."""
    first, last = end, end
    of = re.compile(r"\s+(?:of\s+(?:the(?:ir)?|our|these|those)\s+)?(?=[a-z])").match(low, end)
    position = first = of.end() - 1 if of else end
    for _ in range(4):
        word = _WORD.match(low, position)
        if not word or word[1] in _STOP:
            break
        position = last = word.end()
        if word[1].endswith("s") and not word[1].endswith(("ss", "us", "'s")):
            break
    if last == end:
        return "", None
    start = first + len(low[first:last]) - len(low[first:last].lstrip(" -\n"))
    return (low[start:last], (start, last)) if last > start else ("", None)


def noun_before(low: str, start: int) -> tuple[str, Range | None]:
    """Up to two words that stand before, past "is", "of" and the like."""
    position, words = start, list[Range]()
    for _ in range(5):
        word = _LAST_WORDS.search(low[:position])
        if not word or (words and word.end() != position and low[word.end(1) : position].strip()):
            break
        if word[1] not in _SKIPPED:
            if word[1] in _STOP:
                break
            words.append((word.start(1), word.end(1)))
        elif words:
            break
        position = word.start()
        if len(words) == 2:
            break
    if not words:
        return "", None
    first, last = words[-1][0], words[0][1]
    return low[first:last], (first, last)
