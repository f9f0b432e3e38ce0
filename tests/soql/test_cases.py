"""Files of queries with what they come to: columns and SQL, or the error with its place.

A case is a note after `#`, the actor (`system` when the line is missing) and dialect in brackets, the query,
`==>`, and the expected outcome. Cases are parted by lines of dashes.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from understudy.kit.clock import Moment
from understudy.kit.errors import UnderstudyError
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.soql.ast import Dialect
from understudy.soql.run import compile_query
from understudy.soql.sql import Statement, write_sql

CASES = Path(__file__).parent / "cases"
BINDS = {"name": "Acorn", "ids": ("001Un0000000001", "001Un0000000002"), "none": None, "ten": 10}


def read_cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.txt")):
        for block in re.split(r"^-{3,}\n", file.read_text(encoding="utf-8"), flags=re.MULTILINE):
            head, expected = block.split("==>\n")
            note, *lines = head.splitlines()
            settings = lines.pop(0).strip("[]").split() if lines[0].startswith("[") else []
            case_id = f"{file.stem}: {note.removeprefix('# ')}"
            yield pytest.param(settings, "\n".join(lines), expected.strip(), id=case_id)


def outcome(org: Org, text: str, actor: Actor, moment: Moment, dialect: Dialect) -> str:
    try:
        restricted = compile_query(org, text, actor, moment, binds=BINDS, dialect=dialect)
    except UnderstudyError as error:
        hint = f"\n  hint: {error.hint}" if error.hint else ""
        where = str(error.place).removeprefix("query:")
        return f"{type(error).__name__} {where} {error.message}{hint}"
    columns = ", ".join(f"{each.name} {each.expression.type}" for each in restricted.plan.select.outputs)
    return "\n".join([columns, *written(write_sql(restricted, org.pg_schema))])


def written(statement: Statement, name: str = "") -> Iterator[str]:
    yield f"{name}{statement.text}"
    if statement.params:
        yield ", ".join(f"{key}={shown(value)}" for key, value in statement.params.items())
    for child, below in statement.children:
        yield from written(below, f"{child}: ")


def shown(value: object) -> str:
    return repr(value) if isinstance(value, str | list) else str(value)


@pytest.mark.parametrize(("settings", "text", "expected"), list(read_cases()))
def test_query_comes_to(
    settings: list[str],
    text: str,
    expected: str,
    org: Org,
    moment: Moment,
    system: System,
    seller: Employee,
    customer: Customer,
) -> None:
    actors: dict[str, Actor] = {"seller": seller, "customer": customer}
    actor = next((actors[name] for name in settings if name in actors), system)
    dialect = Dialect.DEFINITION if "definition" in settings else Dialect.SOQL
    assert outcome(org, text, actor, moment, dialect) == expected
