"""A reply on its way out, piece by piece: nothing leaves before it is clear that it is no part of a link."""

import re
from collections.abc import Callable

from understudy.trust.egress.defuse import defuse
from understudy.trust.egress.targets import Targets

__all__ = ["Outgoing"]

_OPENS = re.compile(r"!?\[|<|&")
_BRACKETS = r"!?\[(?:[^\[\]\\]|\\.|\[[^\[\]]*\](?:\([^()]*\))?)*\]"
_WHOLE = (
    re.compile(_BRACKETS + r"(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|\[[^\[\]]*\])(?=[^(\[])"),
    re.compile(_BRACKETS + r":\s*\S+(?=\s)"),
    re.compile(_BRACKETS + r"(?=[^(\[:\s])"),
    re.compile(_BRACKETS + r"(?=\s+[^(\[\s])"),
    re.compile(r"<[^<>]*>"),
    re.compile(r"<(?=[\s\d=])"),
    re.compile(r"&#?\w{0,32};?(?=[^\w;#])"),
)
"""A link or image, a definition (both with their target), brackets that are no link, a tag, an entity."""
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TOO_LONG = re.compile(r".{4000,}(?=\s)", re.DOTALL)
"""No longer is waited for the end of what began like a link."""


class Outgoing:
    """Takes pieces of a text and gives back what can leave of it; `targets` are asked when it leaves."""

    def __init__(self, targets: Callable[[], Targets], took_out: Callable[[str], None]) -> None:
        self._targets = targets
        self._took_out = took_out
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can leave now that this piece has come."""
        self._held += piece
        end = _free_until(self._held)
        free, self._held = self._held[:end], self._held[end:]
        return self._defused(free)

    def flush(self) -> str:
        """The rest: the text is at its end."""
        free, self._held = self._held, ""
        return self._defused(free)

    def drop(self) -> None:
        """Forget what has not left."""
        self._held = ""

    def _defused(self, text: str) -> str:
        if not text:
            return ""
        defused = defuse(text, self._targets())
        for each in defused.taken_out:
            self._took_out(each)
        return defused.text


def _free_until(text: str) -> int:
    """Up to where nothing can change its meaning any more, whatever comes: a blank outside of all links."""
    spans: list[tuple[int, int]] = []
    end, opens = 0, _OPENS.search(text)
    while opens:
        whole = next((found for each in _WHOLE if (found := each.match(text, opens.start()))), None)
        if whole is None and not (whole := _given_up(text, opens.start())):
            break
        end = whole.end()
        spans.append((opens.start(), end))
        opens = _OPENS.search(text, end)
    limit = opens.start() if opens else len(text)
    blanks = (index for index in range(limit - 1, -1, -1) if text[index].isspace())
    return next((index + 1 for index in blanks if not any(a <= index < b for a, b in spans)), 0)


def _given_up(text: str, start: int) -> re.Match[str] | None:
    """What began like a link and can be none any more: its paragraph is over, or it has grown too long."""
    if text[start] != "<" and (ended := _PARAGRAPH.search(text, start)):
        return re.compile(".*", re.DOTALL).match(text, start, ended.start())
    return _TOO_LONG.match(text, start)
