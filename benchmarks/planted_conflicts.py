"""Corpora with planted conflicts and look-alikes: YAML files, and folders of pages beside their truth."""

import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.claim import Claim
from understudy.knowledge.facts.folder import read_folder

_TAG = re.compile(r"<[^<>]*>|\]\([^()]*\)")


@dataclass(frozen=True)
class Planted:
    """Two pieces put into two pages; `kind` is that of the conflict, or of the look-alike."""

    kind: str
    is_conflict: bool
    a: tuple[str, str]
    b: tuple[str, str]

    def is_met_by(self, one: Claim, other: Claim) -> bool:
        """Whether the two claims are this pair: both pages, and a sentence out of each piece."""
        return any(
            all(
                _page(claim.document) == _page(path) and _within(claim.sentence, piece)
                for claim, (path, piece) in zip((one, other), pair, strict=True)
            )
            for pair in ((self.a, self.b), (self.b, self.a))
        )


@dataclass(frozen=True)
class Corpus:
    """Documents, what was planted in them, and which of the `pages` are stale, orphans or duplicates."""

    name: str
    documents: Sequence[Document]
    planted: Sequence[Planted]
    today: date
    pages: dict[str, set[Any]]


def corpora_in(folder: Path) -> list[Path]:
    """All that are kept there."""
    return sorted([*folder.glob("*.yaml"), *(each.parent for each in folder.glob("*/truth.json"))])


def read_corpus(path: Path) -> Corpus:
    """One of a file or of a folder."""
    if path.is_dir():
        return _of_folder(path)
    corpus = yaml.safe_load(path.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as place:
        planted = _write_pages(corpus, Path(place))
        documents = read_folder(Path(place)).documents
    pages = {
        "stale": {f"{path}.md" for path in corpus.get("stale") or {}},
        "orphans": {f"{path}.md" for path in corpus.get("orphans") or {}},
        "duplicates": {tuple(f"{p}.md" for p in each["pages"]) for each in corpus.get("duplicates") or []},
    }
    return Corpus(path.stem, documents, planted, corpus["today"], pages)


def _of_folder(path: Path) -> Corpus:
    truth = json.loads((path / "truth.json").read_text(encoding="utf-8"))
    planted = [
        Planted(each["kind"], is_conflict, (each["a"], each["a_sentence"]), (each["b"], each["b_sentence"]))
        for name, is_conflict in (("conflicts", True), ("lookalikes", False))
        for each in truth[name]
    ]
    pages = {
        "stale": set(truth["stale"]),
        "orphans": set(truth["orphans"]),
        # Which of them is to stay is not told.
        "duplicates": {pair for group in truth["duplicates"] for pair in combinations(group, 2)},
    }
    documents = read_folder(path / "pages").documents
    return Corpus(path.name, documents, planted, date.fromisoformat(truth["today"]), pages)


def _page(path: str) -> str:
    return path.removesuffix(".md")


def _within(sentence: str, piece: str) -> bool:
    one, other = _bare(sentence), _bare(piece)
    return bool(one) and (one in other or other in one)


def _bare(text: str) -> str:
    return "".join(letter for letter in unescape(_TAG.sub("", text)).lower() if letter.isalnum())


def _write_pages(corpus: dict[str, Any], folder: Path) -> list[Planted]:
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
