"""New filters in the place of old ones, beside them, or wider."""

import pytest

from understudy.llm.local.followup.filters import Filter, joined


def one(by: str, *values: str, negated: bool = False) -> Filter:
    label = f"{'not ' if negated else ''}{' or '.join(values)}"
    return {"by": by, "values": list(values), "label": label} | ({"negated": True} if negated else {})


WEB, MAIL = one("origin", "Web"), one("origin", "Email")
NOT_WEB, NOT_MAIL = one("origin", "Web", negated=True), one("origin", "Email", negated=True)


@pytest.mark.parametrize(
    ("old", "new", "adds", "expected"),
    [
        ([], [WEB], False, [WEB]),
        ([WEB], [MAIL], False, [MAIL]),
        ([WEB], [one("state", "TX")], False, [WEB, one("state", "TX")]),
        ([WEB], [MAIL], True, [one("origin", "Web", "Email")]),
        ([NOT_WEB], [WEB], True, []),
        ([NOT_WEB], [NOT_MAIL], False, [one("origin", "Web", "Email", negated=True)]),
        ([one("origin", "Web", "Email")], [NOT_MAIL], False, [WEB]),
        ([WEB], [NOT_MAIL], False, [WEB]),
        ([WEB], [NOT_WEB], False, [NOT_WEB]),
    ],
    ids=[
        "the first", "in its place", "beside it", "wider", "all again", "both left out", "one of two",
        "left out already", "its opposite",
    ],
)  # fmt: skip
def test_filters_are_joined(
    old: list[Filter], new: list[Filter], expected: list[Filter], *, adds: bool
) -> None:
    assert joined(old, new, adds=adds) == expected


def test_what_one_word_said_goes_as_a_whole() -> None:
    won = [
        {"by": "stage", "values": ["Closed"], "label": "won"},
        {"by": "chance", "values": [100], "label": "won"},
    ]
    still_open = {"by": "stage", "values": ["Closed"], "negated": True, "label": "open"}
    assert joined(won, [still_open], adds=False) == [still_open]
