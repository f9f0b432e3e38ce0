"""Claims drawn from the statements of a document, with what they are compared by."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.amounts import find_amounts
from understudy.knowledge.facts.claim import Claim, Value
from understudy.knowledge.facts.contacts import find_contacts
from understudy.knowledge.facts.days import find_clocks, find_days, find_weekdays
from understudy.knowledge.facts.names import find_places, find_teams, find_versions
from understudy.knowledge.facts.policies import answer_of, find_policy
from understudy.knowledge.facts.scope import Limits, limits_of
from understudy.knowledge.facts.statements import Statement, read_statements
from understudy.knowledge.facts.vocabulary import FAINT, vocabulary
from understudy.knowledge.markup import CELL_GAP
from understudy.llm.local.spans import Span, blanked, longest_first, plain

__all__ = ["Drawn", "draw_claims"]

_NAME = re.compile(
    r"(?<![\w@./-])[A-Z][A-Za-z]+\s\d+(?![\w.,:%])"
    r"|(?<![.!?:|]\s)(?<!^)(?<![\w@./-])[A-Z][\w'-]*[a-z0-9][\w-]*"
    r"|(?<![\w@./-])[A-Za-z]*[A-Z][A-Za-z-]*\d[\w-]*"
)
_NUMBERED = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z]+\s(?=(?P<number>\d+)\b)")
_CLAUSE = re.compile(r"[,;:]\s+|\s(?:and|but|while|whereas|or)\s|\s[-–—]\s|\. ")
_DIGIT = re.compile(r"\d")
_NAMED = frozenset({"place", "team"})
_MASK = "so much"
# A clause with fewer words of its own than this says what it is about above itself.
_THIN = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A claim with the words it is known by.

    `own` are the meanings in its clause, `above` those of what the clause stands under. `names` are proper
    names and model numbers. `beside` are the sentence's other values of the same kind. `told` is the sentence
    with its subject and without its value, as it is compared by meaning.
    """

    claim: Claim
    own: frozenset[str]
    above: frozenset[str]
    words: tuple[tuple[str, str], ...]
    names: frozenset[str]
    limits: Limits
    beside: tuple[Value, ...]
    told: str
    section: str
    in_table: bool
    subject: frozenset[str]
    role: str


@dataclass(frozen=True, slots=True)
class _Clause:
    """A value with the words that it is about: `low`, and `written` as they are written, have blanks where
    values stand.
    """

    value: Value
    low: str
    around: str
    beside: tuple[Value, ...]
    written: str
    role: str = ""
    labels: tuple[str, ...] = ()


def draw_claims(document: Document) -> list[Drawn]:
    """The claims of a document in order; what it says of the past, of others or as an example is none."""
    return [
        _drawn(document, statement, clause)
        for statement in read_statements(document)
        for clause in _clauses(statement)
    ]


def _clauses(statement: Statement) -> Iterator[_Clause]:
    if statement.lead:
        yield from _of_row(statement)
        return
    spans = [span for span in _find(statement.text, statement.low) if not statement.is_silent(span.start)]
    written = blanked(statement.text, [span.range for span in spans])
    for span in spans:
        bare = blanked(statement.low, [each.range for each in spans if _is_left_out(each, span)])
        same = tuple(each.value for each in spans if each is not span and each.value.kind == span.value.kind)
        low, rest = (_part(bare, span), bare) if same else (bare, "")
        around = _shared(rest) if rest else ""
        yield _Clause(
            span.value,
            f"{low} {around}".strip(),
            " ".join(statement.above),
            same,
            written,
            _role(statement.low, span),
        )
    if not statement.is_silent(0) and (policy := find_policy(statement.low, statement.question)):
        bare = blanked(statement.low, [span.range for span in spans if span.value.kind not in _NAMED])
        answer = answer_of(statement.low, statement.question)
        told = f"{blanked(bare, [answer.range])} {plain(statement.question)}" if answer else bare
        yield _Clause(policy.value, told, " ".join(statement.above), (), written)


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


def _of_row(statement: Statement) -> Iterator[_Clause]:
    """Each cell as said of its row under its column."""
    heads = [plain(head) for head in statement.lead.split(CELL_GAP)]
    cells = statement.text.split(CELL_GAP)
    for at, cell in enumerate(cells[1:], start=1):
        head = heads[at] if len(heads) == len(cells) else ""
        low = plain(cell)
        spans = _find(cell, low, head)
        labels = (plain(cells[0]), head)
        label = " ".join(labels)
        for span in spans:
            same = tuple(s.value for s in spans if s is not span and s.value.kind == span.value.kind)
            bare = blanked(low, [each.range for each in spans])
            yield _Clause(
                span.value, f"{label} {bare}", " ".join(statement.above), same, cells[0], "", labels
            )
        if not spans and (
            word := re.fullmatch(
                r"\s*(yes|no|included|not included|✓|✔|✗|✘|x|none|available|not available)\s*", low
            )
        ):
            yes = word[1] in ("yes", "included", "✓", "✔", "x", "available")
            value = Value("policy", cell.strip(), unit="be", key="yes" if yes else "no")
            yield _Clause(value, label, " ".join(statement.above), (), cells[0], "", labels)


_AHEAD = re.compile(
    r"'?\s+(?:ahead|in advance|before|prior|beforehand|(?:of\s+)?notice|earlier|in writing before)\b"
)
_THRESHOLD = re.compile(
    r"\b(?!costs?\b|is\b)[a-z]+(?:s|e|t|y|n|l|d)\s+(?:above|over|under|below|exceeding|of (?:more|less) than|worth)"
    r"\s+(?:more than\s+)?[$€£]?$"
)


def _role(low: str, span: Span[Value]) -> str:
    """What a value is for beside saying how much: the time ahead of something, or from which sum on."""
    if span.value.kind == "duration" and (_AHEAD.match(low, span.end) or re.search(r"\bnotice\b", low)):
        return "ahead"
    return "threshold" if span.value.kind == "money" and _THRESHOLD.search(low[: span.start]) else ""


def _find(text: str, low: str, head: str = "") -> list[Span[Value]]:
    """All values of a text, none within another. A bare number in a table is of what its column says."""
    contacts = [*find_contacts(text), *find_versions(low), *find_days(low), *find_clocks(low)]
    taken = longest_first(contacts)
    rest = blanked(low, [span.range for span in taken])
    # A number after a name belongs to the name: "the Ember 400".
    named = {found.start("number") for found in _NUMBERED.finditer(text)}
    weekdays = () if any(span.value.kind == "clock" for span in taken) else find_weekdays(rest)
    amounts = longest_first([span for span in (*find_amounts(rest), *weekdays) if span.start not in named])
    names = longest_first(
        [*find_teams(text), *find_places(text)], [span.range for span in (*taken, *amounts)]
    )
    return sorted([*taken, *amounts, *names], key=lambda span: span.start)


def _drawn(document: Document, statement: Statement, clause: _Clause) -> Drawn:
    words = vocabulary()
    own = words.worded(clause.low)
    above = _above(statement.above)
    limits = limits_of(clause.low, plain(clause.around), clause.labels)
    subject = statement.above[-1] if statement.above else document.title
    attribute = " ".join(dict.fromkeys(word for word, _ in own[:8]))
    claim = Claim(
        document.key,
        subject,
        attribute,
        clause.value,
        limits.named | {" ".join(sorted(each)) for each in limits.conditions},
        statement.valid_from or document.valid_from,
        statement.text,
        statement.start,
        statement.start + len(statement.text),
    )
    return Drawn(
        claim,
        frozenset(meaning for _, meaning in own),
        above,
        tuple(own),
        _names(statement.above, clause.written),
        limits,
        clause.beside,
        _told(statement, clause, is_thin=len({m for _, m in own} - FAINT) < _THIN),
        f"{document.key}#{' '.join(statement.above[:3])}",
        bool(statement.lead),
        _above((subject,)),
        clause.role,
    )


@lru_cache(maxsize=1024)
def _above(heads: tuple[str, ...]) -> frozenset[str]:
    return frozenset(vocabulary().concepts(plain(" . ".join(heads))))


def _names(above: Sequence[str], written: str) -> frozenset[str]:
    """Proper names in the clause, and model numbers there and above; in a title a capital says little."""
    own = {match[0].lower() for match in _NAME.finditer(written)}
    numbered = {
        match[0].lower() for text in above for match in _NAME.finditer(text) if _DIGIT.search(match[0])
    }
    return frozenset(own | numbered)


def _told(statement: Statement, clause: _Clause, *, is_thin: bool) -> str:
    if statement.lead or clause.value.kind == "policy":
        said = clause.low
    else:
        said = statement.low.replace(clause.value.text, _MASK)
    above = f"{statement.above[-1]}: " if is_thin and statement.above else ""
    return f"{above}{' '.join(said.split())}"
