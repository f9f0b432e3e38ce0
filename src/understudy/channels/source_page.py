"""The page of a document from which an answer quotes, with what was quoted marked."""

import re

from fastapi import APIRouter
from fastapi.responses import Response

from understudy.channels.pages import Visiting, nothing_here, visited_page
from understudy.channels.service import Serving
from understudy.knowledge.gate.listing import reasons_for
from understudy.knowledge.reading import find_quote, lay_out, read_document

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_NUMBER = re.compile(r"[0-9]{1,18}")


@router.get("/source/{document}")
async def source_page(
    document: str, service: Serving, visitor: Visiting, quote: str = "", at: str = ""
) -> Response:
    """A whole document, for who may read it, with the quote marked that stands in it at that place."""
    stage = service.stage
    number = _number(document)
    found = await read_document(service.database, stage.org, number, visitor.actor) if number else None
    if found is None:
        raise nothing_here()
    quoted = find_quote(found.text, quote, _number(at))
    return visited_page(
        "source.html",
        service,
        visitor,
        document=found,
        parts=lay_out(found, quoted),
        lost=bool(quote) and quoted is None,
        reasons=await reasons_for(service.database, stage.org, visitor.actor, number)
        if found.withheld
        else (),
    )


def _number(written: str) -> int:
    """The number; 0 for what is none, so that a made-up address is like one that leads nowhere."""
    return int(written) if _NUMBER.fullmatch(written) else 0
