"""The form that the answer should have: "Return only the id of the agent.", "just the name", "as a list"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from understudy.llm.local.normalise import sentences
from understudy.llm.local.spans import Span, any_of, cut, longest_first, plain

__all__ = ["AnswerForm", "find_form", "find_forms"]

FormKind = Literal["id", "name", "value", "month", "abbreviation", "count", "date", "yes_no", "list"]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """What the answer should consist of.

    `noun` is what stands around the word that names the form ("agent" of "the id of the agent" and of
    "agent id"), "" when nothing does. `only` says that nothing else is wanted. A kind of None asks for
    brevity alone.
    """

    kind: FormKind | None
    noun: str = ""
    only: bool = False


_WORDS_OF: dict[FormKind, str] = {
    "id": ("id, ids, identifier, identifiers, record id, record ids, unique id"),
    "name": ("name, names, full name, full names, title, titles, first name, last name, surname"),
    "month": ("month, months, month name, month names, name of the month, month's name, names of the months"),
    "abbreviation": (
        "abbreviation, abbreviations, state code, state codes, two letter code, two letter codes, "
        "postal code, state abbreviation, abbreviated form, initials, 2 letter code, letter code, "
        "letter codes, country code, short code"
    ),
    "count": ("count, counts, how many"),
    "value": (
        "number, numbers, value, values, figure, figures, amount, amounts, total, totals, "
        "percentage, percentages, rate, sum, average, score, email, email address, phone, phone "
        "number, digits, ratio, integer, price, answer, result, one word, word, one number, "
        "single number, code, status, stage"
    ),
    "date": ("date, dates, day, year, quarter"),
    "yes_no": ("yes or no, yes/no, y/n, true or false, true/false"),
    "list": (
        "list, bullets, bullet points, bulleted list, table, json, csv, numbered list, bullet "
        "list, comma separated list, spreadsheet, rows"
    ),
}
_KINDS: dict[str, FormKind] = {word: kind for kind, words in _WORDS_OF.items() for word in words.split(", ")}
_FORM = any_of(_KINDS)
_VERB = (
    r"(?:return|give|provide|respond|reply|answer|output|tell|show|send|state|report|print|write"
    r"|supply|share|specify|include"
    r"|present|list|name|display|returning|giving|providing|i\s+(?:just\s+|only\s+)?(?:need|want"
    r"|require)|we\s+(?:just\s+|only\s+)?(?:need|want)"
    r"|(?:the|your)\s+answer\s+(?:should|must)\s+(?:be|contain)|all\s+i\s+(?:need|want)\s+is|looking\s+for)"
)
_ONLY = r"(?:only|just|simply|solely|nothing\s+but|merely|strictly|exclusively)"
_TO_ME = r"(?:\s+(?:me|us))?(?:\s+(?:back|out))?"
_WITH = r"(?:\s+(?:with|in|as|in\s+the\s+form\s+of|using|by))?"
_ADJECTIVES = (
    r"(?:(?!of\b|who\b|which\b|with\b|in\b|for\b|and\b|or\b|that\b|their\b)"
    r"[a-z0-9][\w']*(?:-[\w']+)*\s+){0,4}?"
)
_NOUN = (
    rf"(?:(?:the|an?|its|their|that|his|her|this"
    rf"|my)\s+)?(?P<adjectives>{_ADJECTIVES})(?P<form>{_FORM})(?![\w'-])"
)
_ASKED = re.compile(
    rf"(?<!\w)(?:(?:please|kindly|and|so|then|but|can\s+you"
    rf"|could\s+you)\s+)*(?:(?P<only0>{_ONLY})\s+)?{_VERB}{_TO_ME}{_WITH}"
    rf"(?:\s+(?P<only1>{_ONLY}))?{_WITH}\s+{_NOUN}"
)
_BARE = re.compile(rf"(?<!\w)(?:(?:please|and|but)\s+)?(?P<only0>{_ONLY})\s+(?P<only1>(?=\w))?{_NOUN}")
_TRAILING = re.compile(
    rf"(?:(?<=^)|(?<=[.?!,;(\n-]\s)"
    rf"|(?<=[.?!,;(\n-]))(?:the\s+)?(?P<adjectives>{_ADJECTIVES})(?P<form>{_FORM})\s+(?P<only0>only)\b(?P<only1>)"
)
_AS = re.compile(
    r"(?<!\w)(?:as|in)\s+(?:an?\s+|the\s+form\s+of\s+an?\s+)?(?P<adjectives>(?:simple|plain|short"
    r"|bulleted|numbered|comma[\s-]separated|single|markdown|html)\s+)?"
    r"(?P<form>list|table|bullets|bullet\s+points|json|csv|one\s+word"
    r"|(?:an?\s+)?(?:single\s+)?number|percentage|rows)\b"
    r"(?:\s+(?:format|form))?(?!\s+of\b(?!\s+(?:names|ids)))"
)
_BRIEF = re.compile(
    r"(?<!\w)(?:(?:and\s+)?nothing\s+(?:else|more)|no\s+(?:explanations?|extra\s+text|commentary"
    r"|other\s+(?:text|words)|preamble|fluff|prose)"
    r"|without\s+(?:any\s+)?(?:explanations?|extra\s+text|commentary|further\s+detail|other\s+text)"
    r"|(?:do\s+not|don't)\s+(?:explain|elaborate|add\s+anything|include\s+anything\s+else)"
    r"|keep\s+it\s+(?:short|brief)|be\s+brief|in\s+short|in\s+brief|short\s+answer(?:\s+only"
    r"|\s+please)?|tl;?dr)\b"
)
_OF = re.compile(
    r"\s+(?:of|for)\s+(?:(?:the|an?|that|this|each|its|these|those|every)\s+)?(?P<noun>[^.?!;(\n]+)"
)
_TAIL = re.compile(
    r"(?:\s*\([^)\n]{0,80}\))?(?:[\s,]*(?:please|thanks|thank\s+you|and\s+nothing\s+(?:else|more)"
    r"|nothing\s+else|only))*(?:\s*\([^)\n]{0,80}\))?\s*[.!?]*\s*$"
)
_LONG_NOUN = re.compile(
    r"\b(?:with|who|which|that|whose|where|in|during|over|since|having|had|has|between|from|last"
    r"|past|this|closed|handled)\b"
)
_FILTERS = frozenset("open closed new active all overdue escalated won lost every any".split())
_EMPTY = frozenset(
    "simple plain exact actual full two-letter single matching best short correct relevant right".split()
)
_PLURAL_THINGS = frozenset(["id", "name", "month", "abbreviation", "yes_no"])


def _made(match: re.Match[str], noun: str, *, only: bool) -> AnswerForm:
    form = " ".join(match["form"].replace("-", " ").split())
    form = re.sub(r"^(?:an? )?(?:single )?(?=number$)", "", form)
    kind = _KINDS[form]
    adjectives = " ".join(match["adjectives"].split()) if match["adjectives"] else ""
    if "letter" in adjectives and kind == "value":
        kind = "abbreviation"
    words = [word.removesuffix("'s") for word in adjectives.split() if word not in _EMPTY]
    return AnswerForm(kind, " ".join(words) or noun, only)


def _only_after(match: re.Match[str], low: str, stop: int) -> bool:
    return re.search(r"\b(?:only|nothing\s+(?:else|more))\b", low[match.end() : stop]) is not None


def _allowed(match: re.Match[str]) -> bool:
    """ "show only closed cases" filters records, "give me the amount" may be the question itself."""
    return not _FILTERS.intersection((match["adjectives"] or "").split())


def _clause(match: re.Match[str], low: str, stop: int, *, asked_before: bool) -> tuple[int, str] | None:
    """Where the clause about the form ends, and its noun; None when what follows is the question itself."""
    of = _OF.match(low, match.end(), stop)
    if _TAIL.fullmatch(low, match.end(), stop):
        return stop, ""
    if of is None:
        return None
    noun = of["noun"].strip()
    tail = _TAIL.fullmatch(low, of.end(), stop)
    if tail and (asked_before or not _LONG_NOUN.search(noun)):
        return stop, re.sub(r"[\s,]*(?:please|only)$", "", noun)
    return None


def find_forms(text: str) -> list[Span[AnswerForm]]:
    """What the text asks of the answer's form; each span covers the whole clause that says it.

    In a message that is but one sentence, "Give me the name of the agent with …" is a question: only the
    words up to "name of" are about the form.
    """
    low, spans, words_before = plain(text), list[Span[AnswerForm]](), 0
    for sentence in sentences(text):
        spans += _in_sentence(text, low, sentence, asked_before=words_before >= 4)
        words_before += len(sentence.text.split())
    return longest_first(spans)


def _in_sentence(
    text: str, low: str, sentence: Span[None], *, asked_before: bool
) -> Iterator[Span[AnswerForm]]:
    start, stop = sentence.range
    for pattern in (_ASKED, _BARE, _TRAILING):
        for match in pattern.finditer(low, start, stop):
            if not _allowed(match):
                continue
            asked = asked_before or len(low[start : match.start()].split()) >= 4
            clause = _clause(match, low, stop, asked_before=asked)
            only = bool(match["only0"] or match["only1"]) or (
                clause is not None and _only_after(match, low, stop)
            )
            form = _made(match, clause[1] if clause else "", only=only)
            if clause and (form.only or asked):
                yield cut(text, match.start(), clause[0], form)
            elif pattern is _ASKED and (form.kind in _PLURAL_THINGS or form.only):
                of = re.compile(r"\s+(?:of|for)\b").match(low, match.end())
                yield cut(text, match.start(), of.end() if of else match.end(), form)
            elif form.only or pattern is _TRAILING:
                yield cut(text, match.start(), match.end(), form)
    for match in _AS.finditer(low, start, stop):
        yield cut(text, match.start(), match.end(), _made(match, "", only=False))
    for match in _BRIEF.finditer(low, start, stop):
        yield cut(text, match.start(), match.end(), AnswerForm(None, only=True))


def find_form(text: str) -> Span[AnswerForm] | None:
    """The one form that counts: the last that names a kind, else the wish for brevity, else None."""
    spans = find_forms(text)
    named = [span for span in spans if span.value.kind]
    return named[-1] if named else spans[-1] if spans else None
