"""Who may decide what holds, and deciding: at once, for whoever asks from then on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from understudy.kit.clock import Moment
from understudy.kit.db import Database
from understudy.kit.errors import InputError, NotPermittedError
from understudy.kit.trace import span
from understudy.knowledge.articles import OBJECT
from understudy.knowledge.gate.ledger import Decision, Dispute, Page, Preference, SetAside, Verdict
from understudy.knowledge.gate.ledger_store import add_decision, add_release, set_preference
from understudy.knowledge.gate.settling import open_ledger, settle
from understudy.knowledge.readers import readable_by
from understudy.llm.embedder import TextEncoder
from understudy.org.orgs import Org
from understudy.org.permissions import Actor, Customer, Employee, System
from understudy.org.users import find_actor
from understudy.soql.run import run

__all__ = ["DecidedError", "Rights", "decide", "prefer", "release", "told"]

_READER = System("to tell who decided")


class DecidedError(InputError):
    """Somebody else has decided meanwhile."""


class Rights:
    """What one actor may see and decide. Owners are looked up once each."""

    def __init__(self, database: Database, org: Org, actor: Actor) -> None:
        self._database = database
        self._org = org
        self._actor = actor
        self._readers = readable_by(actor, org)
        self._owned: dict[str, bool] = {}

    def sees(self, *pages: Page) -> bool:
        """Whether the actor may read all of these pages; what is withheld is nothing for customers."""
        return not isinstance(self._actor, Customer) and all(
            page.audience in self._readers.audiences
            and (not page.permission or self._readers.may(page.permission))
            for page in pages
        )

    def shown(self, aside: SetAside) -> SetAside:
        """The same, without the name of a page that it repeats and that the actor may not read."""
        stays = aside.canonical
        if aside.reason != "duplicate" or (stays is not None and self.sees(stays)):
            return aside
        return replace(aside, why="another page says the same", canonical=None)

    @property
    def edits(self) -> bool:
        """Whether the actor may decide about any page that they may read: who may change articles may."""
        match self._actor:
            case System():
                return True
            case Employee():
                access = self._org.access.access(self._actor, OBJECT)
                return access.readable and (access.update is None or bool(access.update))
            case Customer():
                return False
            case _:
                assert_never(self._actor)

    async def decides(self, *pages: Page) -> bool:
        """Whether the actor may decide on something between these pages: by right, or as an owner of one."""
        if not self.sees(*pages):
            return False
        return self.edits or any([await self._owns(page.owner) for page in pages])

    async def _owns(self, owner: str) -> bool:
        if not owner or not isinstance(self._actor, Employee):
            return False
        if owner not in self._owned:
            try:
                found = await find_actor(self._database, self._org, owner)
            except InputError:  # nobody here, or several
                found = None
            self._owned[owner] = isinstance(found, Employee) and found.user_id == self._actor.user_id
        return self._owned[owner]


async def decide(
    database: Database,
    org: Org,
    encoder: TextEncoder,
    actor: Actor,
    dispute: str,
    verdict: Verdict,
    *,
    because: str = "",
    at: datetime,
    revises: int | None = None,
) -> Dispute:
    """Decide a dispute by its id. `revises` is the decision that the actor knows of, None for none.

    Raises:
        InputError: there is no such dispute that the actor may see.
        NotPermittedError: the actor may see it and not decide it.
        DecidedError: somebody else has decided meanwhile.
    """
    ledger, rights = await open_ledger(database, org.name), Rights(database, org, actor)
    found = next((each for each in ledger.findings.disputes if each.id == dispute), None)
    if found is None or not rights.sees(found.a.page, found.b.page):
        raise InputError(
            f"there is no conflict {dispute!r}", hint="`understudy knowledge conflicts` lists them"
        )
    if not await rights.decides(found.a.page, found.b.page):
        raise NotPermittedError("this is for the owner of one of the two pages, or who may edit articles")
    with span("knowledge.decide", conflict=dispute, verdict=verdict):
        known = ledger.rulings.decisions.get(dispute)
        by = await _who(database, org, actor, at)
        if (known.id if known else None) != revises or not await add_decision(
            database, org.name, dispute, verdict, because.strip(), by, at, revises
        ):
            raise await _taken(database, org, found)
        await settle(database, org.name, encoder)
    return found


async def _taken(database: Database, org: Org, dispute: Dispute) -> DecidedError:
    decision = (await open_ledger(database, org.name)).rulings.decisions.get(dispute.id)
    said = told(decision, dispute) if decision else "it is open again"
    return DecidedError(f"the conflict {dispute.id} was decided meanwhile: {said}", hint="look at it again")


def told(decision: Decision, dispute: Dispute) -> str:
    """A decision as a clause without a full stop. Why is told of one on this very dispute: words about
    another may name a page that not everybody here may read.
    """
    match decision.verdict:
        case "a" | "b":
            page = dispute.a.page if decision.verdict == "a" else dispute.b.page
            holds = f"“{page.title}” holds"
        case "both":
            holds = "both hold, for they speak of different cases"
        case "neither":
            holds = "neither holds"
        case "no_conflict":
            holds = "both hold, for they don't disagree"
        case _:
            assert_never(decision.verdict)
    own = decision.dispute == dispute.id
    because = f", because {decision.because}" if decision.because and own else ""
    return f"by decision of {decision.by_name} on {decision.at:%Y-%m-%d} {holds}{because}"


async def release(
    database: Database,
    org: Org,
    encoder: TextEncoder,
    actor: Actor,
    document: str,
    *,
    because: str = "",
    at: datetime,
) -> tuple[SetAside, ...]:
    """Let agents read a page again that was set aside: by its id, key, address within its source, or title.

    Raises:
        InputError: no page of that name that the actor may see is set aside, or several are.
        NotPermittedError: the actor may see it and not release it.
    """
    ledger, rights = await open_ledger(database, org.name), Rights(database, org, actor)
    waiting = [
        each
        for each in ledger.findings.set_aside
        if each.mark not in ledger.rulings.releases and rights.sees(each.page)
    ]
    named = _named(waiting, document)
    if not await rights.decides(named[0].page):
        raise NotPermittedError("this is for the owner of the page, or who may edit articles")
    with span("knowledge.release", document=named[0].page.id):
        by = await _who(database, org, actor, at)
        for each in named:
            await add_release(database, org.name, each.mark, because.strip(), by, at)
        await settle(database, org.name, encoder)
    return tuple(map(rights.shown, named))


def _named(waiting: Sequence[SetAside], document: str) -> list[SetAside]:
    named = [e for e in waiting if document in (str(e.page.id), e.page.key, e.page.title)]
    hint = "`understudy knowledge quarantine` lists them"
    if not named:
        raise InputError(f"no page {document!r} is set aside", hint=hint)
    if len({each.page.id for each in named}) > 1:
        raise InputError(f"several pages that are set aside are called {document!r}", hint="give the number")
    return named


async def prefer(
    database: Database, org: Org, encoder: TextEncoder, actor: Actor, preference: Preference
) -> None:
    """Declare which side of a conflict holds while nobody has decided.

    Raises:
        NotPermittedError: the actor is none who may decide about all pages.
    """
    if not Rights(database, org, actor).edits:
        raise NotPermittedError("this is for who may edit articles")
    await set_preference(database, org.name, preference)
    await settle(database, org.name, encoder)


async def _who(database: Database, org: Org, actor: Actor, at: datetime) -> tuple[str | None, str]:
    """The id and the name under which a decision is kept."""
    if not isinstance(actor, Employee):
        return None, "the operator"
    try:
        moment = Moment(at, org.timezone, org.fiscal_year_start)
        query = "SELECT Name FROM User WHERE Id = :id"
        found = await run(database, org, query, _READER, moment, binds={"id": actor.user_id})
        name = found.rows[0]["Name"] if found.rows else None
    except InputError:  # an org whose users have no name
        name = None
    return actor.user_id, str(name or actor.username or actor.user_id)
