"""What an action found, in a form that any model can word and no model can bend.

An LLM reads it as JSON; the embedded reasoner words it with the sentences the action already made.
"""

from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Citation", "Finding", "Item", "Outside", "Statement"]

Part = Literal["event", "open", "figure"]
Status = Literal["found", "nothing", "several", "missing", "denied", "proposed", "done"]
Told = Literal["headline", "items", "rows", "citations", "statements", "notes", "facts"]


@dataclass(frozen=True, slots=True)
class Item:
    """One answer among those found: `id` when it is a record, `label` as a person would call it.

    `value` is the number or text that answers, already formatted in `shown`.
    """

    label: str
    id: str | None = None
    object: str | None = None
    value: str | float | None = None
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a longer text, traced: `id` and `object` are those of the record that it comes from.

    `part` says whether it tells what happened, what is still open, or a computed figure. `quote` stands
    letter for letter in that record. `query` is what computed a figure.
    """

    part: Part
    text: str
    id: str
    object: str
    at: str | None = None
    quote: str | None = None
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence that stands in a document letter for letter, from `at` on in its text.

    `document` is the id of the document, `key` its name within its `source`, `record` the id of the article
    that it is, if it is one. `lead` is the first row of the table that the sentence is a row of.
    """

    quote: str
    document: int
    at: int
    title: str
    key: str
    heading: str = ""
    lead: str = ""
    url: str | None = None
    record: str | None = None
    source: str = ""

    @property
    def shown(self) -> str:
        """The quote below the columns' names, if it is a row."""
        return f"{self.lead}\n{self.quote}" if self.lead else self.quote


@dataclass(frozen=True, slots=True)
class Outside:
    """That a part of a finding holds text that somebody outside may have written.

    `part` is the name of the finding's field; `column` says which column of its rows, from 0, None all of
    them. `source` tells a person what it is: "the description of cases".
    """

    part: Told
    source: str
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one action.

    `headline` is the answer as a whole sentence. `items` are the answers in order, the asked-for ones
    first: `asked` says how many of them answer the question, the rest is context. `assumption` is said
    with the answer when a person might read the words otherwise. `query` is the text that ran.
    `records` counts the rows behind the answer. `status` is `several` when a name fits several records
    (the items are the candidates) and `missing` when a needed value was not given (`headline` asks for it);
    `proposed` is a change that waits for a person's yes, `done` one that was made. `citations` are the
    sentences of documents that answer, in the order in which they stand there. `statements` come after the
    headline, in order; a longer text may be made of nothing else. `outside` says which parts hold text from
    outside; None says nothing, and then all of it counts as such.
    """

    status: Status
    headline: str
    items: tuple[Item, ...] = ()
    asked: int = 0
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    window: str | None = None
    assumption: str | None = None
    query: str | None = None
    records: int | None = None
    definition: str | None = None
    notes: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    statements: tuple[Statement, ...] = ()
    outside: tuple[Outside, ...] | None = None
