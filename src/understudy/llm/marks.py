"""The marks around text from outside in what a language model is sent, and the same text without them.

Their key is drawn anew for each turn: who writes a text cannot know it, so no text can close its own marks.
"""

import re
import secrets
from dataclasses import dataclass, field

__all__ = ["Marks", "unmarked"]

_KEY_BYTES = 4
_MARK = re.compile(r"</?outside-[0-9a-f]{8}>")


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one turn."""

    key: str = field(default_factory=lambda: secrets.token_hex(_KEY_BYTES))

    @property
    def opening(self) -> str:
        """Stands before the text."""
        return f"<outside-{self.key}>"

    @property
    def closing(self) -> str:
        """Stands behind it."""
        return f"</outside-{self.key}>"

    def around(self, text: str) -> str:
        """The text between them. Marks of any key that stand in it are taken out."""
        return f"{self.opening}{unmarked(text)}{self.closing}" if text else text


def unmarked(text: str) -> str:
    """The text without marks of any turn."""
    return _MARK.sub("", text)
