"""A folder of anybody's documents, read as far as they can be: what is odd is told, not refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import yaml
from markdown_it import MarkdownIt

from understudy.kit.errors import InputError
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Audience, Head, split_head

__all__ = ["Folder", "as_written", "read_folder"]

_ENDINGS = frozenset({".md", ".markdown", ".txt", ".html", ".htm", ".mdx"})
# What is typed or printed claims nothing.
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL | re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(?P<head>.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LINE = re.compile(r"^(?P<name>[A-Za-z_-]+)\s*:\s*(?P<value>.*?)\s*$", re.MULTILINE)
# What other systems call the same.
_ALSO_CALLED = {
    "last_updated": "updated",
    "lastmod": "updated",
    "modified": "updated",
    "last_modified": "updated",
    "date": "updated",
    "last_reviewed": "reviewed",
    "reviewed_on": "reviewed",
    "updated_on": "updated",
    "effective": "valid_from",
    "visibility": "audience",
    "description": "summary",
    "permalink": "url",
    "slug": "url",
    "author": "owner",
}


@dataclass
class Folder:
    """The documents of a folder in order of their paths, their texts as written, and what was odd."""

    documents: list[Document] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    without_head: int = 0


def read_folder(path: Path, audience: Audience = "employees") -> Folder:
    """Every file that can be read as text and has an ending of Markdown, HTML or plain text.

    Raises:
        InputError: there is no such folder, or nothing in it can be read.
    """
    if not path.exists():
        raise InputError(f"there is no file or folder {str(path)!r}")
    found = Folder()
    root = path.parent if path.is_file() else path
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    for file in files:
        key = file.relative_to(root).as_posix()
        if file.suffix.lower() not in _ENDINGS or any(part.startswith(".") for part in key.split("/")):
            continue
        if text := _text(file, key, found):
            found.written[key] = text
            found.documents.append(_document(text, key, audience, found))
    if not found.documents:
        raise InputError(
            f"nothing to read in {str(path)!r}",
            hint=f"files that end in {', '.join(sorted(_ENDINGS))} are read",
        )
    return found


def _text(file: Path, key: str, found: Folder) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        found.warnings.append(f"{key}: cannot be read: {error}")
        return ""
    try:
        return data.decode("utf-8-sig").replace("\0", "").replace("\r\n", "\n")
    except UnicodeDecodeError:
        found.warnings.append(f"{key}: not UTF-8, read as Windows-1252")
        return data.decode("cp1252", errors="replace").replace("\0", "").replace("\r\n", "\n")


def _document(text: str, key: str, audience: Audience, found: Folder) -> Document:
    front = _FRONT_MATTER.match(text)
    head, body = Head(audience), text
    if front:
        head, body = _head(front["head"], key, audience, found), text[front.end() :]
    else:
        found.without_head += 1
    is_html = key.lower().endswith((".html", ".htm"))
    html = body if is_html else MarkdownIt("commonmark").enable("table").render(body)
    return read_text(f"<body>{_CODE.sub(' ', html)}</body>", key, head)


def _head(told: str, key: str, audience: Audience, found: Folder) -> Head:
    """What the head says, each entry by itself: one that cannot be read spoils none of the others."""
    head = Head(audience)
    for name, value in _entries(told, key, found).items():
        name = _ALSO_CALLED.get(name.lower().replace("-", "_"), name.lower().replace("-", "_"))
        if name not in Head.__dataclass_fields__ or value in (None, ""):
            continue
        entry = yaml.safe_dump({name: value}, allow_unicode=True)
        try:
            one, _ = split_head(f"---\n{entry}---\n", audience)
        except InputError as error:
            found.warnings.append(f"{key}: {error.message}; left out")
            continue
        head = replace(head, **{name: getattr(one, name)})
    return head


def _entries(told: str, key: str, found: Folder) -> Mapping[str, object]:
    try:
        read: object = yaml.safe_load(told)
    except (yaml.YAMLError, ValueError):
        found.warnings.append(f"{key}: what stands between the first --- is not YAML; read line by line")
        return {line["name"]: line["value"].strip("\"'") for line in _LINE.finditer(told)}
    if not isinstance(read, dict):
        return {}
    return {str(name): value for name, value in cast("dict[object, object]", read).items()}


_GAP = r"(?:\]\([^()\s]*\)|<[^<>]*>|&\w+;|[\W_])*+"


def as_written(sentence: str, text: str) -> str:
    """The sentence as it stands in the file, marks of Markdown and line ends included."""
    if sentence in text:
        return sentence
    words = re.findall(r"[^\W_]+", sentence)
    found = re.search(_GAP.join(map(re.escape, words)) + r"[.!?)\"']*", text) if words else None
    return found[0] if found else sentence
