"""Claims that were drawn before, at rest: by a digest of all that they are drawn from."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter
from pydantic_core import to_json

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.draw import Drawn

__all__ = ["digest_of", "pack", "unpack"]

_DRAWN = TypeAdapter(list[Drawn])


@cache
def _way() -> str:
    """How claims are drawn, as a digest of what draws them: a change of it is a change of all claims."""
    own = Path(__file__).parent
    files = sorted([*own.glob("*.py"), *own.glob("*.yaml"), own.parent / "sentences.py"])
    return hashlib.sha256(b"\0".join(each.read_bytes() for each in files)).hexdigest()


def digest_of(document: Document) -> str:
    """The same as long as the same claims would be drawn, wherever the document lies."""
    told = [
        _way(),
        document.key.rpartition("/")[2],
        document.title,
        document.text,
        [asdict(section) for section in document.sections],
        document.valid_from,
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, default=str).encode()).hexdigest()


def pack(drawn: Sequence[Drawn]) -> bytes:
    """The claims of a document as they are kept."""
    return zlib.compress(to_json(drawn, inf_nan_mode="strings"))


def unpack(kept: bytes, document: Document) -> list[Drawn]:
    """The claims again, under the document's key of today."""
    return [_of(each, document.key) for each in _DRAWN.validate_json(zlib.decompress(kept))]


def _of(drawn: Drawn, key: str) -> Drawn:
    before = drawn.claim.document
    if before == key:
        return drawn
    section = key + drawn.section.removeprefix(before)
    return replace(drawn, claim=replace(drawn.claim, document=key), section=section)
