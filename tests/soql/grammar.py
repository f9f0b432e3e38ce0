"""Any query of a schema, for hypothesis: lists, counts, groups and children, with conditions of all kinds."""

from datetime import date, datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.soql.generated_org import COUNTS, WORDS

from understudy.kit.ids import new_record_id
from understudy.org.metadata import Field, FieldType, ObjectType, Schema

__all__ = ["queries"]

T = FieldType
TEXTS = (T.STRING, T.EMAIL, T.PHONE, T.URL)
NUMBERS = (T.NUMBER, T.CURRENCY, T.PERCENT)
GROUPED = (*TEXTS, T.PICKLIST, T.BOOLEAN, T.DATE, T.REFERENCE)
SORTED = (*TEXTS, *NUMBERS, T.PICKLIST, T.BOOLEAN, T.DATE, T.DATETIME, T.ID)
ORDERS = ("=", "!=", "<", "<=", ">", ">=")
PARTS = (
    "CALENDAR_YEAR CALENDAR_QUARTER CALENDAR_MONTH FISCAL_YEAR FISCAL_QUARTER FISCAL_MONTH WEEK_IN_YEAR"
    " WEEK_IN_MONTH DAY_IN_YEAR DAY_IN_MONTH DAY_IN_WEEK"
).split()
UNITS = "WEEK MONTH QUARTER YEAR FISCAL_QUARTER FISCAL_YEAR".split()
PLAIN = ["TODAY", "YESTERDAY", "TOMORROW", "LAST_90_DAYS", "NEXT_90_DAYS"]
PLAIN += [f"{which}_{unit}" for which in ("LAST", "THIS", "NEXT") for unit in UNITS]
COUNTED = [
    form.format(unit) for form in ("LAST_N_{}S", "NEXT_N_{}S", "N_{}S_AGO") for unit in ("DAY", *UNITS)
]
NOT_ASKED_INSIDE = ("Task",)


@st.composite
def queries(draw: DrawFn, schema: Schema) -> str:
    """A query that the rules allow and whose answer is the same every time."""
    shape = draw(st.sampled_from([_listing, _listing, _counting, _totals, _grouping, _with_children]))
    return shape(draw, schema, draw(st.sampled_from(list(schema))))


def _listing(draw: DrawFn, schema: Schema, of: ObjectType) -> str:
    paths = draw(st.lists(_paths(schema, of, tuple(T)), min_size=1, max_size=4, unique_by=str.lower))
    sorting = _order(draw, schema, of)
    return f"SELECT {', '.join(paths)} FROM {of.name}{_where(draw, schema, of)}{sorting}{_page(draw)}"


def _counting(draw: DrawFn, schema: Schema, of: ObjectType) -> str:
    limit = draw(st.sampled_from(["", "", " LIMIT 3"]))
    return f"SELECT COUNT() FROM {of.name}{_where(draw, schema, of)}{limit}"


def _totals(draw: DrawFn, schema: Schema, of: ObjectType) -> str:
    columns = [f"{each} c{n}" for n, each in enumerate(draw(_aggregates(schema, of)))]
    return f"SELECT {', '.join(columns)} FROM {of.name}{_where(draw, schema, of)}"


def _grouping(draw: DrawFn, schema: Schema, of: ObjectType) -> str:
    keys = draw(st.lists(_keys(schema, of), min_size=1, max_size=3, unique_by=str.lower))
    aggregates = draw(_aggregates(schema, of))
    columns = [f"{each} c{n}" for n, each in enumerate([*keys, *aggregates])]
    having = f" HAVING {draw(_counts(aggregates))}" if draw(st.booleans()) else ""
    order = draw(st.lists(st.sampled_from([*keys, *aggregates]), max_size=2, unique=True))
    sorting = f" ORDER BY {', '.join(each + draw(_directions()) for each in order)}" if order else ""
    levels = draw(st.sampled_from(["{}", "{}", "{}", "ROLLUP({})", "CUBE({})"])).format(", ".join(keys))
    if levels[-1] == ")" and levels.startswith(("ROLLUP", "CUBE")):
        columns += [f"GROUPING({each}) g{n}" for n, each in enumerate(keys) if "(" not in each]
    grouped = f" GROUP BY {levels}{having}{sorting}{_page(draw)}"
    return f"SELECT {', '.join(columns)} FROM {of.name}{_where(draw, schema, of)}{grouped}"


def _with_children(draw: DrawFn, schema: Schema, of: ObjectType) -> str:
    ways = schema.children(of.name)
    if not ways:
        return _listing(draw, schema, of)
    way = draw(st.sampled_from(ways))
    child = schema.object(way.child)
    assert child is not None
    fields = draw(st.lists(_paths(schema, child, tuple(T)), min_size=1, max_size=2, unique_by=str.lower))
    limit = draw(st.sampled_from(["", " LIMIT 1", " LIMIT 2"]))
    inner = f"{_where(draw, schema, child, join=False)}{_order(draw, schema, child)}{limit}"
    children = f"(SELECT {', '.join(fields)} FROM {way.name}{inner})"
    sorting = _order(draw, schema, of)
    return f"SELECT Id, {children} FROM {of.name}{_where(draw, schema, of)}{sorting}{_page(draw)}"


def _page(draw: DrawFn) -> str:
    return draw(st.sampled_from(["", "", " LIMIT 5", " LIMIT 4 OFFSET 2", " OFFSET 3", " LIMIT 0"]))


def _order(draw: DrawFn, schema: Schema, of: ObjectType) -> str:
    paths = draw(st.lists(_paths(schema, of, SORTED), max_size=2, unique_by=str.lower))
    return f" ORDER BY {', '.join(path + draw(_directions()) for path in paths)}" if paths else ""


def _directions() -> SearchStrategy[str]:
    return st.sampled_from(["", " ASC", " DESC", " NULLS LAST", " DESC NULLS LAST", " DESC NULLS FIRST"])


@st.composite
def _paths(draw: DrawFn, schema: Schema, of: ObjectType, kinds: tuple[FieldType, ...]) -> str:
    """A field of one of these kinds, perhaps a few steps up; ids are everywhere."""
    here, ways = of, ""
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2]))):
        references = [each for each in here.fields if each.relationship and each.references]
        reference = draw(st.sampled_from(references)) if references else None
        if reference is None:
            break
        ways += f"{reference.relationship}."
        first, *others = reference.references
        if others:
            return ways + draw(st.sampled_from(["Name", "Type"] if T.STRING in kinds else ["Id"]))
        target = schema.object(first)
        assert target is not None
        here = target
    named = [each.name for each in here.fields if each.type in kinds]
    return ways + draw(st.sampled_from(named or ["Id"]))


@st.composite
def _keys(draw: DrawFn, schema: Schema, of: ObjectType) -> str:
    if draw(st.booleans()):
        return draw(_paths(schema, of, GROUPED))
    return draw(_date_functions(of))


@st.composite
def _date_functions(draw: DrawFn, of: ObjectType) -> str:
    times = [each for each in of.fields if each.type.is_time]
    field = draw(st.sampled_from(times))
    if field.type is T.DATE:
        return f"{draw(st.sampled_from(PARTS))}({field.name})"
    inner = draw(st.sampled_from([field.name, f"convertTimezone({field.name})"]))
    return f"{draw(st.sampled_from([*PARTS, 'DAY_ONLY', 'HOUR_IN_DAY']))}({inner})"


@st.composite
def _aggregates(draw: DrawFn, schema: Schema, of: ObjectType) -> list[str]:
    """Different ones, the number of rows among them."""
    found = ["COUNT(Id)"]
    for name, kinds in (
        ("COUNT", SORTED),
        ("COUNT_DISTINCT", GROUPED),
        ("SUM", NUMBERS),
        ("AVG", NUMBERS),
        ("MIN", (*NUMBERS, *TEXTS, T.DATE, T.DATETIME, T.PICKLIST)),
        ("MAX", (*NUMBERS, *TEXTS, T.DATE, T.DATETIME, T.PICKLIST)),
    ):
        path = draw(_paths(schema, of, kinds))
        is_sum_of_none = name in ("SUM", "AVG") and path.endswith("Id")
        if draw(st.booleans()) and not is_sum_of_none:
            found.append(f"{name}({path})")
    return list(dict.fromkeys(found))


@st.composite
def _counts(draw: DrawFn, aggregates: list[str]) -> str:
    """A condition on groups."""
    counts = [each for each in aggregates if each.startswith("COUNT")]
    one = f"{draw(st.sampled_from(counts))} {draw(st.sampled_from(ORDERS))} {draw(st.integers(0, 9))}"
    return draw(st.sampled_from([one, f"NOT {one}", f"({one} OR COUNT(Id) = 2) AND COUNT(Id) IN (1, 2, 3)"]))


def _where(draw: DrawFn, schema: Schema, of: ObjectType, *, join: bool = True) -> str:
    parts = [draw(_conditions(schema, of, 2))] if draw(st.booleans()) else []
    if join and draw(st.sampled_from([True, False, False])):
        parts += [each for each in [_semi_join(draw, schema, of)] if each]
    return (
        f" WHERE {' AND '.join(f'({each})' if ' OR ' in each else each for each in parts)}" if parts else ""
    )


@st.composite
def _conditions(draw: DrawFn, schema: Schema, of: ObjectType, depth: int) -> str:
    if depth and draw(st.booleans()):
        left, right = draw(_conditions(schema, of, depth - 1)), draw(_conditions(schema, of, depth - 1))
        return draw(st.sampled_from([f"({left}) AND ({right})", f"({left}) OR ({right})", f"NOT ({left})"]))
    if draw(st.sampled_from([True, False, False, False])):
        function = draw(_date_functions(of).filter(_is_number))
        return f"{function} {draw(st.sampled_from(ORDERS))} {draw(st.integers(1, 12))}"
    path = draw(_paths(schema, of, tuple(T)))
    return draw(_comparisons(path, _at(schema, of, path)))


def _is_number(function: str) -> bool:
    return not function.startswith("DAY_ONLY")


def _at(schema: Schema, of: ObjectType, path: str) -> Field:
    """The field that a path leads to; the name of one of several objects is a text."""
    *ways, last = path.split(".")
    for way in ways:
        reference = of.reference(way)
        assert reference is not None
        first, *others = reference.references
        if others:
            return Field(last, last, T.ID if last == "Id" else T.STRING)
        target = schema.object(first)
        assert target is not None
        of = target
    found = of.field(last)
    assert found is not None
    return found


@st.composite
def _comparisons(draw: DrawFn, path: str, field: Field) -> str:
    if field.type is T.MULTIPICKLIST:
        chosen = draw(st.lists(st.sampled_from(field.values), min_size=1, max_size=2, unique=True))
        operator = draw(st.sampled_from(["INCLUDES", "EXCLUDES"]))
        lists = draw(
            st.sampled_from([f"'{';'.join(chosen)}'", ", ".join(f"'{each.upper()}'" for each in chosen)])
        )
        return f"{path} {operator} ({lists})"
    if field.type is T.BOOLEAN:
        return f"{path} {draw(st.sampled_from(['=', '!=']))} {draw(st.sampled_from(['true', 'false']))}"
    if field.type in (*TEXTS, T.PICKLIST) and draw(st.booleans()):
        return f"{path} LIKE '{draw(_patterns())}'"
    value = _values(field)
    kind = draw(st.sampled_from(["null", "list", "one", "one"]))
    if kind == "null":
        return f"{path} {draw(st.sampled_from(['=', '!=']))} null"
    if kind == "list":
        members = draw(st.lists(value, min_size=1, max_size=3))
        return f"{path} {draw(st.sampled_from(['IN', 'NOT IN']))} ({', '.join(members)})"
    if field.type.is_time and draw(st.booleans()):
        value = _literals()
    equal_only = field.type in (T.ID, T.REFERENCE)
    return f"{path} {draw(st.sampled_from(ORDERS[:2] if equal_only else ORDERS))} {draw(value)}"


def _values(field: Field) -> SearchStrategy[str]:
    match field.type:
        case T.NUMBER | T.CURRENCY | T.PERCENT:
            return st.sampled_from(["-3", "0", "4", "10", "12.5", "60", "100", "250.25"])
        case T.DATE:
            return st.dates(date(2024, 11, 1), date(2027, 8, 1)).map(date.isoformat)
        case T.DATETIME:
            times = st.datetimes(datetime(2024, 11, 1), datetime(2027, 8, 1))  # noqa: DTZ001
            return times.map(lambda time: f"{time:%Y-%m-%dT%H:%M:%S}Z")
        case T.ID | T.REFERENCE:
            return _ids()
        case T.PICKLIST:
            return st.sampled_from([*field.values, "RETIRED", "none"]).map(_quoted)
        case _:
            return st.sampled_from([*WORDS, "Account", "contact", "nobody"]).map(_quoted)


@st.composite
def _ids(draw: DrawFn) -> str:
    prefix = draw(st.sampled_from(["001", "003", "005", "006", "500"]))
    record_id = new_record_id(prefix, draw(st.integers(1, min(COUNTS.values()))))
    return f"'{record_id[: draw(st.sampled_from([15, 18]))]}'"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


@st.composite
def _patterns(draw: DrawFn) -> str:
    """Pieces of words between wildcards; wildcards in words stand for themselves."""
    word = draw(st.sampled_from(WORDS))
    cut = word[draw(st.integers(0, 1)) : draw(st.integers(2, 6))]
    plain = "".join(f"\\{char}" if char in "\\'%_" else char for char in cut)
    return draw(st.sampled_from(["{}%", "%{}", "%{}%", "{}", "_{}%", "{}_%", "%_{}"])).format(plain)


@st.composite
def _literals(draw: DrawFn) -> str:
    if draw(st.booleans()):
        return draw(st.sampled_from(PLAIN))
    return f"{draw(st.sampled_from(COUNTED))}:{draw(st.integers(1, 5))}"


def _semi_join(draw: DrawFn, schema: Schema, of: ObjectType) -> str | None:
    ways: list[Any] = [
        way for way in schema.children(of.name) if way.child not in (*NOT_ASKED_INSIDE, of.name)
    ]
    if not ways:
        return None
    way = draw(st.sampled_from(ways))
    child = schema.object(way.child)
    assert child is not None
    inner = f" WHERE {draw(_conditions(schema, child, 1))}"
    return f"Id {draw(st.sampled_from(['IN', 'NOT IN']))} (SELECT {way.field} FROM {child.name}{inner})"
