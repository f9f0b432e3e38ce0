"""What WITH adds to the rows found: highlights, snippets; and what of a search has no effect here."""

from collections.abc import Sequence
from dataclasses import replace

from understudy.org.metadata import FieldType
from understudy.org.orgs import Org
from understudy.org.permissions import Actor
from understudy.soql import ast
from understudy.soql.run import ResultColumn, Row
from understudy.soql.sosl.ast import Returning, Search
from understudy.soql.sosl.bind import BoundObject
from understudy.soql.sosl.fields import name_fields, searchable
from understudy.soql.sosl.marks import (
    MOST_HIGHLIGHTED,
    SNIPPET_LENGTH,
    Marker,
    gives_snippets,
    is_highlighted,
    is_markable,
)
from understudy.soql.view import View

__all__ = ["Presenter"]

_SNIPPET = "snippet.text"
_SOURCE = "#snippet"


class Presenter:
    """Makes the rows of a search what its WITH clauses ask for."""

    def __init__(self, search: Search) -> None:
        self._highlights = search.option("HIGHLIGHT") is not None
        snippet = search.option("SNIPPET")
        value = snippet.values[0] if snippet and snippet.values else None
        self._length = int(str(value.value)) if isinstance(value, ast.Value) else SNIPPET_LENGTH
        self._snippets = snippet is not None

    def complete(self, search: Search, org: Org, actor: Actor) -> Search:
        """The search with the texts that snippets are cut from among the fields read."""
        if not self._snippets:
            return search
        view = View(org.schema, org.access, actor)
        return replace(search, returning=tuple(self._with_texts(each, view) for each in search.returning))

    def _with_texts(self, returning: Returning, view: View) -> Returning:
        described = view.object(returning.object)
        if described is None or not gives_snippets(described):
            return returning
        readable = [each for each in searchable(described) if view.field(described, each.name)]
        names = name_fields(described, readable)
        # What a record is called is returned anyway: a snippet is cut from it last.
        fields = sorted((each for each in readable if is_markable(each.type)), key=lambda each: each in names)
        texts = [
            ast.SelectItem(ast.Path((each.name,)), f"{_SOURCE}{place}") for place, each in enumerate(fields)
        ]
        query = replace(returning.query, select=(*returning.query.select, *texts))
        return replace(returning, query=query)

    def present(
        self, each: BoundObject, columns: tuple[ResultColumn, ...], rows: list[Row]
    ) -> tuple[tuple[ResultColumn, ...], list[Row]]:
        """The columns and rows as they are returned."""
        if each.sought is None:
            return columns, rows
        marker = Marker(each.sought.find)
        if self._highlights and is_highlighted(each.described):
            columns = self._highlight(marker, columns, rows)
        if self._snippets and gives_snippets(each.described):
            columns = self._snip(marker, columns, rows)
        return columns, rows

    def _highlight(
        self, marker: Marker, columns: tuple[ResultColumn, ...], rows: Sequence[Row]
    ) -> tuple[ResultColumn, ...]:
        added: dict[str, ResultColumn] = {}
        for row in rows[:MOST_HIGHLIGHTED]:
            for column in columns:
                value = row[column.name]
                if column.path is None or not is_markable(column.type) or not isinstance(value, str):
                    continue
                marked = marker.highlight(value)
                if marked:
                    name = f"highlight.{column.name}"
                    row[name] = marked
                    added[name] = ResultColumn(name, FieldType.STRING, f"{column.label}, marked")
        return (*columns, *added.values())

    def _snip(
        self, marker: Marker, columns: tuple[ResultColumn, ...], rows: Sequence[Row]
    ) -> tuple[ResultColumn, ...]:
        sources = [each.name for each in columns if each.name.startswith(_SOURCE)]
        for row in rows:
            texts = [value for name in sources if isinstance(value := row.pop(name), str)]
            snippet = marker.snippet(texts, self._length)
            if snippet:
                row[_SNIPPET] = snippet
        kept = tuple(each for each in columns if not each.name.startswith(_SOURCE))
        return (*kept, ResultColumn(_SNIPPET, FieldType.STRING, "Snippet"))

    def notes(self, search: Search) -> tuple[str, ...]:
        """What of the search has no effect here."""
        found = [f"UPDATE {each}: nothing is counted" for each in search.updates]
        option = search.option("SPELL_CORRECTION")
        if option and isinstance(option.values[0], ast.Value) and option.values[0].value is True:
            found.append("WITH SPELL_CORRECTION: words are looked for as they are written")
        return tuple(found)
