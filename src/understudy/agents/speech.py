"""What an agent says in one turn, piece by piece. What somebody has heard is part of the reply for good."""

from collections.abc import Callable

from understudy.agents.events import Listener, Said
from understudy.trust.egress.outgoing import Outgoing
from understudy.trust.egress.targets import Targets

__all__ = ["Speech"]

_PAUSE = "\n\n"


class Speech:
    """Hears a model (a `Hearer` of `llm.remote`) and passes on what will be the reply, up to its length.

    A text is passed on while it is spoken, before it is known whether an action follows: "Let me see." and
    the answer after it are then one reply, whether anybody listens or not. Links to where a reply may not
    lead (`targets`, asked when a piece is passed on) are taken out of it; `taken_out` tells which.
    """

    def __init__(
        self, longest: int, listen: Listener | None, targets: Callable[[], Targets] = Targets
    ) -> None:
        self._longest = longest
        self._listen = listen
        self._before = ""
        self._response = ""
        self._spoken = ""
        self.taken_out: list[str] = []
        self._outgoing = Outgoing(targets, self.taken_out.append)

    @property
    def text(self) -> str:
        """All of it."""
        return self._joined()[: self._longest]

    def begin(self) -> None:
        """A response begins; what was said before it stays."""
        self._tell(self._outgoing.flush())
        self._before, self._response, self._spoken = self._joined(), "", ""

    def say(self, text: str) -> None:
        """The next piece."""
        self._spoken += text
        self._tell(self._outgoing.feed(text))

    def pause(self) -> None:
        """Something else comes now: no more of this text does."""
        self._tell(self._outgoing.flush())

    def forget(self) -> bool:
        """Take back the response; False if it was heard."""
        if self._response and self._listen:
            return False
        self._outgoing.drop()
        self._response = self._spoken = ""
        return True

    def end(self, text: str) -> str:
        """The whole reply, which ends with this text, said if it has not been."""
        if text.startswith(self._spoken):
            self._say_last(text[len(self._spoken) :])
        elif text.strip() != self._spoken.strip():
            self.begin()
            self._say_last(text)
        else:
            self._say_last("")
        return self.text

    def close(self, text: str) -> str:
        """The same with a text of ours, which is never cut."""
        self._tell(self._outgoing.flush())
        self._before, self._response, self._spoken = self.text, "", ""
        self._longest = len(self._before) + len(_PAUSE) + len(text)
        self._say_last(text)
        return self.text

    def _say_last(self, text: str) -> None:
        self._spoken += text
        self._tell(self._outgoing.feed(text) + self._outgoing.flush())

    def _tell(self, text: str) -> None:
        """Pass on what may leave."""
        told = len(self.text)
        self._response += text
        if self._listen and (new := self.text[told:]):
            self._listen(Said(new))

    def _joined(self) -> str:
        return self._before + (_PAUSE if self._before and self._response else "") + self._response
