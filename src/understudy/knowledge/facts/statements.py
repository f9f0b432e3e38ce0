"""The sentences of a document with what they are said under, and whether they state what holds now."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from understudy.knowledge.documents import Document, Section
from understudy.knowledge.facts.days import find_days
from understudy.knowledge.sentences import Sentence, split_sentences
from understudy.llm.local.spans import Range, plain

__all__ = ["Statement", "read_statements", "version_of"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, list item or row of a table that states something.

    `start` is its place in the document's text. `above` has what it stands under, the nearest last: title,
    headings, the question it answers, the line that begins its list. `lead` is the first row of its table.
    `silent` are characters of it in which nothing is claimed: examples, what was once, what others say.
    """

    document: str
    start: int
    text: str
    low: str
    above: tuple[str, ...]
    lead: str = ""
    question: str = ""
    silent: tuple[Range, ...] = ()
    valid_from: date | None = None

    def is_silent(self, start: int) -> bool:
        """Whether what stands there is not claimed."""
        return any(first <= start < last for first, last in self.silent)


_HISTORY_HEADING = re.compile(
    r"\b(?:change ?log|history|archived?|previous versions?|timeline|milestones|our story|looking back"
    r"|past|retrospective|examples?|sample|scenarios?|worked"
    r"|case study"
    r"|case studies|quiz|exercise|testimonials?|reviews|myths?|misconceptions?|proposals?|roadmap"
    r"|minutes|template)\b"
)
# "2.5 Working hours" numbers a section; "2.5 (May 2026)", "2.5" and "Version 2.5" are of a release.
_VERSION_HEADING = re.compile(
    r"(?:version|release|v)\s?\d+(?:\.\d+)*\b|\d+\.\d+(?:\.\d+)*(?:\s*$|\s*[(\[–-].*\d)|(?:19|20)\d\d-\d\d\b"
)
_LEADS_LIST = re.compile(r":\s*$")
_LABEL_Q = re.compile(r"^(?:q|question)\s*[:.]\s*", re.IGNORECASE)
_LABEL_A = re.compile(r"^(?:a|answer)\s*[:.]\s*", re.IGNORECASE)
_LIST_WORDS = 14


def read_statements(document: Document) -> Iterator[Statement]:
    """The statements in order; questions and what stands under a heading of history or examples are none."""
    newest = max(filter(None, map(version_of, _heads(document))), default=())
    for section in document.sections:
        heads = (document.title, *(path for path in section.path if path != document.title))
        versions = [each for head in heads if (each := version_of(head))]
        is_old = any(each < newest for each in versions)
        if is_old or any(_is_history(head) for head in (*heads, document.key.rpartition("/")[2])):
            continue
        yield from _of_section(document, section, heads)


def _is_history(head: str) -> bool:
    """Whether all under a heading tells what was, or only shows what could be."""
    low = plain(head)
    return bool(_HISTORY_HEADING.search(re.sub(r"[-_]", " ", low)))


def _heads(document: Document) -> Iterator[str]:
    return (head for section in document.sections for head in section.path)


def version_of(head: str) -> tuple[int, ...]:
    """The version or month whose changes a heading is of; of a page's only the newest holds now."""
    found = _VERSION_HEADING.match(plain(head))
    return tuple(int(number) for number in re.findall(r"\d+", found[0])) if found else ()


def _of_section(document: Document, section: Section, heads: tuple[str, ...]) -> Iterator[Statement]:
    question = heads[-1] if heads[-1].rstrip().endswith("?") else ""
    answering, leading = bool(question), ""
    for sentence in split_sentences(document.text[section.start : section.end]):
        low = plain(sentence.text)
        starts_line = document.text[: section.start + sentence.start].endswith("\n") or not sentence.start
        if sentence.text.rstrip().endswith("?"):
            question, answering, leading = _LABEL_Q.sub("", sentence.text), True, ""
            continue
        if _LEADS_LIST.search(low):
            leading = sentence.text
        elif leading and starts_line and len(low.split()) > _LIST_WORDS and not _is_item(low):
            leading = ""
        yield Statement(
            document.key,
            section.start + sentence.start,
            sentence.text,
            low,
            (*heads, *(text for text in (question, leading) if text and text not in (sentence.text, *heads))),
            sentence.lead,
            question if answering else "",
            tuple(_silent(low, sentence)),
            _valid_from(low),
        )
        answering = False


def _is_item(low: str) -> bool:
    return bool(re.match(r"\d+\. ", low))


_FROM_HERE_ON = re.compile(
    r"\b(?:for example|for instance|e\.g\.|such as|say,|suppose|imagine|let's say|assume|assuming"
    r"|consider a|picture)\b"
    r"|^(?:example|illustration|sample)\b|\bexample:"
)
_WHOLE = re.compile(
    r"\b(?:would(?! like| rather| prefer)|used to|previously|formerly|originally"
    r"|in the past|^(?:page )?last (?:updated|reviewed|modified|revised)"
    r"|historically|back in|at the time|back then|in those days|years ago|once (?:was|were|had|charged"
    r"|offered)"
    r"|we plan|plans? to|(?:is|are) planned|is going to|are going to|propos(?:e|al|ed|es)|under discussion"
    r"|being considered"
    r"|we are considering|may (?:change|rise|increase)|draft|until further notice"
    r"|some (?:people|customers|users|sites|blogs|guides|shops|stores|sellers|companies|employers)"
    r"|(?:other|many|most) (?:shops|stores|sellers|companies|employers|providers|vendors|banks"
    r"|libraries|airlines|hotels|clinics)"
    r"|competitors?|elsewhere|myth|misconception|rumou?rs?|contrary to|you may have (?:heard|read)"
    r"|it is often said"
    r"|industry (?:average|standard|norm)|the law|by law|legally|statutory|legislation|regulations? requires?"
    r"|if you (?:were|had) |had been|has been (?:raised|lowered|increased|reduced|changed|cut|extended)"
    r"|(?:was|were) (?:raised|lowered|increased|reduced|changed|cut|extended|replaced|discontinued"
    r"|withdrawn))\b"
)
_PAST_VALUE = re.compile(
    r"\b(?<!is )(?<!are )(?<!be )(?<!get )(?<!gets )"
    r"(?:was|were|cost|charged|lasted|took|had|offered|paid)\s+(?:only |just |about |still )?[$€£]?\d"
)
_IN_PAST = re.compile(
    r"\b(?:in|until|till|before|during|up to|through|between|since)\s+(?:(?:early|late|mid|the end of"
    r"|\w+)[\s-]+)?(?P<year>(?:19|20)\d\d)\b"
)
_CODE = re.compile(r">>>|::|[{}]|;\s*$|\w\(\)|\w\([^)]*=|\s=\s|\bimport \w+|=\s?[\['\"]")
_QUOTED = re.compile(r"\"[^\"]{12,}\"")
_NEGATED = re.compile(
    r"\b(?:not|never|no longer|rather than|instead of|isn't|aren't)\s+(?:the |a |an )?(?=[$€£\d])"
)


def _silent(low: str, sentence: Sentence) -> Iterator[Range]:
    whole = (0, len(low))
    if _CODE.search(low):
        yield whole
    if _WHOLE.search(low) or _PAST_VALUE.search(low):
        yield whole
    told = _IN_PAST.search(low)
    if told and re.search(r"\b(?:was|were|had|\w{3,}ed)\b", low) and "since" not in told[0]:
        yield whole
    if found := _FROM_HERE_ON.search(low):
        yield found.start(), len(low)
    for found in _QUOTED.finditer(low):
        yield found.span()
    for found in _NEGATED.finditer(low):
        yield found.end(), found.end() + 8


_EFFECTIVE = re.compile(
    r"\b(?:from|as of|since|effective(?: from| as of)?|starting(?: from| on)?|beginning(?: on)?)\s+$"
)


def _valid_from(low: str) -> date | None:
    """The day from which the sentence says that it holds."""
    for span in find_days(low):
        if _EFFECTIVE.search(low[: span.start]) and re.fullmatch(r"\d{4}-\d\d-(?:\d\d|\?)", span.value.key):
            year, month, day = span.value.key.split("-")
            try:
                return date(int(year), int(month), 1 if day == "?" else int(day))
            except ValueError:
                return None
    return None
