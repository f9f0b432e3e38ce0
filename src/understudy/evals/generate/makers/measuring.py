"""Cases for measure: a declared number over times, groups and filters, by the definition's own query."""

import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from random import Random

from understudy.agents.actions.measures import FilterArgument, MeasureArguments, compute_groups
from understudy.agents.actions.measures.ranking import Group
from understudy.evals.cases import Expectation, Value
from understudy.evals.generate.askers import Asker
from understudy.evals.generate.draft import Draft, Phrase
from understudy.evals.generate.ground import Ground, value_of
from understudy.evals.generate.makers.templates import capital
from understudy.evals.generate.windows import Window
from understudy.evals.generate.words import number_of, plural_of, prose
from understudy.kit.errors import InputError, NotPermittedError
from understudy.org.definitions.measure import TIME_DIMENSIONS, MeasureDefinition, Summary

__all__ = ["make"]

_ACTION = "measure"
_ROUNDS = 40
_FEWEST = 3
_PARTICIPLE = re.compile(r"^(?P<many>[\w ]*?s) (?P<done>\w+ed|won|lost|sold|handled)$")
_COUNTS = (Summary.COUNT, Summary.COUNT_DISTINCT)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One measure asked about by somebody, at a time or over all of it."""

    ground: Ground
    asker: Asker
    measure: MeasureDefinition
    window: Window | None
    random: Random

    @property
    def when(self) -> str:
        """The window at the end of a question."""
        return f" {self.window.words}" if self.window else ""

    async def groups(
        self, by: str | None = None, filters: tuple[FilterArgument, ...] = ()
    ) -> Sequence[Group]:
        """The numbers by the definition's query, as the asker would get them."""
        zone = self.ground.moment.timezone
        start, end = self.window.edges(zone) if self.window else (None, None)
        arguments = MeasureArguments(
            definition=self.measure.name, window_start=start, window_end=end, group_by=by, filters=filters
        )
        try:
            found, _, _ = await compute_groups(self.ground.context(self.asker), self.measure, arguments)
        except (InputError, NotPermittedError):  # this org has not what it counts, or the asker may not
            return ()
        return sorted(found, key=lambda group: group.key)

    def draft(self, title: str, whole: str, brief: str, answers: tuple[Value, ...], **given: str) -> Draft:
        """The case; `given` are the arguments that it must be understood with, besides the window."""
        told = {"definition": self.measure.name, **given}
        parameters = [*told, *(["window_start", "window_end"] if self.window else [])]
        arguments = told | ({"window_start": self.window.start} if self.window else {})
        kept = (self.window.words,) if self.window else ()
        return Draft(
            _ACTION,
            title,
            self.asker.name,
            Phrase(capital(whole), brief, kept, self.ground.words.others(self.random, self.measure)),
            Expectation(kind="reply", action=_ACTION, arguments=arguments, answers=answers),
            tuple(parameters),
            (self.measure.object,),
            (self.measure.name,),
        )


async def make(ground: Ground) -> AsyncGenerator[Draft]:
    """Each measure in turn: in total, for one value of a dimension, the first of a ranking, the first few."""
    random = ground.random(_ACTION)
    known = [each for each in ground.stage.library.measures.values() if ground.spec.may_use(each.name)]
    measures = [each for each in known if each.object and ground.stage.org.schema.object(each.object)]
    random.shuffle(measures)
    ways = (_total, _first, _filtered, _few)
    for turn in range(_ROUNDS):
        for place, measure in enumerate(measures):
            asker = ground.askers[(turn + place) % len(ground.askers)]
            windows = ground.windows(random) if _has_times(measure) and turn % 5 < 4 else []
            asked = _Asked(ground, asker, measure, windows[0] if windows else None, random)
            if draft := await ways[(turn + place) % len(ways)](asked):
                yield draft


def _has_times(measure: MeasureDefinition) -> bool:
    """What is open today was opened some time; "open in May" may mean either, so nobody is asked for it."""
    return bool(measure.time) and not measure.label.lower().startswith("open ")


def asked_for(measure: MeasureDefinition, random: Random, when: str) -> str:
    """The question for the whole number: how many, or what it was."""
    if measure.summary in _COUNTS:
        if found := _PARTICIPLE.match(measure.label):
            return f"how many {found['many']} were {found['done']}{when}?"
        if re.search(r"s$", measure.label) and not measure.label.startswith("number of"):
            return f"how many {measure.label} {'were' if when else 'are'} there{when}?"
    if re.search(r"[^s]s$", measure.label):
        return f"what were the {measure.label}{when}?"
    our = random.choice(("the", "our"))
    return f"what {'was' if when else 'is'} {our} {measure.label}{when}?"


async def _total(asked: _Asked) -> Draft | None:
    """One number. A measure that is told by its groups has none that anybody asks for."""
    measure = asked.measure
    if measure.usual_rank:
        return None
    found = await asked.groups()
    if not found or found[0].records < _FEWEST:
        return None
    whole = asked_for(measure, asked.random, asked.when)
    value = _number(found[0], measure)
    return asked.draft(f"{measure.label}{asked.when}", whole, f"{measure.label}{asked.when}", (value,))


async def _filtered(asked: _Asked) -> Draft | None:
    """The number for one value of a dimension."""
    measure = asked.measure
    if measure.usual_rank or not measure.dimensions:
        return None
    name = asked.random.choice(sorted(measure.dimensions))
    groups = [group for group in await asked.groups(name) if group.records >= _FEWEST]
    if not groups:
        return None
    group = asked.random.choice(groups)
    noun = _dimension(asked, name)
    question = asked_for(measure, asked.random, asked.when).removesuffix("?")
    draft = asked.draft(
        f"{measure.label} for {noun} {group.label}{asked.when}",
        f"{question} for the {noun} {group.label}?",
        f"{measure.label} {noun} {group.label}{asked.when}",
        (_number(group, measure),),
    )
    return _with(draft, group.label, "filters")


async def _first(asked: _Asked) -> Draft | None:
    """Who or what has the most or least of it, where it is one alone."""
    measure, random = asked.measure, asked.random
    name = measure.usual_group if measure.usual_rank else None
    name = name or (random.choice(sorted(measure.dimensions)) if measure.dimensions else None)
    if name is None or name in TIME_DIMENSIONS:
        return None
    end = measure.usual_rank or random.choice(("highest", "lowest"))
    groups = _ordered(await asked.groups(name), end)
    if len(groups) < _FEWEST or groups[0].value == groups[1].value:
        return None
    noun = _dimension(asked, name)
    if measure.usual_rank:
        whole = f"what {'was' if asked.window else 'is'} the {measure.label}{asked.when}?"
        brief = f"{measure.label}{asked.when}"
    else:
        has = "had" if asked.window else "has"
        whole = f"which {noun} {has} the {_most(end, measure)} {measure.label}{asked.when}?"
        brief = f"{noun} with {_most(end, measure)} {measure.label}{asked.when}"
    given = {"group_by": name, "rank": end}
    return asked.draft(
        f"{noun} with the {end} {measure.label}{asked.when}", whole, brief, _told(groups[:1]), **given
    )


async def _few(asked: _Asked) -> Draft | None:
    """The first two or three, where no tie makes it a matter of taste who is among them."""
    measure, random = asked.measure, asked.random
    names = sorted(measure.dimensions)
    if measure.usual_rank or not names:
        return None
    name, end, count = random.choice(names), random.choice(("highest", "lowest")), random.choice((2, 3))
    groups = _ordered(await asked.groups(name), end)[: count + 1]
    if len({group.value for group in groups}) < count + 1:
        return None
    noun = _dimension(asked, name)
    nouns = plural_of(noun)
    have = "had" if asked.window else "have"
    title = f"{number_of(count)} {nouns} with the {end} {measure.label}{asked.when}"
    whole = f"which {number_of(count)} {nouns} {have} the {_most(end, measure)} {measure.label}{asked.when}?"
    brief = f"{count} {nouns} {_most(end, measure)} {measure.label}{asked.when}"
    draft = asked.draft(title, whole, brief, _told(groups[:count]), group_by=name, rank=end)
    return _with(draft, "", "limit")


def _ordered(groups: Sequence[Group], end: str) -> list[Group]:
    return sorted(groups, key=lambda group: -group.value if end == "highest" else group.value)


def _most(end: str, measure: MeasureDefinition) -> str:
    """Most and fewest of what is counted, highest and lowest of any other number."""
    if measure.summary in _COUNTS and not measure.label.startswith("number of"):
        return {"highest": "most", "lowest": "fewest"}[end]
    return end


def _told(groups: Sequence[Group]) -> tuple[Value, ...]:
    return tuple(group.answer or group.label for group in groups)


def _number(group: Group, measure: MeasureDefinition) -> Value:
    """As it is told: of hours, days and shares one digit after the point."""
    value = value_of(group.value)
    return (
        round(value, 1)
        if isinstance(value, float) and measure.unit in ("hours", "days", "percent")
        else value
    )


def _dimension(asked: _Asked, name: str) -> str:
    dimension = asked.measure.dimensions[name]
    if dimension.label:
        return prose(dimension.label)
    return name.replace("_", " ")


def _with(draft: Draft, kept: str, parameter: str) -> Draft:
    phrase = replace(draft.phrase, kept=(*draft.phrase.kept, kept)) if kept else draft.phrase
    return replace(draft, phrase=phrase, parameters=(*draft.parameters, parameter))
