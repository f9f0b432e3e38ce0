"""The pieces that a message is taken apart into, and the names that are looked up in it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from understudy.kit.clock import Moment
from understudy.llm.local.lexicon import Lexicon
from understudy.llm.local.message import Message, read_message
from understudy.llm.local.names import with_names
from understudy.llm.local.world import FieldView, ObjectView, World
from understudy.llm.situation import NameMatch, Situation

SHIP_ID = "a01Un0000000001IAA"
SHIPS = {
    "sea lark": ("Ship__c", "Sea Lark", SHIP_ID),
    "lark": ("User", "Lark", "005Un0000000002IAA"),
    "sea": ("Ship__c", "Sea", "a01Un0000000009IAA"),
}


class FakeNames:
    """Knows three names, and what they are when one letter is wrong."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def find(self, phrases: Sequence[str]) -> list[NameMatch]:
        self.asked += phrases
        return [NameMatch(k, i, n, p) for p in phrases if p in SHIPS for k, n, i in [SHIPS[p]]]

    async def similar(self, phrases: Sequence[str]) -> list[NameMatch]:
        return [NameMatch("Ship__c", SHIP_ID, "Whirlwind", p, 0.9) for p in phrases if p == "whirlwynd"]


SHIP = ObjectView(
    "Ship__c", "Ship", "Ships", (), "Name", (FieldView("Rig__c", "Rig", "choice", (), ("Ketch",)),)
)
LEXICON = Lexicon(World((SHIP,), (), (), (), (), {}))


def situation(context: str = "") -> Situation:
    moment = Moment(datetime(2026, 11, 20, 17, tzinfo=UTC), ZoneInfo("UTC"))
    return Situation(moment, FakeNames(), context)


async def read(text: str, context: str = "") -> Message:
    told = situation(context)
    return await with_names(read_message(text, told, LEXICON), told)


async def test_every_kind_of_piece() -> None:
    text = f"Which ships of the rig Ketch sailed most in May 2026, besides {SHIP_ID}? Return only the name."
    message = await read(text)
    assert [span.text for span in message.windows] == ["in May 2026"]
    assert [span.value for span in message.ids] == [SHIP_ID]
    assert [mention.text for mention in message.mentions] == ["ships", "rig", "Ketch"]
    assert message.superlatives
    assert message.form is not None
    assert (message.form.kind, message.form.only) == ("name", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is the Sea Lark now?", [("Sea Lark", "Sea Lark")]),
        ("Where is the Whirlwynd now?", [("Whirlwynd", "Whirlwind")]),
        ("Where is Lark?", [("Lark", "Lark")]),
        ("where is sea lark", [("sea lark", "Sea Lark")]),
        ("Where is the ship?", []),
    ],
)
async def test_names(text: str, expected: list[tuple[str, str]]) -> None:
    message = await read(text)
    assert [(name.text, name.matches[0].name) for name in message.names] == expected
    assert all((name.matches[0].score == 1) == (name.text.lower() in SHIPS) for name in message.names)


async def test_function_words_are_not_looked_up() -> None:
    told = situation()
    await with_names(read_message("Who of the ships is at sea?", told, LEXICON), told)
    assert isinstance(told.names, FakeNames)
    assert not {"of", "the", "of the", "is", "who"} & set(told.names.asked)


async def test_what_carries_content() -> None:
    message = await read("Please show me the ships of the Sea Lark from May 2026.")
    assert [message.tokens[i].text for i in sorted(message.content)] == ["ships", "Sea", "Lark"]


async def test_facts_of_the_context_are_known_but_not_in_the_text() -> None:
    message = await read("Which ship?", "Today's date: 2026-01-02\n- Ship: Sea Lark")
    assert [fact.label for fact in message.facts] == ["Today's date", "Ship"]
    assert message.stated == ()


@pytest.mark.parametrize(
    ("text", "mine"),
    [
        ("How many ships do I have?", True),
        ("Show my ships", True),
        ("Which are mine?", True),
        ("Am I owner of a ship?", True),
        ("I want to see the ships", False),
        ("Show me the ships", False),
        ("How many cases did I close in October?", True),
        ("cases closed by me in October", True),
        ("Which deals I won this year?", True),
        ("I wanted to know how many cases there are", False),
        ("I asked which deals closed", False),
        ("How do I open a case?", False),
        ("Can I see the open leads?", False),
    ],
)
async def test_what_is_about_me(text: str, mine: bool) -> None:
    assert (await read(text)).is_about_me is mine


async def test_the_skeleton_leaves_out_what_changes_from_question_to_question() -> None:
    first = await read("How fast was the Sea Lark in May 2026?")
    second = await read("How fast was the Sea Lark last year?")
    assert first.skeleton.split("?") == second.skeleton.split("?")
    assert "Lark" not in first.skeleton
    assert "2026" not in first.skeleton


@pytest.mark.parametrize(
    ("text", "found"), [("top ship october", ["october"]), ("fastest ship 2025", ["2025"])]
)
async def test_the_last_word_alone_may_be_the_time(text: str, found: list[str]) -> None:
    assert [span.text for span in (await read(text)).windows] == found
