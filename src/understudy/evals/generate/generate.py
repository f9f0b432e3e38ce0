"""From an agent and an org to a suite: who asks, what of, in which words, with which answer."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from understudy.agents.spec import AgentSpec
from understudy.conversations.turn import Stage
from understudy.evals.cases import Suite
from understudy.evals.generate.askers import find_askers
from understudy.evals.generate.choosing import Chooser, Chosen
from understudy.evals.generate.coverage import Coverage, coverage_of
from understudy.evals.generate.draft import OUT_OF_SCOPE, REFUSAL, Draft
from understudy.evals.generate.ground import Ground
from understudy.evals.generate.makers import (
    activities,
    articles,
    beyond,
    changing,
    counting,
    escalating,
    fields,
    leaks,
    listing,
    mailing,
    measuring,
    opening,
    routing,
    searching,
    summing_up,
)
from understudy.evals.generate.quotas import ENOUGH, Quotas, quotas_of
from understudy.kit.clock import Moment
from understudy.kit.errors import InputError
from understudy.observe.stages.topics import topics_of

__all__ = ["MAKERS", "Generated", "generate"]

_STYLES_OF_ONE = 6
Maker = Callable[[Ground], AsyncGenerator[Draft]]
MAKERS: Mapping[str, Maker] = MappingProxyType(
    {
        "find_records": listing.make,
        "get_record": fields.make,
        "query": counting.make,
        "search": searching.make,
        "measure": measuring.make,
        "route_case": routing.make_for_cases,
        "route_lead": routing.make_for_leads,
        "check_activities": activities.make,
        "answer_from_knowledge": articles.make,
        "create_case": opening.make,
        "update_record": changing.make_changes,
        "undo_change": changing.make_undone,
        "escalate": escalating.make,
        "summarise_record": summing_up.make,
        "draft_email": mailing.make,
        OUT_OF_SCOPE: beyond.make,
        REFUSAL: leaks.make,
    }
)
"""For each action, and for what none is for, where its cases come from."""


@dataclass(frozen=True, slots=True)
class Generated:
    """A suite, what its cases try, and what has to be said of it."""

    suite: Suite
    coverage: Coverage
    remarks: tuple[str, ...]


async def generate(
    stage: Stage,
    spec: AgentSpec,
    moment: Moment,
    *,
    cases: int,
    seed: int = 1,
    action: str | None = None,
    tell: Callable[[int], None] = lambda _done: None,
) -> Generated:
    """A suite of so many cases, fewer where the org does not give them; the same for the same seed.

    Of one action, where it is named. `tell` hears how many there are.

    Raises:
        InputError: the agent has no such action, nobody can ask it, there are fewer cases than actions, or
            no case at all can be made.
    """
    if action and action not in spec.actions:
        known = ", ".join(spec.actions)
        raise InputError(f"the agent {spec.name!r} has no action {action!r}", hint=f"its actions: {known}")
    actions = (action,) if action else spec.actions
    quotas = quotas_of(actions, cases, besides=action is None)
    askers = await find_askers(stage, spec, moment, Random(f"{seed} askers"))
    ground = Ground(stage, spec, moment, askers, seed)
    drawn = _Drawn(ground, tell)
    for name, count in (quotas.besides | quotas.of_actions).items():
        await drawn.more(name, count)
    await drawn.fill(actions, cases)
    await drawn.close()
    chosen = drawn.in_order()
    if not chosen:
        raise InputError(
            f"no case for the agent {spec.name!r}: the org {stage.org.name!r} has nothing to ask about",
            hint="load records or documents first, or name another org with --org",
        )
    topics = await _topics(ground, chosen)
    named = tuple(
        each.case(drawn.chooser.name(each), topic) for each, topic in zip(chosen, topics, strict=True)
    )
    suite = Suite(
        name=f"{spec.name}_generated", agent=spec.name, org=stage.org.name, date=moment.today, cases=named
    )
    coverage = await coverage_of(ground, zip(chosen, topics, strict=True))
    return Generated(suite, coverage, tuple(_remarks(quotas, cases, chosen, drawn.repeated)))


class _Drawn:
    """What the makers have yielded so far, by maker."""

    def __init__(self, ground: Ground, tell: Callable[[int], None]) -> None:
        self.chooser = Chooser(ground)
        self._ground, self._tell = ground, tell
        self.repeated = 0
        self._sources: dict[str, AsyncGenerator[Draft]] = {}
        self._found: dict[str, list[Chosen]] = {}

    async def more(self, name: str, count: int) -> int:
        """So many more of this maker; how many it gave."""
        source = self._sources.setdefault(name, MAKERS[name](self._ground))
        found, before = self._found.setdefault(name, []), len(self._found[name])
        while len(found) < before + count and (draft := await anext(source, None)):
            if chosen := self.chooser.choose(draft):
                found.append(chosen)
                self._tell(self.total)
        return len(found) - before

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(map(len, self._found.values()))

    async def fill(self, actions: Sequence[str], wanted: int) -> None:
        """What some actions could not give, from those that can give more; then the same in other styles."""
        giving = list(actions)
        while giving and self.total < wanted:
            for name in tuple(giving):
                if self.total < wanted and not await self.more(name, 1):
                    giving.remove(name)
        for each in [each for name in actions for each in self._found.get(name, ())] * _STYLES_OF_ONE:
            if self.total < wanted and not each.draft.style:
                self._again(each)

    def _again(self, known: Chosen) -> None:
        if chosen := self.chooser.choose(known.draft, again=True):
            self._found[known.draft.action or ""].append(chosen)
            self.repeated += 1
            self._tell(self.total)

    async def close(self) -> None:
        """No more is wanted."""
        for source in self._sources.values():
            async with aclosing(source):
                pass

    def in_order(self) -> list[Chosen]:
        """All, one maker after the other."""
        return [chosen for name in MAKERS for chosen in self._found.get(name, ())]


async def _topics(ground: Ground, chosen: Sequence[Chosen]) -> list[str]:
    """The topic that opens the action; of several the one that is nearest to what is said."""
    spec = ground.spec
    opening = {name: [t.name for t in spec.topics if name in t.actions] for name in spec.actions}
    asked = [(spec.name, each.draft.phrase.whole) for each in chosen]
    nearest = await topics_of(asked, [spec], ground.stage.encoder)
    told = [opening.get(each.draft.action or "", []) for each in chosen]
    return [
        near if near in names else names[0] if names else ""
        for names, near in zip(told, nearest, strict=True)
    ]


def _remarks(quotas: Quotas, cases: int, chosen: Sequence[Chosen], repeated: int) -> list[str]:
    """What falls short of what one may expect."""
    wanted = quotas.of_actions
    counts = {name: sum(each.draft.action == name for each in chosen) for name in wanted}
    told = [f"{name}: nothing in this org to make a case of" for name in wanted if not counts[name]]
    short = [f"{name} {counts[name]}" for name in wanted if 0 < counts[name] < min(wanted[name], ENOUGH)]
    if short:
        told.append(f"fewer cases than asked for, for the org gives no more: {', '.join(short)}")
    if cases < ENOUGH * len(wanted):
        each = min(wanted.values())
        more = f"--cases {ENOUGH * len(wanted)} gives each {ENOUGH}"
        told.append(f"{cases} cases over {len(wanted)} actions are only {each} for each: {more}")
    if repeated:
        told.append(f"{repeated} cases ask in other words what another asks, for the org gives no more")
    if len(chosen) < cases:
        told.append(
            f"{len(chosen)} cases instead of {cases}: no more can be made without saying the same twice"
        )
    return told
