"""Which documents link to which, and those that nothing links to."""

import posixpath
import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from understudy.knowledge.documents import Document

__all__ = ["find_orphans", "inbound_links"]

_ENTRY = frozenset(
    {"index", "readme", "home", "_index", "start", "welcome", "toc", "contents", "sidebar", "_sidebar"}
)
_WIKI = re.compile(r"\[\[([^\]|#]+)")


def inbound_links(documents: Sequence[Document]) -> dict[str, frozenset[str]]:
    """For each document the keys of the others that link to it: by path, by title or by address."""
    names = _names(documents)
    found: dict[str, set[str]] = {document.key: set() for document in documents}
    for document in documents:
        targets = [*document.links, *_WIKI.findall(document.text)]
        for target in targets:
            key = _resolve(target, document.key, names)
            if key and key != document.key:
                found[key].add(document.key)
    return {key: frozenset(keys) for key, keys in found.items()}


def _names(documents: Sequence[Document]) -> dict[str, str]:
    """What a link may say, in small letters without an ending, and the document that it means."""
    names: dict[str, str] = {}
    for document in documents:
        path = document.key.lower()
        stem = posixpath.splitext(path)[0]
        told = [path, stem, posixpath.basename(stem), document.title.lower()]
        if posixpath.basename(stem) in ("index", "readme", "_index"):
            told.append(posixpath.dirname(stem))
        if document.url:
            address = urlsplit(document.url.lower())
            told += [
                document.url.lower().rstrip("/"),
                address.path.strip("/"),
                posixpath.basename(address.path.rstrip("/")),
            ]
        for name in told:
            if name:
                names.setdefault(name, document.key)
    return names


def _resolve(target: str, source: str, names: dict[str, str]) -> str | None:
    low = unquote(target).strip().lower()
    if low.rstrip("/") in names:
        return names[low.rstrip("/")]
    path = urlsplit(low).path.strip("/")
    near = posixpath.normpath(posixpath.join(posixpath.dirname(source.lower()), path))
    for name in (path, near, posixpath.splitext(path)[0], posixpath.splitext(near)[0]):
        if name in names:
            return names[name]
    last = posixpath.splitext(posixpath.basename(path))[0]
    return names.get(last) or names.get(last.replace("-", " ").replace("_", " "))


def find_orphans(documents: Sequence[Document], inbound: dict[str, frozenset[str]]) -> tuple[str, ...] | None:
    """The documents that no other links to; None when none links to any. Entry pages need no link."""
    if not any(inbound.values()):
        return None
    return tuple(
        document.key for document in documents if not inbound[document.key] and not _is_entry(document.key)
    )


def _is_entry(key: str) -> bool:
    return posixpath.splitext(posixpath.basename(key.lower()))[0] in _ENTRY
