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


_MAY_END = re.compile(r"[\])>;\s]")
"""One of these, or what comes right behind one, ends what began like a link."""
_LONGEST_ENTITY = 40
_LAST_BLANK = re.compile(r".*\s", re.DOTALL)


class Outgoing:
    """Takes pieces of a text and gives back what can leave of it; `targets` are asked when it leaves.

    Each character is looked at about once, however long a text has no blank at which some of it could leave.
    """

    def __init__(self, targets: Callable[[], Targets], took_out: Callable[[str], None]) -> None:
        self._targets = targets
        self._took_out = took_out
        self.drop()

    def feed(self, piece: str) -> str:
        """What can leave now that this piece has come."""
        self._held += piece
        self._settle()
        free, self._held = self._held[: self._free], self._held[self._free :]
        self._settled, self._tried, self._free = self._settled - self._free, self._tried - self._free, 0
        return self._defused(free)

    def flush(self) -> str:
        """The rest: the text is at its end."""
        free = self._held
        self.drop()
        return self._defused(free)

    def drop(self) -> None:
        """Forget what has not left."""
        self._held = ""
        self._settled = 0
        """Up to where the meaning is known: no link that is still open begins before it."""
        self._tried = 0
        """Up to where the end was looked for of what begins there."""
        self._free = 0
        """Behind the last blank before that which is outside of all links."""

    def _settle(self) -> None:
        while opens := _OPENS.search(self._held, self._settled):
            self._pass_over(opens.start())
            whole = self._whole(opens.start())
            if whole is None:
                return
            self._settled = self._tried = whole.end()
        self._pass_over(len(self._held))

    def _pass_over(self, end: int) -> None:
        """There is no link up to there."""
        if blank := _LAST_BLANK.match(self._held, self._settled, end):
            self._free = blank.end()
        self._settled = end

    def _whole(self, start: int) -> re.Match[str] | None:
        """What begins there, once nothing can change its meaning any more, whatever comes."""
        tried, self._tried = max(self._tried, start), len(self._held)
        if tried > start + _LONGEST_ENTITY and not _MAY_END.search(self._held, tried - 1):
            return None
        found = (each.match(self._held, start) for each in _WHOLE)
        return next((each for each in found if each), None) or _given_up(self._held, start)

    def _defused(self, text: str) -> str:
        if not text:
            return ""
        defused = defuse(text, self._targets())
        for each in defused.taken_out:
            self._took_out(each)
        return defused.text


def _given_up(text: str, start: int) -> re.Match[str] | None:
    """What began like a link and can be none any more: its paragraph is over, or it has grown too long."""
    if text[start] != "<" and (ended := _PARAGRAPH.search(text, start)):
        return re.compile(".*", re.DOTALL).match(text, start, ended.start())
    return _TOO_LONG.match(text, start)
