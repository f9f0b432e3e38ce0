"""Phrases that may be names: all of them, some at a time."""

from collections.abc import Sequence
from itertools import product

from understudy.llm.situation import NameMatch
from understudy.trust.values.candidates import candidates, look_up

FIRST = [f"{one}{two}rick" for one, two in product("BDFGHJKLMNPRSTVWZ", "aeiou")]
NAMES = [
    f"{first} {last}"
    for first, last in product(FIRST, ("Vandersloot", "Quillfeather", "Ostrander", "Brandvold", "Halvorsen"))
]


def test_no_phrase_is_left_out_however_many_there_are() -> None:
    texts = [" met. ".join(NAMES[at : at + 50]) for at in range(0, len(NAMES), 50)] * 3
    batches = list(candidates(texts))
    told = [phrase for batch in batches for phrase in batch]
    assert len({name.lower() for name in NAMES} - set(told)) == 0
    assert len(told) == len(set(told))
    assert len(batches) > 1
    assert max(map(len, batches)) <= 400


class Register:
    """Knows all names and, as an org does, tells twenty at a time."""

    async def find(self, phrases: Sequence[str]) -> list[NameMatch]:
        known = {name.lower(): name for name in NAMES}
        return [NameMatch("Contact", "1", known[each], each) for each in phrases if each in known][:20]

    async def similar(self, phrases: Sequence[str]) -> list[NameMatch]:
        return []


async def test_all_names_of_a_request_are_looked_up_once() -> None:
    asked: set[str] = set()
    texts = [" met. ".join(NAMES)]
    assert {match.name async for match in look_up(Register(), texts, asked)} == set(NAMES)
    assert [match async for match in look_up(Register(), texts, asked)] == []


def test_what_is_known_is_not_told_again() -> None:
    known = {name.lower() for name in NAMES[:100]}
    told = [phrase for batch in candidates([" met. ".join(NAMES)], known) for phrase in batch]
    assert not known & set(told)
    assert NAMES[100].lower() in told
