"""A value and what stands for it: each way exact, and nobody's by guessing."""

import random

import pytest

from understudy.trust.masking.standins import STAND_IN
from understudy.trust.masking.streamed import Restored
from understudy.trust.masking.vault import Vault


def test_ten_thousand_values_come_back_exactly() -> None:
    vault = Vault("a session")
    values = [f"person{number}@example{number % 97}.com" for number in range(10_000)]
    stand_ins = [vault.stand_in(value, "EMAIL_ADDRESS") for value in values]
    assert len(set(stand_ins)) == len(values)
    assert [vault.restore(each) for each in stand_ins] == values


@pytest.mark.parametrize(
    ("form", "came"),
    [
        ("{}", "Maria Okafor"),
        ("{}'s", "Maria Okafor's"),
        ("**{}**,", "**Maria Okafor**,"),
        ("lower:{lower}", "lower:Maria Okafor"),
        ("{escaped}", "Maria Okafor"),
        ("{spaced}s", "Maria Okafors"),
    ],
)
def test_a_stand_in_survives_rewording(form: str, came: str) -> None:
    vault = Vault()
    one = vault.stand_in("Maria Okafor", "PERSON")
    ways = {"lower": one.lower(), "escaped": one.replace("_", "\\_"), "spaced": one.replace("_", " ").title()}
    assert vault.restore(form.format(one, **ways)) == came


def test_the_same_value_written_otherwise_has_the_same_code_and_comes_back_as_written() -> None:
    vault = Vault()
    forms = ["+1 415 555 0100", "(415) 555-0100", "415.555.0100"]
    stand_ins = [vault.stand_in(form, "PHONE_NUMBER") for form in forms]
    assert len({found[1] for each in stand_ins if (found := STAND_IN.fullmatch(each))}) == 1
    assert [vault.restore(each) for each in stand_ins] == forms


def test_part_of_a_name_stands_for_the_one_person_who_has_it() -> None:
    vault = Vault()
    vault.meet("Maria Okafor")
    whole, part = vault.stand_in("Maria Okafor", "PERSON"), vault.stand_in("Maria", "PERSON")
    assert part.startswith(whole)
    assert vault.restore(f"{part} is {whole}") == "Maria is Maria Okafor"


def test_part_of_two_names_stands_for_neither() -> None:
    vault = Vault()
    vault.meet("Maria Okafor")
    vault.meet("Maria Silva")
    whole, part = vault.stand_in("Maria Okafor", "PERSON"), vault.stand_in("Maria", "PERSON")
    assert not part.startswith(whole)


def test_what_was_never_given_out_stays() -> None:
    vault = Vault()
    vault.stand_in("a@b.com", "EMAIL_ADDRESS")
    assert vault.restore("<EMAIL_1> and EMAIL_B2CD3F") == "<EMAIL_1> and EMAIL_B2CD3F"


def test_a_session_has_the_same_stand_ins_in_each_turn_and_another_session_others() -> None:
    first, again, other = (Vault(each).stand_in("a@b.com", "EMAIL_ADDRESS") for each in ("one", "one", "two"))
    assert first == again != other


class Ear:
    def __init__(self) -> None:
        self.heard: list[str] = []

    def begin(self) -> None:
        self.heard.clear()

    def say(self, text: str) -> None:
        self.heard.append(text)

    def forget(self) -> bool:
        return True


@pytest.mark.parametrize("seed", range(200))
def test_a_stream_says_the_same_however_it_is_cut(seed: int) -> None:
    chance = random.Random(seed)
    vault = Vault()
    values = [
        ("Maria Okafor", "PERSON"),
        ("maria@x.com", "EMAIL_ADDRESS"),
        ("Maria", "PERSON"),
        ("1.2.3.4", "IP_ADDRESS"),
    ]
    words = [vault.stand_in(value, kind) for value, kind in values]  # pyright: ignore[reportArgumentType]
    words += [
        words[0].lower(),
        "person",
        "E",
        "EMAIL_",
        "and",
        words[1].replace("_", "\\_"),
        "PERSON_B2",
        "texts",
    ]
    text = "".join(chance.choice(words) + chance.choice([" ", ", ", "", "'s ", "\n"]) for _ in range(12))
    ear = Ear()
    stream = Restored(vault, ear)
    stream.begin()
    at = 0
    while at < len(text):
        step = chance.randint(1, 6)
        stream.say(text[at : at + step])
        at += step
    stream.end()
    assert "".join(ear.heard) == vault.restore(text)
