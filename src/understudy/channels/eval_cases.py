"""Our API for keeping a turn as a test case, with what should have come of it."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from understudy.channels.problems import UnknownError
from understudy.channels.service import Service, Serving, TeachingCaller
from understudy.evals.keeping.expected import Correction
from understudy.evals.keeping.held import held_turn
from understudy.evals.keeping.keep import About, case_of, keep_case
from understudy.evals.keeping.place import own_suite_file
from understudy.observe.traces import open_trace
from understudy.org.permissions import Actor

__all__ = ["AskedCase", "keep_turn", "router"]

router = APIRouter(prefix="/api/v1/eval")


class AskedCase(BaseModel):
    """Which turn, in which suite, and what should have come: what came, where nothing is said."""

    model_config = ConfigDict(extra="forbid")
    trace: Annotated[str, Field(description="The id of the turn's trace.")]
    suite: Annotated[str, Field(description="The name of a suite of your own; made if there is none.")]
    expect: Correction = Correction()
    name: Annotated[str, Field(max_length=200)] = ""
    owner: Annotated[str, Field(max_length=200)] = ""
    tags: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = ()
    must_never: bool = False


@router.post("/cases", status_code=201)
async def keep(asked: AskedCase, service: Serving, actor: TeachingCaller) -> dict[str, Any]:
    """Keep a turn that the caller may see as a case of a suite."""
    return await keep_turn(service, actor, asked)


async def keep_turn(service: Service, actor: Actor, asked: AskedCase) -> dict[str, Any]:
    """The case that was written, with its suite.

    Raises: UnknownError when there is no such turn for the actor; InputError and ConfigError as `keep_case`.
    """
    database, org, moment = service.database, service.stage.org, service.moment()
    trace = await open_trace(database, org.name, asked.trace, actor)
    if trace is None or service.suites is None:
        raise UnknownError("there is no such turn for you")
    path = own_suite_file(asked.suite, service.suites, paths=False)
    held = await held_turn(database, org, trace, moment)
    about = About(asked.name, asked.owner, asked.tags, asked.must_never)
    case = case_of(held, asked.expect.expected, about)
    added = await asyncio.to_thread(keep_case, path, case, held, moment.today)
    return {"suite": asked.suite, "case": added.model_dump(mode="json", exclude_defaults=True)}
