"""What in a text says that it is meant for inside the company."""

import re
from collections.abc import Iterator, Sequence

from understudy.knowledge.documents import Document
from understudy.llm.local.confidential.vocabulary import vocabulary
from understudy.llm.local.normalise import Token, tokens

__all__ = ["cues_in"]

_SETS = {
    "inside": "says",
    "inside_papers": "speaks of",
    "figures": "speaks of",
    "secrets": "speaks of",
}
_NEAR = 3
_PAPERS = ("papers", "records")
_SHOWN = 3


def cues_in(document: Document, colleagues: Sequence[str]) -> list[str]:
    """The cues, each in words; `colleagues` are the names of who works here."""
    text = f"{document.title}\n{document.summary}\n{document.text}"
    words = tokens(text)
    return list(dict.fromkeys([*_named(text, colleagues), *_spoken_of(words)]))


def _named(text: str, colleagues: Sequence[str]) -> Iterator[str]:
    found = [name for name in colleagues if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    if found:
        yield f"names {' and '.join(found[:_SHOWN])}, who work{'s' * (len(found) == 1)} here"


def _spoken_of(words: Sequence[Token]) -> Iterator[str]:
    found = vocabulary().find(words)
    papers = {i for name in _PAPERS for place in found.get(name, ()) for i in place}
    for name, verb in _SETS.items():
        for place in found.get(name, ()):
            if name == "inside" and not papers & set(range(place.start - _NEAR, place.stop + _NEAR)):
                continue  # "internal parts" is no cue, "internal memo" is
            yield f"{verb} “{' '.join(words[i].text for i in place)}”"
