"""What a company itself talks about: names of its records, titles of documents, what people ask."""

from dataclasses import dataclass
from typing import Literal

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.kit.ids import RecordId
from understudy.knowledge.store import read_documents
from understudy.observe.store import asked_of
from understudy.org.audience import ALL_ROWS
from understudy.org.permissions import Customer, System
from understudy.soql.run import run

__all__ = ["Own", "read_own"]

_READER = System("to hold guardrails against the company's own names")
_ANY_CUSTOMER = Customer(RecordId(""), None)
_MOST_NAMES, _MOST_QUESTIONS = 2_000, 1_000


@dataclass(frozen=True, slots=True)
class Own:
    """A text of the company's own, and what it is."""

    kind: Literal["name", "title", "example", "question"]
    text: str


async def read_own(stage: Stage, spec: AgentSpec, moment: Moment) -> list[Own]:
    """Names that every customer may see (products and the like), titles that the agent's people may read,
    examples of topics, and what people asked this agent, latest first; each once.
    """
    names = [Own("name", name) for name in await _names(stage, moment)]
    may = ("public", "customers") if spec.audience == "customers" else ("public", "customers", "employees")
    documents = await read_documents(stage.database, stage.org.name)
    titles = [Own("title", each.title) for each in documents if each.audience in may and not each.permission]
    examples = [Own("example", said) for topic in spec.topics for said in topic.examples]
    asked = await asked_of(stage.database, stage.org.name, spec.name, _MOST_QUESTIONS)
    return list(dict.fromkeys([*names, *titles, *examples, *(Own("question", each) for each in asked)]))


async def _names(stage: Stage, moment: Moment) -> list[str]:
    found: list[str] = []
    for kind in stage.org.schema:
        access = stage.org.access.access(_ANY_CUSTOMER, kind.name)
        if not kind.name_field or not access.readable or access.rows != ALL_ROWS:
            continue
        query = f"SELECT {kind.name_field} FROM {kind.name} LIMIT {_MOST_NAMES}"  # noqa: S608  (compiled)
        rows = (await run(stage.database, stage.org, query, _READER, moment)).rows
        found += [str(row[kind.name_field]) for row in rows if row[kind.name_field]]
    return found
