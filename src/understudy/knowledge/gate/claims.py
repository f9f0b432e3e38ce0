"""What documents claim, kept from check to check: only what changed is drawn again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from understudy.kit.db import Database
from understudy.knowledge.documents import Document
from understudy.knowledge.facts.draw import Drawn, draw_claims
from understudy.knowledge.facts.kept import digest_of, pack, unpack

__all__ = ["Claims", "Progress", "keep_claims", "kept_claims"]

Progress = Callable[[int, int], None]
"""Called with how many documents are gone through so far, and how many will be."""


@dataclass
class Claims:
    """Draws the claims of documents, or has them from the last check. `fresh` are those drawn now, and `used`
    all that were asked for, by their digests.
    """

    kept: Mapping[str, bytes]
    fresh: dict[str, bytes] = field(default_factory=dict[str, bytes])
    used: set[str] = field(default_factory=set[str])

    def of_all(self, documents: Sequence[Document], progress: Progress | None = None) -> list[Drawn]:
        """The claims of all of the documents, in order."""
        drawn: list[Drawn] = []
        for done, document in enumerate(documents, 1):
            drawn += self._of(document)
            if progress:
                progress(done, len(documents))
        return drawn

    def _of(self, document: Document) -> list[Drawn]:
        digest = digest_of(document)
        self.used.add(digest)
        known = self.kept.get(digest) or self.fresh.get(digest)
        if known is not None:
            return unpack(known, document)
        drawn = draw_claims(document)
        self.fresh[digest] = pack(drawn)
        return drawn


async def kept_claims(database: Database, org: str) -> Claims:
    """Those of the last check."""
    rows = await database.fetch("SELECT digest, drawn FROM understudy.kept_claims WHERE org = %s", (org,))
    return Claims({digest: bytes(drawn) for digest, drawn in rows})


async def keep_claims(database: Database, org: str, claims: Claims) -> None:
    """Keep what was drawn anew, and let go of what no document says any more."""
    fresh = [(digest, packed) for digest, packed in claims.fresh.items() if digest in claims.used]
    await _insert(database, org, fresh)
    if claims.kept.keys() - claims.used:
        await database.execute(
            "DELETE FROM understudy.kept_claims WHERE org = %s AND digest <> ALL(%s)",
            (org, list(claims.used)),
        )


async def _insert(database: Database, org: str, fresh: Collection[tuple[str, bytes]]) -> None:
    if fresh:
        await database.execute(
            """
            INSERT INTO understudy.kept_claims (org, digest, drawn)
            SELECT %s, * FROM unnest(%s::text[], %s::bytea[]) ON CONFLICT DO NOTHING
            """,
            (org, [digest for digest, _ in fresh], [packed for _, packed in fresh]),
        )
