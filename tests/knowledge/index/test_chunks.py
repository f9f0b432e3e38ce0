"""Passages: whole sentences, never over a heading, short enough."""

import pytest

from understudy.knowledge.documents import read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.index.chunks import cut_chunks
from understudy.knowledge.sentences import split_sentences

LONG = "\n\n".join(
    [
        "# Guide",
        *("This sentence has exactly eight words in it. " * 9 for _ in range(6)),
        "## Care",
        "Rinse it.",
    ]
)


def test_passages_are_whole_sentences_of_one_section() -> None:
    document = read_text(LONG, "k", Head("public", "The Hose", "All about it."))
    chunks = cut_chunks(document)
    assert [chunk.heading for chunk in chunks] == ["Guide"] * (len(chunks) - 1) + ["Guide › Care"]
    assert len(chunks) == 5
    for chunk in chunks:
        assert document.text[chunk.start : chunk.start + len(chunk.text)] == chunk.text
        assert len(chunk.text.split()) <= 130
    whole = [s.text for s in split_sentences(document.text)]
    assert [s.text for chunk in chunks for s in split_sentences(chunk.text)] == whole
    assert chunks[-1].about == "The Hose. All about it. Guide. Care"
    assert [chunk.ordinal for chunk in chunks] == [1, 2, 3, 4, 5]


def test_an_empty_document_has_none() -> None:
    assert cut_chunks(read_text("# Only a heading", "k", Head("public"))) == []


@pytest.mark.parametrize(
    ("held_back", "kept"),
    [
        ("Rinse it.", ["Dry it well. Hang it up."]),
        ("Dry it well.", ["Rinse it.", "Hang it up."]),
        ("it well", ["Rinse it.", "Hang it up."]),
        ("it. Dry", ["Hang it up."]),
        ("Hang it up.", ["Rinse it. Dry it well."]),
        ("Rinse it. Dry it well. Hang it up.", []),
    ],
)
def test_what_is_withheld_stands_in_no_passage(held_back: str, kept: list[str]) -> None:
    """A sentence that is touched goes as a whole: half of it would say something else."""
    document = read_text("# Care\n\nRinse it. Dry it well. Hang it up.", "k", Head("public", "The Hose"))
    start = document.text.index(held_back)
    chunks = cut_chunks(document, [(start, start + len(held_back))])
    assert [chunk.text for chunk in chunks] == kept
    assert [chunk.ordinal for chunk in chunks] == list(range(1, len(kept) + 1))
    for chunk in chunks:
        assert document.text[chunk.start :].startswith(chunk.text)
