"""A model's text, restored while it comes in pieces that may cut a stand-in in two."""

from typing import Protocol

from understudy.trust.masking.standins import begins_stand_in
from understudy.trust.masking.vault import Vault

__all__ = ["Restored"]


class _Hearer(Protocol):
    def begin(self) -> None: ...

    def say(self, text: str) -> None: ...

    def forget(self) -> bool: ...


class Restored:
    """Hears a model and lets another hear it with values for stand-ins; holds back what may begin one."""

    def __init__(self, vault: Vault, hearer: _Hearer) -> None:
        self._vault = vault
        self._hearer = hearer
        self._came = ""
        self._told = 0

    def begin(self) -> None:
        """A response begins."""
        self._came, self._told = "", 0
        self._hearer.begin()

    def say(self, text: str) -> None:
        """The next piece."""
        self._came += text
        whole = not len(self._vault)
        self._tell(len(self._came) if whole else begins_stand_in(self._came, self._told))

    def forget(self) -> bool:
        """Take back the response; False when a part of it was heard."""
        self._came, self._told = "", 0
        return self._hearer.forget()

    def end(self) -> None:
        """The response has ended: what was held back is all that there is."""
        self._tell(len(self._came))

    def _tell(self, end: int) -> None:
        if told := self._vault.restore(self._came[:end], start=self._told):
            self._hearer.say(told)
        self._told = end
