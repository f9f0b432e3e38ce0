"""Headings with examples below them."""

from understudy.llm.local.outlines import find_outlines

TEXT = """
    ## Gardener's guide
    Work for each season:

    Sowing: The goal is to begin.
        - Digging beds
        - Buying seed; labels
        - etc

    Mowing:
        - Sharpening blades,
        - Cutting grass
        - and so on
    - Garden Id to be considered is: 006Un0000000001IAA

    ## Today's date: 2022-03-04
    - Owner: Ada Byron
"""
EXPECTED = [
    ("Sowing", "The goal is to begin.", ("Digging beds", "Buying seed; labels")),
    ("Mowing", "", ("Sharpening blades", "Cutting grass")),
]


def test_an_outline() -> None:
    (outline,) = find_outlines(TEXT)
    assert outline.title == "Gardener's guide"
    assert [(e.heading, e.description, e.examples) for e in outline.entries] == EXPECTED


def test_indentation_may_be_lost() -> None:
    (outline,) = find_outlines("\n".join(line.strip() for line in TEXT.splitlines()))
    assert [(e.heading, e.description, e.examples) for e in outline.entries] == EXPECTED


def test_headings_in_markdown_and_nested_bullets() -> None:
    marked = find_outlines("# Guide\n### Sowing\n- Digging\n### Mowing\n- Cutting\n")
    nested = find_outlines("- Sowing:\n  - Digging\n- Mowing:\n  - Cutting\n")
    assert (
        [e.heading for e in marked[0].entries]
        == [e.heading for e in nested[0].entries]
        == ["Sowing", "Mowing"]
    )


def test_one_list_is_no_outline() -> None:
    assert find_outlines("## Rules\n- First: sow\n- Second: mow\n") == []
    assert find_outlines("Please call me back.\nThanks") == []
