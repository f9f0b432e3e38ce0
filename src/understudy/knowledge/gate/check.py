"""The check of all documents of an org, over its sources, as findings of the ledger."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.check import Draw, Report, check_documents, draw_all
from understudy.knowledge.facts.claim import Claim
from understudy.knowledge.gate.ledger import Dispute, Findings, Page, SetAside, Side, dispute_of
from understudy.llm.embedder import TextEncoder

__all__ = ["Checked", "findings_of"]

Checked = tuple[Page, Document]
"""A document with what the ledger calls it."""
# In a source where most pages are linked by nobody, that a page is not tells nothing of it.
_LINKED_SHARE = 0.5


def findings_of(
    corpus: Sequence[Checked], today: date, encoder: TextEncoder | None, draw: Draw = draw_all
) -> Findings:
    """What the check of these documents finds. It may take seconds where there are thousands."""
    if not corpus:
        return Findings()
    named = _named(corpus)
    pages = {document.key: page for (page, _), document in zip(corpus, named, strict=True)}
    report = check_documents(named, today=today, encoder=encoder, draw=draw)
    aside = [
        *(SetAside(pages[each.document], "stale", each.why) for each in report.stale),
        *_orphans(report, pages),
        *_duplicates(report, pages),
    ]
    return Findings(tuple(_disputes(report, pages)), tuple(aside))


def _named(corpus: Sequence[Checked]) -> list[Document]:
    """The documents under keys that are unique among all sources; links lead to them by key or address."""
    sources = sorted({page.source for page, _ in corpus})
    folders = {source: f"{place}/" if len(sources) > 1 else "" for place, source in enumerate(sources, 1)}
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for page, document in corpus:
        known[page.source][page.key] = page.key
        if document.url:
            known[page.source].setdefault(document.url, page.key)
    return [
        replace(
            document,
            key=folders[page.source] + page.key,
            links=tuple(_target(link, folders[page.source], known[page.source]) for link in document.links),
        )
        for page, document in corpus
    ]


def _target(link: str, folder: str, known: Mapping[str, str]) -> str:
    """The key of the document that a link leads to, by its key, its address or the last part of that; else
    the link.
    """
    for name in (link, link.rstrip("/").rpartition("/")[2]):
        if name in known:
            return folder + known[name]
    return link if urlsplit(link).netloc else folder + link


def _disputes(report: Report, pages: Mapping[str, Page]) -> Iterable[Dispute]:
    """Each dispute once, though its sentences may stand several times in their pages."""
    found = (
        dispute_of(_side(each.a, pages), _side(each.b, pages), each.about, each.certainty)
        for each in report.conflicts
    )
    return {each.id: each for each in found}.values()


def _side(claim: Claim, pages: Mapping[str, Page]) -> Side:
    return Side(pages[claim.document], claim.start, claim.sentence, claim.value.text)


def _orphans(report: Report, pages: Mapping[str, Page]) -> Iterable[SetAside]:
    size = Counter(page.source for page in pages.values())
    found = [pages[key] for key in report.orphans or ()]
    unlinked = Counter(page.source for page in found)
    for page in found:
        if unlinked[page.source] <= size[page.source] * (1 - _LINKED_SHARE):
            yield SetAside(page, "orphan", "no page links to it")


def _duplicates(report: Report, pages: Mapping[str, Page]) -> Iterable[SetAside]:
    """Those that say the same as one that stays, if whoever may read them may also read that one."""
    for each in report.duplicates:
        staying: list[Page] = []
        for page in map(pages.__getitem__, (each.canonical, *each.others)):
            stays = next((one for one in staying if one.is_as_open_as(page)), None)
            if stays is None:
                staying.append(page)
            else:
                yield SetAside(page, "duplicate", f"it says the same as “{stays.title}”", stays)
