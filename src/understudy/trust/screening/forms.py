"""A text as a model may read it: without invisible signs, and with what is encoded in it. Pure."""

import base64
import re
import unicodedata
from dataclasses import dataclass
from html import unescape

__all__ = ["Forms", "forms_of"]

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u2060-\u2064\ufeff\u00ad\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]"
)
_ENCODED = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{40,}={0,2}(?![\w+/])")
_SPACED = re.compile(r"\b(?:\w[ .\-_]){7,}\w\b")
_COMMENT = re.compile(r"<!--.{20,}?-->|(?:display:\s*none|font-size:\s*0)[^>]*>", re.DOTALL | re.IGNORECASE)
_FEW = 4
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Forms:
    """What is read, and how much of it was hidden: `decoded` stood in it encoded, `hidden` counts the signs
    that nobody sees and the ways in which something was put out of sight.
    """

    text: str
    decoded: tuple[str, ...]
    hidden: int

    @property
    def all(self) -> str:
        """Everything, in one text."""
        return "\n".join([self.text, *self.decoded])


def forms_of(text: str) -> Forms:
    """The forms of a text; of a very long one only its beginning and its end."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]}\n{text[-_LONGEST // 2 :]}"
    unseen = len(_INVISIBLE.findall(text))
    visible = unicodedata.normalize("NFKC", _INVISIBLE.sub("", unescape(text))).replace("’", "'")
    decoded = [told for run in _ENCODED.findall(visible) if (told := _decoded(run))]
    decoded += [re.sub(r"[ .\-_]", "", run.group()) for run in _SPACED.finditer(visible)]
    hidden = (unseen >= _FEW) + len(decoded) + len(_COMMENT.findall(text))
    return Forms(visible, tuple(decoded), hidden)


def _decoded(run: str) -> str | None:
    """The text that is encoded there, if one is."""
    try:
        told = base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode()
    except ValueError:
        return None
    return told if told.isprintable() and " " in told else None
