"""What the reference forbids in a search that is well formed, refused with the rule named.

Source: SOQL and SOSL Reference: "LIMIT n", "OFFSET n", "WITH DATA CATEGORY", "WITH SPELL_CORRECTION",
"WITH METADATA", "WITH PricebookId".
"""

from collections.abc import Iterator
from typing import NoReturn

from understudy.kit.errors import InputError
from understudy.soql.ast import And, Call, Comparison, Condition, In, Not, Or, Path, SelectItem, Value
from understudy.soql.lexer import place
from understudy.soql.parse_expression import AGGREGATES
from understudy.soql.sosl.ast import Option, Returning, Search

__all__ = ["LARGEST_LIMIT", "check"]

LARGEST_LIMIT = 2000
"""The most rows a search returns."""
_LARGEST_OFFSET = 2000
_MOST_CATEGORIES = 3


def check(search: Search) -> None:
    """Refuse a search that breaks a documented rule.

    Raises:
        InputError: with the rule and the place.
    """
    if isinstance(search.limit, int) and search.limit > LARGEST_LIMIT:
        _fail(
            search, f"a search returns at most {LARGEST_LIMIT:,} rows, not {search.limit:,}", len(search.text)
        )
    for each in search.returning:
        _check_offset(search, each)
        _check_fields(search, each)
    for option in search.options:
        _check_option(search, option)


def _check_offset(search: Search, each: Returning) -> None:
    offset = each.query.offset
    if offset is None:
        return
    if len(search.returning) > 1:
        _fail(search, "OFFSET is for searches of one object", each.at)
    if isinstance(offset, int) and offset > _LARGEST_OFFSET:
        _fail(search, f"OFFSET is at most {_LARGEST_OFFSET:,}, not {offset:,}", each.at)


def _check_fields(search: Search, each: Returning) -> None:
    for item in each.query.select:
        shown = item.expression if isinstance(item, SelectItem) else None
        if isinstance(shown, Call) and shown.name in AGGREGATES:
            _fail(search, f"a search returns records, and {shown.name} is an aggregate", item.at, "use SOQL")


def _check_option(search: Search, option: Option) -> None:
    first = option.values[0] if option.values else None
    value = first.value if isinstance(first, Value) else None
    match option.name:
        case "SPELL_CORRECTION" if not isinstance(value, bool):
            _fail(search, "SPELL_CORRECTION is true or false", option.at)
        case "METADATA" if value != "LABELS":
            _fail(search, "METADATA is 'LABELS'", option.at)
        case "PRICEBOOKID" if not _all_named(search, ("product2",)):
            _fail(search, "WITH PricebookId is for searches of Product2", option.at, "RETURNING Product2")
        case "DATA CATEGORY":
            _check_categories(search, option)
        case _:
            return


def _check_categories(search: Search, option: Option) -> None:
    if option.detail.count(" AND ") >= _MOST_CATEGORIES:
        _fail(search, f"WITH DATA CATEGORY takes at most {_MOST_CATEGORIES} conditions", option.at)
    if not search.returning or not all(_is_article(each.object) for each in search.returning):
        hint = "RETURNING KnowledgeArticleVersion(Id WHERE PublishStatus = 'online')"
        _fail(search, "WITH DATA CATEGORY is for searches of articles and questions", option.at, hint)
    for each in search.returning:
        if each.object.lower() != "question" and "publishstatus" not in _filtered(each.query.where):
            hint = "WHERE PublishStatus = 'online'"
            _fail(search, "WITH DATA CATEGORY needs a condition on PublishStatus", each.at, hint)


def _is_article(name: str) -> bool:
    return name.lower() in ("knowledgearticleversion", "question") or name.lower().endswith("__kav")


def _all_named(search: Search, names: tuple[str, ...]) -> bool:
    return bool(search.returning) and all(each.object.lower() in names for each in search.returning)


def _filtered(condition: Condition | None) -> Iterator[str]:
    """The names, in lower case, that a condition compares."""
    match condition:
        case And(operands=operands) | Or(operands=operands):
            for each in operands:
                yield from _filtered(each)
        case Not(operand=operand):
            yield from _filtered(operand)
        case Comparison(left=Path() as path) | In(left=Path() as path):
            yield path.parts[-1].lower()
        case _:
            return


def _fail(search: Search, message: str, at: int, hint: str | None = None) -> NoReturn:
    raise InputError(message, hint=hint, place=place(search.text, at))
