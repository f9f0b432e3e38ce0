"""Does everything that is quoted stand in its document, letter for letter, and may the person read that?"""

from understudy.agents.outcome import Outcome
from understudy.evals.checks import Mismatch, cited
from understudy.kit.db import Database
from understudy.knowledge.reading import read_document
from understudy.org.orgs import Org
from understudy.org.permissions import Actor

__all__ = ["check_quotes"]


async def check_quotes(database: Database, org: Org, actor: Actor, outcome: Outcome) -> tuple[Mismatch, ...]:
    """What is wrong with the citations behind an outcome, against the texts as they are stored.

    The documents are read as the actor: one that the actor may not read is as good as none.
    """
    found: list[Mismatch] = []
    for each in cited(outcome):
        named = f"“{each.title}” ({each.key})"
        document = await read_document(database, org, each.document, actor)
        if document is None:
            found.append(Mismatch("citation", "a document that the person may read", named))
        elif each.quote not in document.text or each.lead not in document.text:
            found.append(Mismatch("quote", f"a sentence of {named}, letter for letter", each.quote))
    return tuple(dict.fromkeys(found))
