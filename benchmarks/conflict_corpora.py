"""Corpora of documents with planted conflicts and look-alikes: YAML files of ours, and folders of others.

A folder has `pages/` and `truth.json`: `{"today", "conflicts": [{"kind", "a", "b", "a_sentence",
"b_sentence"}], "lookalikes": [the same], "stale": [path], "orphans": [path], "duplicates": [[path, path]]}`.
"""

import json
import re
import tempfile
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.claim import Claim
from understudy.knowledge.facts.folder import read_folder

__all__ = ["OURS", "Corpus", "Planted", "read_corpus"]

OURS = sorted((Path(__file__).parent / "knowledge_conflicts").glob("*.yaml"))


@dataclass(frozen=True)
class Planted:
    """Two pieces put into two pages; `kind` is that of the conflict, or of the look-alike."""

    kind: str
    is_conflict: bool
    a: tuple[str, str]
    b: tuple[str, str]

    def is_met_by(self, one: Claim, other: Claim) -> bool:
        """Whether the pair is this one: both pages, and a sentence out of each piece."""
        return any(
            all(
                claim.document.removesuffix(".md") == path.removesuffix(".md")
                and _same(claim.sentence, piece)
                for claim, (path, piece) in zip((one, other), pair, strict=True)
            )
            for pair in ((self.a, self.b), (self.b, self.a))
        )


@dataclass(frozen=True)
class Corpus:
    """Documents with what was planted into them."""

    name: str
    documents: list[Document]
    planted: list[Planted]
    today: date
    stale: set[str] = field(default_factory=set[str])
    orphans: set[str] = field(default_factory=set[str])
    duplicates: set[frozenset[str]] = field(default_factory=set[frozenset[str]])


def read_corpus(path: Path) -> Corpus:
    """A corpus of ours or of others."""
    return _of_folder(path) if path.is_dir() else _of_file(path)


def _of_folder(folder: Path) -> Corpus:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    planted = [
        Planted(
            each["kind"],
            part == "conflicts",
            (each["a"], each["a_sentence"]),
            (each["b"], each["b_sentence"]),
        )
        for part in ("conflicts", "lookalikes")
        for each in truth[part]
    ]
    return Corpus(
        folder.name,
        read_folder(folder / "pages").documents,
        planted,
        date.fromisoformat(truth["today"]),
        set(truth["stale"]),
        set(truth["orphans"]),
        {frozenset(each) for each in truth["duplicates"]},
    )


def _of_file(file: Path) -> Corpus:
    corpus = yaml.safe_load(file.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        planted = _write_corpus(corpus, Path(place))
        documents = read_folder(Path(place)).documents
    return Corpus(
        corpus["company"],
        documents,
        planted,
        corpus["today"],
        {f"{path}.md" for path in corpus.get("stale") or {}},
        {f"{path}.md" for path in corpus.get("orphans") or {}},
        {frozenset(f"{path}.md" for path in each["pages"]) for each in corpus.get("duplicates") or []},
    )


def _same(sentence: str, piece: str) -> bool:
    one, other = _bare(sentence), _bare(piece)
    return bool(one and other) and (one in other or other in one)


def _bare(text: str) -> str:
    return "".join(letter for letter in unescape(re.sub(r"<[^>]+>", " ", text)).lower() if letter.isalnum())


def _write_corpus(corpus: dict[str, Any], folder: Path) -> list[Planted]:
    """The pages as Markdown files; every page is linked from the index but for the orphans."""
    pages: dict[str, dict[str, Any]] = {}
    for part in ("pages", "stale", "orphans"):
        pages |= {path: dict(page) for path, page in (corpus.get(part) or {}).items()}
    for part in ("duplicates", "templates"):
        for each in corpus.get(part) or []:
            (first, one), (second, other) = each["pages"].items()
            text = each["text"]
            for old, new in each["swap"]:
                assert old in text, old
                text = text.replace(old, new)
            pages[first], pages[second] = {**one, "text": each["text"]}, {**other, "text": text}
    planted = [
        Planted(each.get("conflict") or each["alike"], "conflict" in each, tuple(each["a"]), tuple(each["b"]))
        for each in corpus["planted"]
    ]
    # What has a heading of its own comes last, lest the rest should seem to belong under it.
    pieces = [piece for each in planted for piece in (each.a, each.b)]
    for path, piece in sorted(pieces, key=lambda each: "## " in each[1]):
        pages[path]["text"] += f"\n\n{piece}"
    for path, page in pages.items():
        _write_page(path, page, folder, [each for each in pages if each not in (corpus.get("orphans") or {})])
    return planted


def _write_page(path: str, page: dict[str, Any], folder: Path, linked: list[str]) -> None:
    text = page.pop("text")
    if path in ("index", "readme"):
        text += "\n\n" + "\n".join(f"- [{other}]({other}.md)" for other in linked if other != path)
    file = folder / f"{path}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    head = yaml.safe_dump(page, sort_keys=False, allow_unicode=True)
    file.write_text(f"---\n{head}---\n# {page['title']}\n\n{text}\n", encoding="utf-8")
