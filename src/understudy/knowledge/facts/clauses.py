"""The values of a statement, each with the words that it is about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from understudy.knowledge.facts.claim import Value
from understudy.knowledge.facts.hours import weekdays_in
from understudy.knowledge.facts.policies import answer_of, find_policy
from understudy.knowledge.facts.rows import cells_of
from understudy.knowledge.facts.statements import Statement
from understudy.knowledge.facts.values import find_values
from understudy.knowledge.facts.vocabulary import vocabulary
from understudy.llm.local.spans import Range, Span, blanked, plain

__all__ = ["Clause", "clauses_of"]

_CLAUSE = re.compile(r"[,;:]\s+|\s(?:and|but|while|whereas|or)\s|\s[-–—]\s|\. ")
# What follows says yes or no to something of its own, unless it goes on about the same with a pronoun.
_PARTS = re.compile(
    r"(?:;\s+|\s[-–—]\s|,\s(?:so|but|while|whereas|yet)\s)(?!(?:it|they|this|these|that|there|he|she|one|not|only)\b)"
)
_NAMED = frozenset({"place", "team"})
# That the same address or team stands in both tells nothing: it stands on many pages.
_MEASURED = frozenset({"clock", "count", "date", "duration", "money", "percent"})
_WORDS_OF_PART = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """A value with the words that it is about: `low`, and `written` as they are written, have blanks where
    values stand. `labels` are those of the row and column of a table, `company` what else the sentence
    measures.
    """

    value: Value
    low: str
    around: str
    beside: tuple[Value, ...]
    written: str
    role: str = ""
    labels: tuple[str, ...] = ()
    company: tuple[Value, ...] = ()


def clauses_of(statement: Statement) -> Iterator[Clause]:
    """One for each value, and one for each part that says yes or no to something."""
    around = " ".join(statement.above)
    if statement.lead:
        for cell in cells_of(statement.text, statement.lead):
            yield Clause(cell.value, cell.low, around, cell.beside, cell.written, "", cell.labels)
        return
    spans = [
        span for span in find_values(statement.text, statement.low) if not statement.is_silent(span.start)
    ]
    written = blanked(statement.text, [span.range for span in spans])
    for span in spans:
        yield _of_value(statement, span, spans, written, around)
    for policy, low in _policies(statement, spans):
        yield Clause(policy, low, around, (), written)


def _of_value(
    statement: Statement, span: Span[Value], spans: Sequence[Span[Value]], written: str, around: str
) -> Clause:
    left_out = [each.range for each in spans if _is_left_out(each, span)]
    if span.value.kind == "clock":
        # The days on which it is open are part of the value.
        days = [each.range for each in weekdays_in(statement.low)]
        left_out, written = [*left_out, *days], blanked(written, days)
    bare = blanked(statement.low, left_out)
    same = tuple(each.value for each in spans if each is not span and each.value.kind == span.value.kind)
    low, rest = (_part(bare, span), bare) if same else (bare, "")
    shared = _shared(rest) if rest else ""
    role = _role(statement.low, span)
    company = tuple(
        each.value for each in spans if each.value.kind != span.value.kind and each.value.kind in _MEASURED
    )
    return Clause(span.value, f"{low} {shared}".strip(), around, same, written, role, company=company)


def _policies(statement: Statement, spans: Sequence[Span[Value]]) -> Iterator[tuple[Value, str]]:
    """Each yes or no with what it is said of."""
    bare = blanked(statement.low, [span.range for span in spans if span.value.kind not in _NAMED])
    for start, end in _parts(statement.low):
        question = "" if start else statement.question
        if statement.is_silent(start) or not (policy := find_policy(statement.low[start:end], question)):
            continue
        told = bare[start:end]
        if answer := answer_of(statement.low[start:end], question):
            told = f"{blanked(told, [answer.range])} {plain(question)}"
        yield policy.value, told


def _parts(low: str) -> list[Range]:
    cuts = [found.span() for found in _PARTS.finditer(low)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(low)]
    parts = list(zip(starts, ends, strict=True))
    if any(len(low[start:end].split()) < _WORDS_OF_PART for start, end in parts):
        return [(0, len(low))]
    return parts


def _is_left_out(other: Span[Value], span: Span[Value]) -> bool:
    """Whether the other value tells nothing of what the first is about; who and where do."""
    return other is span or other.value.kind == span.value.kind or other.value.kind not in _NAMED


def _part(low: str, span: Span[Value]) -> str:
    """The clause around a value."""
    starts = [m.end() for m in _CLAUSE.finditer(low) if m.end() <= span.start]
    ends = [m.start() for m in _CLAUSE.finditer(low) if m.start() >= span.end]
    return low[max(starts, default=0) : min(ends, default=len(low))]


def _shared(low: str) -> str:
    """What the first clause says for those after it too, without what it is limited to."""
    first = _CLAUSE.split(low)[0]
    return vocabulary().scope_pattern.sub(" ", first)


_AHEAD = re.compile(
    r"'?\s+(?:ahead|in advance|before|prior|beforehand|(?:of\s+)?notice|earlier|in writing before)\b"
)
_THRESHOLD = re.compile(
    r"\b(?!costs?\b|is\b)[a-z]+(?:s|e|t|y|n|l|d)\s+(?:above|over|under|below|exceeding"
    r"|of (?:more|less) than|worth)"
    r"\s+(?:more than\s+)?[$€£]?$"
)


def _role(low: str, span: Span[Value]) -> str:
    """What a value is for beside saying how much: the time ahead of something, or from which sum on."""
    if span.value.kind == "duration" and (_AHEAD.match(low, span.end) or re.search(r"\bnotice\b", low)):
        return "ahead"
    return "threshold" if span.value.kind == "money" and _THRESHOLD.search(low[: span.start]) else ""
