"""Claims drawn from the statements of a document, with what they are compared by."""

import re
from calendar import day_name
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.claim import Claim, Value
from understudy.knowledge.facts.clauses import Clause, clauses_of
from understudy.knowledge.facts.scope import Limits, limits_of
from understudy.knowledge.facts.statements import Statement, read_statements
from understudy.knowledge.facts.values import named_terms
from understudy.knowledge.facts.vocabulary import FAINT, vocabulary
from understudy.llm.local.spans import plain

__all__ = ["Drawn", "draw_claims"]

_NAME = re.compile(
    r"(?<![\w@./-])[A-Z][A-Za-z]+\s\d+(?![\w.,:%])"
    r"|(?<![.!?:|]\s)(?<!^)(?<![\w@./-])[A-Z][\w'-]*[a-z0-9][\w-]*"
    r"|(?<![\w@./-])[A-Za-z]*[A-Z][A-Za-z-]*\d[\w-]*"
)
_WEEKDAYS = frozenset(f"{name.lower()}{end}" for name in day_name for end in ("", "s"))
_DIGIT = re.compile(r"\d")
# What stands in place of a value when meanings are compared: what it is tells what it is said of.
_MASKS: dict[str, str] = {
    "address": "the address",
    "clock": "9 am",
    "count": "10",
    "date": "1 May",
    "duration": "10 days",
    "email": "the address",
    "frequency": "every year",
    "money": "$10",
    "percent": "10%",
    "phone": "the number",
    "place": "the place",
    "team": "the team",
    "version": "version 1",
    "weekday": "on Monday",
}
# A clause with fewer words of its own than this says what it is about above itself.
_THIN = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A claim with the words it is known by.

    `own` are the meanings in its clause, `above` those of what the clause stands under. `names` are proper
    names and model numbers, `terms` lengths that name a thing ("two-year"). `beside` are the sentence's other
    values of the same kind, `company` those of other kinds. `told` is the sentence with its subject and
    without its value, as it is compared by meaning, and `under` what it stands under.
    """

    claim: Claim
    own: frozenset[str]
    above: frozenset[str]
    words: tuple[tuple[str, str], ...]
    names: frozenset[str]
    limits: Limits
    beside: tuple[Value, ...]
    told: str
    under: str
    section: str
    in_table: bool
    subject: frozenset[str]
    role: str
    terms: frozenset[str]
    company: tuple[Value, ...] = ()


def draw_claims(document: Document) -> list[Drawn]:
    """The claims of a document in order; what it says of the past, of others or as an example is none."""
    return [
        _drawn(document, statement, clause)
        for statement in read_statements(document)
        for clause in clauses_of(statement)
    ]


def _drawn(document: Document, statement: Statement, clause: Clause) -> Drawn:
    words = vocabulary()
    own = words.worded(clause.low)
    above = _above((*statement.above, _folder(document.key), _purpose(clause.value)))
    limits = limits_of(clause.low, plain(clause.around), clause.labels)
    subject = statement.above[-1] if statement.above else document.title
    attribute = " ".join(dict.fromkeys(word for word, _ in own[:8]))
    claim = Claim(
        document.key,
        subject,
        attribute,
        clause.value,
        limits.named
        | limits.headed
        | {" ".join(sorted(each)) for each in (*limits.conditions, *limits.labels)},
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
        " > ".join(dict.fromkeys((document.title, subject))),
        f"{document.key}#{' '.join(statement.above[:3])}",
        bool(statement.lead),
        _above((subject,)),
        clause.role,
        named_terms(clause.low),
        clause.company,
    )


@lru_cache(maxsize=1024)
def _above(heads: tuple[str, ...]) -> frozenset[str]:
    return frozenset(vocabulary().concepts(plain(" . ".join(heads))))


def _folder(key: str) -> str:
    """What the folders of a document are called tells what it is about."""
    return " ".join(key.split("/")[:-1])


def _purpose(value: Value) -> str:
    """What a mail address tells by itself of what it is for."""
    return re.sub(r"\W+", " ", value.key.partition("@")[0]) if value.kind == "email" else ""


def _names(above: Sequence[str], written: str) -> frozenset[str]:
    """Proper names in the clause, and model numbers there and above; in a title a capital says little."""
    own = {match[0].lower() for match in _NAME.finditer(written)} - _WEEKDAYS
    numbered = {
        match[0].lower() for text in above for match in _NAME.finditer(text) if _DIGIT.search(match[0])
    }
    return frozenset(own | numbered)


def _told(statement: Statement, clause: Clause, *, is_thin: bool) -> str:
    value = clause.value
    if value.kind == "policy":
        said = clause.low
    elif statement.lead or clause.beside:
        said = f"{clause.low}: {_MASKS[value.kind]}"
    else:
        said = statement.low.replace(value.text.lower(), _MASKS[value.kind])
    above = f"{statement.above[-1]}: " if is_thin and statement.above else ""
    return f"{above}{' '.join(said.split())}"
