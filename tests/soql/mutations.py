"""Texts made to break a reader of queries: good ones bent, cut and spliced, with things nobody writes."""

import random
import re
from collections.abc import Callable, Sequence

__all__ = ["mutated"]

_PIECES = re.compile(r"\s+|\w+|'(?:[^'\\]|\\.)*'|.", re.DOTALL)
_STRANGE = [
    *(
        "\x00",
        "\\u0000",
        "'\x00'",
        "'\\u0000'",
        "\ufeff",
        "\u200b",
        "\u2028",
        "\U0001f35e",
        "\ud83d",
        "ſ",
        "İ",
    ),
    *("\u212a", "ﬃ", "٣", "²", "½", "Ⅷ", "\x1b[31m", "\r", "\x0b", "\x85", "\xa0", "'\\ud83d'", "'\\", "\\'"),
]
_NUMBERS = [
    *(
        "0",
        "-0",
        "007",
        "1e3",
        "1e400",
        "-1e-400",
        "1.",
        ".5",
        "1..2",
        "9" * 400,
        "-" + "9" * 40,
        "1e999999999",
        "9" * 5_000,
    ),
    *("99999999999999999999", "LAST_N_DAYS:99999999999", "NEXT_N_YEARS:8000", "N_WEEKS_AGO:0", "٣", "0x10"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59-14:00"),
    *("2026-03-29T02:30:00+99:99", "USD1e5", "USD" + "9" * 60, "NaN", "Infinity", "inf", "1_000"),
]
_INJECTIONS = [
    *('\'; DROP TABLE "Account"; --', "' OR '1'='1", "') OR 1=1 --", "\\'; SELECT pg_sleep(9); --", "%(p1)s"),
    *(
        "%s",
        "%%",
        "%(parents)s",
        "$1",
        "$$x$$",
        ":name",
        "{0}",
        '"Name"',
        '"; DELETE FROM "Account"',
        "/*",
        "*/",
    ),
    *("--", "E'\\x27'", "U&'\\0027'", "::text", "CAST(1 AS int)", "pg_catalog.pg_user", "UNION SELECT 1"),
    *(
        "1; SELECT 2",
        "x'; COPY t TO PROGRAM 'id",
        "' || version() || '",
        'Name" FROM "User" --',
        "'a':*",
        "!!a",
    ),
]
_WORDS = (
    "SELECT FROM WHERE AND OR NOT IN LIKE INCLUDES EXCLUDES GROUP BY ROLLUP CUBE HAVING ORDER ASC DESC "
    "NULLS FIRST LAST LIMIT OFFSET FOR VIEW REFERENCE UPDATE TRACKING VIEWSTAT ALL ROWS USING SCOPE mine "
    "WITH SECURITY_ENFORCED USER_MODE DATA CATEGORY TYPEOF WHEN THEN ELSE END COUNT SUM AVG MIN MAX "
    "COUNT_DISTINCT CALENDAR_YEAR DAY_ONLY HOUR_IN_DAY convertTimezone toLabel FORMAT convertCurrency "
    "DISTANCE GEOLOCATION FIELDS GROUPING STANDARD null true TODAY OUTER Id Name Owner.Name "
    "Account.Parent.Parent What.Type Contacts Cases Account Contact Task User ( ) , . : = != <> < >= FIND "
    "RETURNING SNIPPET HIGHLIGHT "
).split()


def mutated(seeds: Sequence[str], rng: random.Random) -> str:
    """One of the seeds after a few mutations, now and then after none."""
    text = rng.choice(seeds)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 5))):
        text = rng.choice(_MUTATIONS)(text, seeds, rng)
    return text


def _pieces(text: str) -> list[str]:
    return _PIECES.findall(text) or [""]


def _delete(text: str, _: Sequence[str], rng: random.Random) -> str:
    pieces = _pieces(text)
    at = rng.randrange(len(pieces))
    del pieces[at : at + rng.randint(1, 4)]
    return "".join(pieces)


def _swap(text: str, _: Sequence[str], rng: random.Random) -> str:
    pieces = _pieces(text)
    a, b = rng.randrange(len(pieces)), rng.randrange(len(pieces))
    pieces[a], pieces[b] = pieces[b], pieces[a]
    return "".join(pieces)


def _double(text: str, _: Sequence[str], rng: random.Random) -> str:
    pieces = _pieces(text)
    at = rng.randrange(len(pieces))
    end = at + rng.randint(1, 8)
    return "".join([*pieces[:end], " ", *pieces[at:]])


def _splice(text: str, seeds: Sequence[str], rng: random.Random) -> str:
    one, other = _pieces(text), _pieces(rng.choice(seeds))
    return "".join([*one[: rng.randrange(len(one) + 1)], *other[rng.randrange(len(other)) :]])


def _graft(text: str, seeds: Sequence[str], rng: random.Random) -> str:
    """A whole query in parentheses, in the place of a piece."""
    pieces = _pieces(text)
    pieces[rng.randrange(len(pieces))] = f"({rng.choice(seeds)})"
    return "".join(pieces)


def _put(words: Sequence[str]) -> Callable[[str, Sequence[str], random.Random], str]:
    """In the place of a piece, or before it."""

    def put(text: str, _: Sequence[str], rng: random.Random) -> str:
        pieces = _pieces(text)
        at = rng.randrange(len(pieces))
        kept = pieces[at] if rng.random() < 0.5 else ""
        pieces[at] = f"{rng.choice(words)}{rng.choice(['', ' '])}{kept}"
        return "".join(pieces)

    return put


def _quote(text: str, _: Sequence[str], rng: random.Random) -> str:
    """Hostile words where a text stands, or a text where something else stands."""
    pieces = _pieces(text)
    texts = [at for at, piece in enumerate(pieces) if piece.startswith("'")]
    at = rng.choice(texts or range(len(pieces)))
    inner = rng.choice([*_INJECTIONS, *_STRANGE])
    escaped = inner.replace("\\", "\\\\").replace("'", "\\'")
    pieces[at] = f"'{rng.choice([inner, escaped, escaped])}'"
    return "".join(pieces)


def _count(text: str, _: Sequence[str], rng: random.Random) -> str:
    """A number that nobody writes where a number stands."""
    pieces = _pieces(text)
    numbers = [at for at, piece in enumerate(pieces) if piece.isdigit()]
    pieces[rng.choice(numbers or range(len(pieces)))] = rng.choice(_NUMBERS)
    return "".join(pieces)


def _character(text: str, _: Sequence[str], rng: random.Random) -> str:
    at = rng.randrange(len(text) + 1)
    char = rng.choice(["'", "\\", '"', "(", ")", "%", "_", ";", ":", chr(rng.randrange(0xD800)), "\x00"])
    return text[:at] + char + text[at + rng.randint(0, 1) :]


def _deepen(text: str, _: Sequence[str], rng: random.Random) -> str:
    """Conditions, lists, paths, functions or queries within each other."""
    many = rng.choice((3, 30, 300, 3_000))
    return rng.choice(
        [
            f"SELECT Id FROM Account WHERE {'(' * many}Name = 'x'{')' * rng.choice((many, many - 1))}",
            f"SELECT Id FROM Account WHERE {'NOT ' * many}Name = 'x'",
            f"SELECT Id FROM Account WHERE {'NOT (' * many}Name = 'x'{')' * many}",
            f"SELECT Id FROM Account WHERE Name = 'x'{' AND Name != null' * many}",
            f"SELECT Id FROM Account WHERE NumberOfEmployees IN ({', '.join(map(str, range(many)))})",
            f"SELECT Id FROM Account WHERE {'(Name = null OR (' * many}Name = 'x'{'))' * many}",
            f"SELECT {'Parent.' * many}Name FROM Account",
            f"SELECT {'(SELECT Id, ' * many}Id{' FROM Cases)' * many} FROM Account",
            f"SELECT {'Name, ' * many}Id FROM Account",
            f"SELECT {'FORMAT(' * many}Amount{')' * many} FROM Opportunity",
            f"SELECT Id FROM Account WHERE {'Id IN (SELECT Id FROM Case WHERE ' * many}Id = ''{')' * many}",
            f"SELECT Id FROM Account ORDER BY {'Name, ' * many}Id",
            f"SELECT Id FROM {'A' * many}",
            f"{text}{' ' * many}{'/*' * many}",
            f"FIND {{{'(' * many}a{')' * many}}}",
            f"FIND {{{' AND '.join(['a'] * many)}}} RETURNING Account(Name)",
            f"FIND {{{'*' * many}}} RETURNING Account",
        ]
    )


_MUTATIONS: list[Callable[[str, Sequence[str], random.Random], str]] = [
    _delete,
    _delete,
    _swap,
    _swap,
    _double,
    _splice,
    _splice,
    _graft,
    _put(_WORDS),
    _put(_WORDS),
    _put(_STRANGE),
    _put(_INJECTIONS),
    _quote,
    _quote,
    _count,
    _character,
    _deepen,
]
