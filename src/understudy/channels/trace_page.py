"""The page of a trace: what happened in one turn, in time, in plain words and step by step."""

from fastapi import APIRouter
from fastapi.responses import Response

from understudy.channels.pages import Visiting, Visitor, nothing_here, visited_page
from understudy.channels.service import Service, Serving
from understudy.channels.waterfall import DRAWN_WIDTH, draw, ticks
from understudy.conversations.transcripts import identity_as_json
from understudy.observe.passages import passages_of_steps
from understudy.observe.store import KeptTurn
from understudy.observe.story import tell
from understudy.observe.traces import Trace, open_trace

__all__ = ["router"]

router = APIRouter(include_in_schema=False)

_MOST_ROWS = 50


@router.get("/trace/{trace_id}")
async def trace_page(trace_id: str, service: Serving, visitor: Visiting) -> Response:
    """One turn, for the person whose turn it was and for the operator."""
    trace = await open_trace(service.database, service.stage.org.name, trace_id, visitor.actor)
    if trace is None or trace.turn is None:
        raise nothing_here()
    steps = trace.turn.outcome["evidence"]["steps"]
    return visited_page(
        "trace.html",
        service,
        visitor,
        trace=trace,
        turn=trace.turn,
        figures=_figures(trace, trace.turn),
        bars=list(draw(trace)),
        ticks=ticks(trace),
        drawn_width=DRAWN_WIDTH,
        story=await tell(service.database, trace, visitor.actor),
        steps=list(zip(steps, passages_of_steps(trace), strict=True)),
        most_rows=_MOST_ROWS,
        conversation=_conversation(service, visitor, trace.turn),
    )


def _figures(trace: Trace, turn: KeptTurn) -> list[tuple[str, str]]:
    """What stands at the head of the page, as far as it is known."""
    outcome = turn.outcome
    sure = outcome["evidence"]["confidence"]
    models = dict.fromkeys(bar.attributes["model"] for bar in trace.bars if "model" in bar.attributes)
    ended = outcome["kind"] if outcome.get("known", True) else "don't know"
    figures = [
        ("Took", f"{trace.took_ms:.0f} ms" if trace.bars else ""),
        ("Ended as", ended),
        ("Sure", f"{sure:.0%}" if sure is not None else ""),
        ("Steps", str(len(outcome["evidence"]["steps"]))),
        ("Model", ", ".join(models)),
        ("Tokens", _tokens(trace)),
    ]
    return [(label, value) for label, value in figures if value]


def _tokens(trace: Trace) -> str:
    if trace.tokens is None:
        return ""
    read, written = trace.tokens
    return f"{read:,} in, {written:,} out" if read or written else "none"


def _conversation(service: Service, visitor: Visitor, turn: KeptTurn) -> str | None:
    """The way back to the conversation, for whose it is."""
    own = identity_as_json(visitor.actor).items() <= turn.actor.items()
    usable = service.agents_for(visitor.actor, "web_chat")
    return f"/chat/{turn.agent}/{turn.session}" if own and turn.agent in usable else None
