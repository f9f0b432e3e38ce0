"""The gate between documents and agents: a sentence that another page contradicts, and a page that nobody
answers for, stand in no passage until somebody decides.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from understudy.kit.db import Database
from understudy.kit.errors import ServiceError
from understudy.kit.trace import span
from understudy.knowledge.documents import Document
from understudy.knowledge.facts.draw import Drawn
from understudy.knowledge.gate.check import Checked, findings_of
from understudy.knowledge.gate.claims import Progress, keep_claims, kept_claims
from understudy.knowledge.gate.ledger import Findings, Page, PageKey, Rulings
from understudy.knowledge.gate.ledger_store import put_findings, read_findings, read_rulings
from understudy.knowledge.gate.standing import Standing, complement, either, standing
from understudy.knowledge.gate.store import (
    Stored,
    concerned,
    drop_unheld,
    gate_version,
    lock_gate,
    marks,
    put_held,
    stored,
    with_held,
)
from understudy.knowledge.index.chunks import Chunk, Span, cut_chunks
from understudy.knowledge.store import Written, save
from understudy.llm.embedder import TextEncoder

__all__ = ["Foreseen", "Ledger", "check", "foresee", "open_ledger", "settle"]

_MOST_ATTEMPTS = 20


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a check would find once some documents are stored; `seen` are the documents that it looked at."""

    findings: Findings
    seen: Mapping[PageKey, str]
    spans: Mapping[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was found and decided, and what follows."""

    findings: Findings
    rulings: Rulings
    standing: Standing


async def open_ledger(database: Database, org: str) -> Ledger:
    """The ledger as it stands."""
    findings, rulings = await read_findings(database, org), await read_rulings(database, org)
    return Ledger(findings, rulings, standing(findings, rulings))


async def foresee(
    database: Database,
    org: str,
    source: str,
    documents: Mapping[str, tuple[Document, str]],
    encoder: TextEncoder | None,
    today: date,
    gone: Collection[str] = (),
    progress: Progress | None = None,
) -> Foreseen:
    """What is to be withheld of documents of a source (with their fingerprints, by key) once they are stored
    and others of it are `gone`: known before, so that no passage ever holds it.
    """
    replaced = {(source, key) for key in (*documents, *gone)}
    others = [each for each in await stored(database, org) if each.page.at not in replaced]
    corpus = [(each.page, each.document) for each in others]
    corpus += [(_page(source, document), document) for document, _ in documents.values()]
    seen = {each.page.at: each.fingerprint for each in others}
    seen |= {(source, key): fingerprint for key, (_, fingerprint) in documents.items()}
    findings = await _found(database, org, corpus, encoder, today, progress)
    holds = standing(findings, await read_rulings(database, org))
    spans = {key: holds.spans(document, (source, key)) for key, (document, _) in documents.items()}
    return Foreseen(findings, seen, spans)


async def _found(
    database: Database,
    org: str,
    corpus: Sequence[Checked],
    encoder: TextEncoder | None,
    today: date,
    progress: Progress | None,
) -> Findings:
    """What the check of these documents finds; claims that were drawn before are not drawn again."""
    claims = await kept_claims(database, org)

    def draw(documents: Sequence[Document]) -> Sequence[Drawn]:
        return claims.of_all(documents, progress)

    findings = await asyncio.to_thread(findings_of, corpus, today, encoder, draw)
    await keep_claims(database, org, claims)
    return findings


def _page(source: str, document: Document) -> Page:
    return Page(
        0,
        source,
        document.key,
        document.title,
        document.audience,
        document.permission,
        document.owner,
        document.updated,
        document.reviewed,
    )


async def check(
    database: Database,
    org: str,
    encoder: TextEncoder | None,
    today: date,
    foreseen: Foreseen | None = None,
    progress: Progress | None = None,
) -> None:
    """Check all documents of the org, unless that was done on the same day or was `foreseen` for these very
    documents; keep what is found, and let agents read only what holds.

    Raises: ServiceError (retryable) when others changed documents in the middle of every attempt.
    """
    with span("knowledge.check") as current:
        if foreseen is not None or (await gate_version(database, org))[1] != today:
            for _ in range(_MOST_ATTEMPTS):
                seen = await marks(database, org)
                if foreseen is None or foreseen.seen != seen:
                    corpus = [(each.page, each.document) for each in await stored(database, org)]
                    findings = await _found(database, org, corpus, encoder, today, progress)
                else:
                    findings = foreseen.findings
                if await _kept(database, org, findings, today, seen):
                    break
            else:
                raise _held_up("documents changed whenever they were checked")
        current.set_attribute("knowledge.rewritten", await settle(database, org, encoder))


def _held_up(why: str) -> ServiceError:
    return ServiceError(
        f"what agents read is not settled: {why}, {_MOST_ATTEMPTS} times in a row",
        retryable=True,
        hint="run `understudy knowledge index` once nothing else indexes or decides",
    )


async def _kept(
    database: Database, org: str, findings: Findings, today: date, seen: Mapping[PageKey, str]
) -> bool:
    """Keep the findings; not if documents came, went or changed since they were looked at."""
    async with database.together() as one:
        await lock_gate(one, org)
        if await marks(one, org) != seen:
            return False
        await put_findings(one, org, findings, today)
    return True


async def settle(database: Database, org: str, encoder: TextEncoder | None) -> int:
    """Make the passages those that hold now: only documents of which something else is to be withheld than
    before are cut and embedded again, or whose withheld passages are not kept yet. How many these were.

    Until documents that came or changed are checked, nothing is let go of that was foreseen to be withheld.

    Raises: ServiceError (retryable) when others decided or changed documents in the middle of every attempt.
    """
    done = 0
    for _ in range(_MOST_ATTEMPTS):
        version, checked_on = await gate_version(database, org)
        ledger = await open_ledger(database, org)
        stale = await _to_rewrite(database, org, ledger.standing, encoder, checked_on is None)
        if not stale:
            await drop_unheld(database, org)
            return done
        rewritten = [await asyncio.to_thread(_rewritten, *each, encoder) for each in stale]
        if await _replaced(database, org, version, rewritten):
            done += len(rewritten)
    raise _held_up("somebody decided or documents changed whenever passages were written")


async def _to_rewrite(
    database: Database, org: str, holds: Standing, encoder: TextEncoder | None, unchecked: bool
) -> list[tuple[Stored, tuple[Span, ...]]]:
    """The documents whose passages leave out something else than they should, or of which the withheld ones
    are missing though there is an encoder, with what they should leave out.
    """
    ids = await concerned(database, org, holds.held.keys())
    has_held = await with_held(database, ids)
    out: list[tuple[Stored, tuple[Span, ...]]] = []
    for each in await stored(database, org, ids):
        spans = holds.spans(each.document, each.page.at)
        if unchecked:
            spans = either(each.document, spans, each.withheld)
        missing = encoder is not None and each.page.id not in has_held
        if spans != each.withheld or (missing and _held_chunks(each.document, spans)):
            out.append((each, spans))
    return out


def _held_chunks(document: Document, spans: Sequence[Span]) -> list[Chunk]:
    return cut_chunks(document, complement(document, spans))


@dataclass(frozen=True, slots=True)
class _Rewritten:
    """A document with its new passages, and those of what is withheld of it; None of them has a vector where
    there is no encoder.
    """

    found: Stored
    readable: Written
    held: Sequence[Chunk]
    vectors: np.ndarray | None


def _rewritten(found: Stored, spans: tuple[Span, ...], encoder: TextEncoder | None) -> _Rewritten:
    chunks = cut_chunks(found.document, spans)
    held = _held_chunks(found.document, spans)
    vectors = _encoded(chunks, encoder) if found.has_vectors else None
    readable = Written(found.document, found.fingerprint, chunks, vectors, spans)
    return _Rewritten(found, readable, held, _encoded(held, encoder))


def _encoded(chunks: Sequence[Chunk], encoder: TextEncoder | None) -> np.ndarray | None:
    return encoder.encode([chunk.told for chunk in chunks]) if encoder else None


async def _replaced(database: Database, org: str, version: int, rewritten: Sequence[_Rewritten]) -> bool:
    """Put the passages in place, all at once; nothing if meanwhile somebody decided or a document changed."""
    async with database.together() as one:
        if await lock_gate(one, org) != version:
            return False
        now = await marks(one, org)
        if any(now.get(each.found.page.at) != each.found.fingerprint for each in rewritten):
            return False
        for each in rewritten:
            await save(one, org, each.found.page.source, [each.readable])
            if each.vectors is not None:
                await put_held(one, each.found.page.id, each.held, each.vectors)
    return True
