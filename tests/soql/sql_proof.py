"""Whether a statement holds nothing of its query's text: values are parameters, names are the org's.

What is looked at is the text that PostgreSQL gets, cut into tokens: a text, number or name that stands in it
must be one of ours or the org's.
"""

import re
from collections.abc import Iterator

import sqlglot
from sqlglot.tokenizer_core import Token, TokenType

from understudy.kit.clock import Moment
from understudy.org.metadata import Schema

__all__ = ["strangers"]

OWN_TEXTS = {"", ";", ".", "%", "0", "UTC"}
"""Separators, signs, digits for padding, and the zone of date functions."""
SHOWN = {
    *("FMMM/FMDD/YYYY", "FMMM/FMDD/YYYY, FMHH12:MI AM"),
    *('FM"$"999,999,999,999,999,990.00', "FM999,999,999,999,999,990.999999"),
}
"""How FORMAT writes days, instants, amounts and numbers."""
MONTHS = {str(n) for n in range(13)}
"""By how much a fiscal year is moved."""
OWN_NAME = re.compile(r"[tr]\d+|#\w+|cut|found|C|kept|recycled|row|org|object|name|pg_schema")
"""Aliases of tables, columns of our own, the collation, and the recycle bin."""
OWN_WORDS = set(
    (
        "ARRAY_POSITION AT ATAN2 AVG CAST COALESCE COS COUNT CUBE DAY DISTINCT DOUBLE DOW DOY EXTRACT "
        "FIRST GREATEST GROUPING HOUR INT JSONB_POPULATE_RECORD LAST LOWER LPAD MAX MIN MONTH NULLS OVER "
        "POWER PRECISION QUARTER RADIANS ROLLUP ROW_NUMBER RTRIM SIN SQRT STRING_TO_ARRAY SUBSTRING SUM "
        "TEXT TIME TO_CHAR YEAR ZONE "
    ).split()
)
OWN_WORDS |= set(
    (
        "ARRAY_TO_STRING LN OCTET_LENGTH REGEXP_COUNT REPLACE SEARCH_PLAIN SEARCH_VECTOR STRPOS UNDERSTUDY "
        "LENGTH TSQUERY "
    ).split()
)
"""What a search is written with."""
PARAMETER = re.compile(r"p\d+|parents|s")
"""What `%(p1)s` falls into."""
SMALL = 10_000
"""Numbers of our own are places in the field list or a picklist, days of a week, the earth's radius."""


def strangers(sql: str, outputs: set[str], schema: Schema, pg_schema: str, moment: Moment) -> list[str]:
    """What stands in a statement and is neither of our own nor a name of the org.

    Args:
        outputs: what the columns of the result are called: the org's names, or aliases of the query.
    """
    names = {pg_schema, "understudy", *_names(schema), *outputs}
    texts = OWN_TEXTS | SHOWN | MONTHS | {moment.timezone.key} | {each.name for each in schema}
    tokens = sqlglot.tokenize(sql, dialect="postgres")
    return [f"{token.token_type.name} {token.text!r}" for token in tokens if not _is_own(token, names, texts)]


def _is_own(token: Token, names: set[str], texts: set[str]) -> bool:
    if token.comments:
        return False
    match token.token_type:
        case TokenType.STRING:
            return token.text in texts
        case TokenType.NUMBER:
            return float(token.text) < SMALL
        case TokenType.IDENTIFIER:
            return _is_name(token.text, names)
        case TokenType.VAR:
            return token.text in OWN_WORDS or PARAMETER.fullmatch(token.text) is not None
        case kind:
            return kind not in (TokenType.SEMICOLON, TokenType.COMMAND, TokenType.HEREDOC_STRING)


def _is_name(text: str, names: set[str]) -> bool:
    """One of the org or of ours; an alias, which is a word; or the end of a long path with its checksum."""
    if text in names:
        return re.fullmatch(r"[\w.#]+", text) is not None
    return OWN_NAME.fullmatch(text) is not None or re.fullmatch(r"[\w.]+#[0-9a-f]+", text) is not None


def _names(schema: Schema) -> Iterator[str]:
    for described in schema:
        yield described.name
        yield from (field.name for field in described.fields)
    yield from ("Name", "Type")
