"""The parts of the trust layer, any of which can be taken out of the turns that a benchmark plays.

An installation has no switch for this. What stands in for a part is put in its place here, while a block
lasts, and lets all pass.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from understudy.agents.runtime import doing, ending, think
from understudy.llm.local.confidential.judge import KNOWLEDGE, Suspicion, Watch
from understudy.trust.audit.recorder import Recorder
from understudy.trust.egress.defuse import Defused
from understudy.trust.egress.outgoing import Outgoing
from understudy.trust.guard import GuardedModel, MaskedModel
from understudy.trust.masking.masker import Masker
from understudy.trust.policy.asked import Asked
from understudy.trust.policy.decision import Decision
from understudy.trust.policy.meter import Meter
from understudy.trust.policy.policy import Policy
from understudy.trust.provenance.effect import Effect
from understudy.trust.provenance.seen import Seen
from understudy.trust.screening.score import Screened

__all__ = ["PARTS", "without"]

Put = tuple[object, str, Callable[..., object]]
"""A class or module, a name in it, and what stands there for a while."""


async def _nothing(*_: object) -> None:
    return None


def _itself(value: object, *_: object) -> object:
    return value


def _decided(_policy: object, asked: Asked) -> Decision:
    """What writes waits for a yes in any case: a benchmark changes nothing."""
    return Decision("run" if asked.action.effect is Effect.READS else "approve", "nobody asks", "")


def _defused(text: str, _targets: object) -> Defused:
    return Defused(text, ())


def _reading(model: GuardedModel, hearer: object, _marks: object) -> object:
    return model.heard_by(hearer) if model.composes else model  # pyright: ignore[reportArgumentType]


PARTS: Mapping[str, tuple[Put, ...]] = {
    "audit log": ((Recorder, "note", lambda *_, **__: None), (Recorder, "flush", _nothing)),
    "policy, limits": (
        (Policy, "decide", _decided),
        *((Meter, name, _nothing) for name in ("before_call", "before_action", "close")),
    ),
    "provenance": tuple((Seen, name, _itself) for name in ("with_finding", "with_outside", "with_error")),
    "marking": ((think, "_reading", _reading),),
    "screening": ((doing, "screen_read", lambda _texts: Screened(0.0, ())),),
    "egress": (
        (Outgoing, "_defused", lambda _self, text: text),
        (Outgoing, "feed", lambda _self, piece: piece),
        (ending, "defuse", _defused),
    ),
    "masking": (
        (Masker, "learn", lambda *_: None),
        (Masker, "meet", lambda *_: None),
        (Masker, "text", lambda _self, text: text),
        (Masker, "tree", lambda _self, value, *_: value),
        (MaskedModel, "_look_up", _nothing),
    ),
    "confidentiality": ((Watch, "suspicion", lambda *_: Suspicion(KNOWLEDGE, 0.0)),),
}
"""What is put where for each part to let all pass."""


@contextmanager
def without(parts: Iterable[str]) -> Generator[None]:
    """Within the block these parts let all pass."""
    with ExitStack() as stack:
        for part in parts:
            for owner, name, instead in PARTS[part]:
                stack.enter_context(patch.object(owner, name, instead))
        yield
