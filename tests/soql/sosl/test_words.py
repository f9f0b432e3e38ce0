"""Texts and search texts are parted into the same words, by PostgreSQL and here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.kit.db import Database
from understudy.soql.sosl.ast import Both, Either, Find, Term, Without
from understudy.soql.sosl.find import escaped, parse_find
from understudy.soql.sosl.parse import parse_search
from understudy.soql.sosl.words import candidates, pattern, phrase, plain, whole, words

WORDS = [
    ("Hello, World!", ["hello", "world"]),
    ("O'Brien & Sons", ["o", "brien", "sons"]),
    ("ada.smith+x@mail.shop.example", ["ada", "smith", "x", "mail", "shop", "example"]),
    ("https://shop.example:80/a_b?c=d#e", ["https", "shop", "example", "80", "a", "b", "c", "d", "e"]),
    ("HT-200b 3.14 -5 +7 1/2 v1.2.3", ["ht", "200b", "3", "14", "5", "7", "1", "2", "v1", "2", "3"]),
    ("<b>bold</b> &amp; ~/path", ["b", "bold", "b", "amp", "path"]),
    ("Ödegård, naïve façade Ñandú", ["odegard", "naive", "facade", "nandu"]),
    ("“quoted” — dashed…done", ["quoted", "dashed", "done"]),
    ("5€ and 3× ¿qué?", ["5", "and", "3", "que"]),
    ("ｆｕｌｌ width ﬁsh", ["full", "width", "fish"]),
    ("東京都 sushi すし", ["東", "京", "都", "sushi", "す", "し"]),
    ("Привет, мир", ["привет", "мир"]),
    ("rocket 🚀 ship", ["rocket", "ship"]),
    ("a\tb\nc\u00a0d", ["a", "b", "c", "d"]),
]
TREES: list[tuple[str, str, str | None]] = [
    ("oak", "('oak')", "'oak'"),
    ("oak*", "('oak':*)", "'oak':*"),
    ("oak elm", "(('oak') & ('elm'))", "('oak' & 'elm')"),
    ("oak OR elm*", "(('oak') | ('elm':*))", "('oak' | 'elm':*)"),
    ("oak AND NOT elm", "('oak')", "('oak' & !'elm')"),
    ('"oak elm"', "('oak' & 'elm')", None),
    ("o?k", "('o':*)", None),
    ('ash AND NOT "oak elm"', "('ash')", None),
]


async def database_words(database: Database, text: str) -> list[str]:
    rows = await database.fetch(
        "SELECT word.lexeme FROM unnest(understudy.search_vector(NULL, %s, '{}')) AS word,"
        " unnest(word.positions) AS place ORDER BY place",
        ([text],),
    )
    return [row[0] for row in rows]


@pytest.mark.parametrize(("text", "found"), WORDS)
async def test_a_text_is_parted_the_same_in_both_places(database: Database, text: str, found: list[str]):
    assert words(escaped(text)) == found
    assert await database_words(database, text) == found


@given(st.text(max_size=80))
def test_any_text_can_be_looked_for_as_it_stands(text: str):
    letters = sum(map(str.isalnum, text))
    if letters > 1:
        assert isinstance(parse_find(f'"{escaped(text)}"', lambda _: None, strict=True), Term)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(("text", "candidate", "exact"), TREES)
def test_a_search_becomes_a_tsquery(text: str, candidate: str, exact: str | None):
    find = plain(parse_search(f"FIND {{{text}}}").find)  # pyright: ignore[reportArgumentType]
    assert find
    assert (candidates(find), whole(find)) == (candidate, exact)


def test_terms_become_patterns_and_rows_of_words():
    assert pattern(Term("a1?b*")) == r"\ma1[[:digit:]]b[[:alpha:]]*\M"
    assert phrase(Term("oak el*", phrase=True)) == "'oak' <-> 'el':*"
    assert phrase(Term("oak e?m", phrase=True)) is None


@pytest.mark.parametrize(
    ("find", "left"),
    [
        (Term("\\*"), None),
        (Both((Term("\\?"), Term("Oak"))), Term("oak")),
        (Either((Term("--"), Term("\\!"))), None),
        (Without(Term("oak"), Term("\\-")), Term("oak")),
        (Term("415-555 0134"), Either((Term("415 555 0134"), Term("4155550134")))),
        (Term("12-34"), Term("12 34")),
    ],
)
def test_what_holds_no_word_is_left_out(find: Find, left: Find | None):
    assert plain(find) == left
