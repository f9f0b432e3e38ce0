"""What owners have confirmed, applied to documents before they are kept."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from understudy.kit.db import Database
from understudy.knowledge.documents import Document
from understudy.knowledge.labels.store import Label, read_labels

__all__ = ["digest_of", "with_labels"]


async def with_labels(
    database: Database, org: str, source: str, documents: Sequence[Document]
) -> Sequence[Document]:
    """The documents, those without a label of their own with the one that was confirmed for what they say.

    A text that has changed since is for employees again: what was confirmed was another one.
    """
    if all(document.labelled for document in documents):
        return documents
    labels = await read_labels(database, org, source)
    return [_with_label(document, labels.get(document.key)) for document in documents]


def _with_label(document: Document, label: Label | None) -> Document:
    if document.labelled or label is None or label.digest != digest_of(document):
        return document
    return replace(document, audience=label.audience, labelled=True)


def digest_of(document: Document) -> str:
    """A mark of what a document says."""
    told = f"{document.title}\0{document.summary}\0{document.text}"
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
