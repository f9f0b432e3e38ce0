"""A test collection in BEIR's form: documents, queries, and which documents answer which query.

`corpus.jsonl` (`_id`, `title`, `text`), `queries.jsonl` (`_id`, `text`) and, in `qrels/`, files of lines with
query, document and how relevant, parted by tabs, below a line of headings.
Source: Thakur et al., "BEIR" (2021), and its repository's page on the format.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from understudy.kit.errors import InputError, Place
from understudy.knowledge.documents import Document, Section

__all__ = ["Collection", "read_collection"]

_LINE = "a line is: query, tab, document, tab, how relevant (0 for not)"


@dataclass(frozen=True, slots=True)
class Collection:
    """What is searched, by whom nothing is hidden; `queries` are those with a relevant document, by id, and
    `relevant` says for each how relevant which documents are.
    """

    documents: Sequence[Document]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]


def read_collection(folder: Path, split: str | None = None) -> Collection:
    """The collection in a folder, with the judgements of one split ("test") or of all.

    Raises:
        InputError: a file is missing or a line cannot be read, with its place; or no query is left to ask.
    """
    documents = [_document(row, place) for row, place in _rows(folder / "corpus.jsonl")]
    texts = {
        _text(row, "_id", place): _text(row, "text", place) for row, place in _rows(folder / "queries.jsonl")
    }
    relevant = _relevant(folder / "qrels", split)
    queries = {query: texts[query] for query in relevant if query in texts}
    if not documents or not queries:
        missing = "no document" if not documents else "no query that has a relevant document"
        raise InputError(f"{str(folder)!r} has {missing}", hint="the ids in qrels are those of queries.jsonl")
    return Collection(documents, queries, relevant)


def _rows(path: Path) -> Iterator[tuple[Mapping[str, Any], Place]]:
    for number, line in enumerate(_lines(path), 1):
        place = Place(path.name, number)
        if not line.strip():
            continue
        try:
            row: object = json.loads(line)
        except ValueError as error:
            raise InputError(f"not JSON: {error}", place=place, hint="one object a line") from None
        if not isinstance(row, dict):
            raise InputError("no JSON object", place=place, hint="one object a line")
        yield cast("dict[str, Any]", row), place


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            yield from file
    except FileNotFoundError:
        hint = "a collection in BEIR's form has corpus.jsonl, queries.jsonl and qrels/*.tsv"
        raise InputError(f"there is no file {str(path)!r}", hint=hint) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{str(path)!r} cannot be read: {error}", hint="save it as UTF-8") from None


def _document(row: Mapping[str, Any], place: Place) -> Document:
    title = row.get("title") or ""
    if not isinstance(title, str):
        raise InputError("the title is no text", place=place)
    text = _text(row, "text", place).replace("\0", "") or title
    return Document(_text(row, "_id", place), title, text, (Section((), 0, len(text)),), "public")


def _text(row: Mapping[str, Any], name: str, place: Place) -> str:
    value = row.get(name)
    if isinstance(value, int) and name == "_id":
        return str(value)
    if not isinstance(value, str) or (name == "_id" and not value):
        raise InputError(f"{name!r} is missing or no text", place=place)
    return value


def _relevant(folder: Path, split: str | None) -> dict[str, dict[str, int]]:
    files = sorted(folder.glob("*.tsv")) if split is None else [folder / f"{split}.tsv"]
    if not files:
        raise InputError(f"there is no .tsv file in {str(folder)!r}", hint=_LINE)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for file in files:
        for number, line in enumerate(_lines(file), 1):
            cells = line.rstrip("\r\n").split("\t")
            if not line.strip() or (number == 1 and cells[-1].strip() == "score"):
                continue
            query, document, grade = _judged(cells, Place(f"{folder.name}/{file.name}", number))
            if grade > 0:
                found[query][document] = grade
    return dict(found)


def _judged(cells: Sequence[str], place: Place) -> tuple[str, str, int]:
    try:
        query, document, grade = cells
        return query, document, int(grade)
    except ValueError:
        raise InputError("no judgement can be read", place=place, hint=_LINE) from None
