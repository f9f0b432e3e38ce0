"""Documents of a few lines, and what disagrees in them."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.folder import read_folder

Write = Callable[[Mapping[str, str]], list[Document]]


@pytest.fixture
def documents(tmp_path: Path) -> Write:
    def write(files: Mapping[str, str]) -> list[Document]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return read_folder(tmp_path).documents

    return write
