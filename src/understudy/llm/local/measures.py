"""Readings of the message as a question about a declared measure."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from understudy.llm.local.lexicon import (
    DimensionTerm,
    FieldTerm,
    MeasureTerm,
    Mention,
    ObjectTerm,
    ValueTerm,
)
from understudy.llm.local.likeness import core_vocabulary, vocabulary
from understudy.llm.local.measure_kind import is_of_another_kind, wants_rows
from understudy.llm.local.message import Message, NameMention, within
from understudy.llm.local.normalise import stems
from understudy.llm.local.numbers import find_numbers
from understudy.llm.local.quantities import Comparison
from understudy.llm.local.reading import Choice, Reading
from understudy.llm.local.spans import Range, Span
from understudy.llm.local.superlatives import Superlative
from understudy.llm.local.times import Window
from understudy.llm.local.world import DimensionView, MeasureView, World
from understudy.llm.situation import Situation

__all__ = ["read_measures"]

_EACH = frozenset({"by", "per", "each", "every", "across", "among", "amongst", "all"})
_ASKING = frozenset({"which", "what", "whose"})
_TIME_GROUPS = ("year", "quarter", "month", "week", "day")
_PERSON_WORDS = frozenset({"who", "whom"})
_PEOPLE = frozenset({"person", "people", "colleague", "colleagues", "employee", "employees", "member", "one"})
_TOP = re.compile(r"(?:the\s+)?(?:top|leading|number one|no\. 1|#1)", re.IGNORECASE)


def read_measures(
    message: Message, world: World, situation: Situation, likeness: dict[str, float]
) -> list[Reading]:
    """One reading for each measure."""
    return [
        _Reader(message, world, situation, m).reading(likeness.get(f"measure:{m.name}", 0.0))
        for m in world.measures
    ]


@dataclass
class _Found:
    """What has been filled so far, and the characters that explain it."""

    arguments: dict[str, Any]
    ranges: list[Range] = field(default_factory=list[Range])
    choice: Choice | None = None
    strays: int = 0


class _Reader:
    """Fills the arguments of one measure from the message, one kind of piece after the other."""

    def __init__(self, message: Message, world: World, situation: Situation, measure: MeasureView) -> None:
        self.message = message
        self.world = world
        self.situation = situation
        self.measure = measure
        self.found = _Found({"definition": measure.name})
        self.core = core_vocabulary(measure)
        self.words = vocabulary(measure)

    def reading(self, likeness: float) -> Reading:
        self._window()
        superlative = self._rank()
        self._group(ranked=superlative is not None)
        self._names_and_ids()
        self._values()
        self._thresholds()
        self._limit(superlative)
        named = self._named()
        explained = self._explained()
        return Reading(
            action="measure",
            arguments=self.found.arguments,
            about=self.measure.label,
            explained=explained,
            likeness=likeness,
            fit=self._fit(named),
            definition=self.measure.name,
            choice=self.found.choice,
        )

    # --- pieces, in order ---

    def _window(self) -> None:
        spans = [span for span in self.message.windows if isinstance(span.value, Window)]
        if not spans or not self.measure.timed:
            return
        window = spans[0].value
        assert isinstance(window, Window)
        self.found.arguments |= {
            "window_start": window.start.isoformat() if window.start else None,
            "window_end": window.end.isoformat() if window.end else None,
            "window_label": window.label,
        }
        self.found.ranges.append(spans[0].range)

    def _rank(self) -> Superlative | None:
        usable = [
            s
            for s in self.message.superlatives
            if s.value.dimension != "time" and s.value.form != "comparative"
        ]
        if not usable:
            return None
        best = min(usable, key=lambda s: (s.value.weak, s.start))
        self.found.arguments["rank"] = direction(best, self.measure)
        self.found.ranges += [s.range for s in usable]
        return best.value

    def _group(self, *, ranked: bool) -> None:
        by = (
            self._time_group()
            or self._dimension_asked(ranked=ranked)
            or self._field_asked()
            or self._person_asked()
        )
        if by is None and (ranked or self.measure.usual_rank):
            by = self.measure.usual_group
        if by is None:
            self.found.arguments.pop("rank", None)
            return
        self.found.arguments["group_by"] = by
        if self.measure.usual_rank and not ranked and by == self.measure.usual_group:
            self.found.arguments["rank"] = self.measure.usual_rank

    def _time_group(self) -> str | None:
        for span in self.message.groupings:
            if span.value in _TIME_GROUPS and self.measure.timed:
                self.found.ranges.append(span.range)
                return span.value
        return None

    def _dimension_asked(self, *, ranked: bool) -> str | None:
        mentions = [
            (mention, term)
            for mention in self.message.mentions
            for term in mention.meanings
            if isinstance(term, DimensionTerm) and term.measure == self.measure.name
        ]
        asked = [pair for pair in mentions if self._is_asked(pair[0])]
        bounded = any(span.value.form == "stated" for span in self.message.comparisons)
        free = [pair for pair in mentions if not self._names_a_value(pair[0])]
        candidates = asked or (free if ranked or bounded else [])
        if not candidates:
            return None
        _, term = max(candidates, key=lambda pair: (pair[0].size, -pair[0].start))
        self.found.ranges += [(m.start, m.end) for m, t in mentions if t == term]
        return term.dimension

    def _field_asked(self) -> str | None:
        """'By status': a field of the object that no dimension declares."""
        for mention in self.message.mentions:
            before = self.message.tokens[mention.first - 1].text.lower() if mention.first else ""
            for term in mention.meanings:
                if before in _EACH and isinstance(term, FieldTerm) and term.object == self.measure.object:
                    self.found.ranges.append((mention.start, mention.end))
                    return f"{term.object}.{term.field}"
        return None

    def _is_asked(self, mention: Mention) -> bool:
        before = [t.text.lower() for t in self.message.tokens[max(0, mention.first - 2) : mention.first]]
        return bool(set(before) & _EACH) or (bool(before) and (before[-1] in _ASKING or before[0] in _ASKING))

    def _names_a_value(self, mention: Mention) -> bool:
        """Whether a name or id follows the word: 'the product Aqua One' does not ask by product."""
        ends = [(n.start, n.end) for n in self.message.names] + [span.range for span in self.message.ids]
        return any(0 <= start - mention.end <= 12 or 0 <= mention.start - end <= 2 for start, end in ends)

    def _person_asked(self) -> str | None:
        people = [d for d in self.measure.dimensions if d.object == "User"]
        words = [t.text.lower() for t in self.message.tokens]
        asks = bool(_PERSON_WORDS & set(words)) or any(
            before in _EACH and word in _PEOPLE for before, word in pairwise(words)
        )
        return people[0].name if people and asks else None

    def _names_and_ids(self) -> None:
        """An id says for sure what a name beside it means, so a name of the same object adds nothing."""
        filters: dict[str, dict[str, Any]] = {}
        for span in self.message.ids:
            target = self.world.prefixes.get(span.value[:3])
            if target and (by := self._reach(target)):
                filters[target] = {"by": by, "values": [span.value], "label": span.value}
                self.found.ranges.append(span.range)
        for name in self.message.names:
            self._name(name, filters)
        by = self._reach("User")
        if self.message.is_about_me and self.situation.me and by and self.world.audience == "employees":
            filters.setdefault("User", {"by": by, "values": [self.situation.me], "label": "yours"})
        self.found.arguments["filters"] = list(filters.values())

    def _name(self, name: NameMention, filters: dict[str, dict[str, Any]]) -> None:
        matches = [match for match in name.matches if self._reach(match.object)]
        if not matches or self._is_label(name):
            return
        self.found.ranges.append((name.start, name.end))
        best = [match for match in matches if match.score == matches[0].score]
        target = best[0].object
        if target in filters:
            filters[target]["label"] = best[0].name
            return
        if len({match.id for match in best}) > 1:
            self.found.choice = Choice(
                name.text, tuple(_told(m.name, m.object) for m in best), tuple(m.id for m in best)
            )
            return
        filters[target] = {"by": self._reach(target), "values": [best[0].id], "label": best[0].name}

    def _is_label(self, name: NameMention) -> bool:
        """Whether the words name the measure itself rather than a record that happens to be called so."""
        return all(stem in self.core for stem in stems(name.text))

    def _reach(self, target: str) -> str | None:
        for dimension in self.measure.dimensions:
            if dimension.object == target:
                return dimension.name
        return f"{target}.Id" if target in self.measure.reach else None

    def _values(self) -> None:
        filters: list[dict[str, Any]] = self.found.arguments["filters"]
        taken = list(self.found.ranges)
        for mention in sorted(self.message.mentions, key=lambda m: (-m.size, m.start)):
            if any(mention.start < end and start < mention.end for start, end in taken):
                continue
            term = self._value_term(mention)
            if term is None:
                continue
            by = self._by_field(term)
            if by == self.found.arguments.get("group_by") and "rank" in self.found.arguments:
                continue
            same = next((f for f in filters if f["by"] == by), None)
            if same:
                same["values"].append(term.value)
                same["label"] += f" or {term.value}"
            else:
                filters.append(
                    {"by": by, "values": [term.value], "label": f"{_spaced(term.field)} {term.value}"}
                )
            taken.append((mention.start, mention.end))
            self.found.ranges.append((mention.start, mention.end))

    def _value_term(self, mention: Mention) -> ValueTerm | None:
        parts = {self.message.tokens[i].stem for i in range(mention.first, mention.last)}
        if parts <= self.core or (parts <= self.words and mention.size == 1 and not _is_code(mention.text)):
            return None
        terms = [t for t in mention.meanings if isinstance(t, ValueTerm) and t.object in self.measure.reach]
        declared = [
            t
            for t in terms
            if any(d.owner == t.object and d.field == t.field for d in self.measure.dimensions)
        ]
        own = [t for t in terms if t.object == self.measure.object]
        return next(iter([*declared, *own, *terms]), None)

    def _by_field(self, term: ValueTerm) -> str:
        for dimension in self.measure.dimensions:
            if dimension.owner == term.object and dimension.field == term.field:
                return dimension.name
        return f"{term.object}.{term.field}"

    def _thresholds(self) -> None:
        group = self.found.arguments.get("group_by")
        dimension = self.measure.by_name.get(group or "")
        for span in self.message.comparisons:
            if span.value.form == "bare":
                self._bare_number(span)
                continue
            bound = bound_of(span.value)
            if self._is_of_value(span.value):
                self.found.arguments["value"] = bound
            elif group:
                self.found.arguments["volume"] = bound
            else:
                self.found.strays += 1
                continue
            self.found.ranges.append(span.range)
        if dimension and dimension.volume and "volume" not in self.found.arguments:
            self._implied_volume(dimension)

    def _bare_number(self, span: Span[Comparison]) -> None:
        """'The three states with …' asks for that many answers."""
        if self._noun_is_group(span.value.noun) and "rank" in self.found.arguments:
            self.found.arguments["limit"] = int(span.value.low)
            self.found.ranges.append(span.range)

    def _noun_is_group(self, noun: str) -> bool:
        group = self.found.arguments.get("group_by")
        words = set(stems(noun))
        return bool(words) and any(
            isinstance(term, DimensionTerm) and term.measure == self.measure.name and term.dimension == group
            for mention in self.message.mentions
            for term in mention.meanings
            if words & {t.stem for t in self.message.tokens[mention.first : mention.last]}
        )

    def _is_of_value(self, comparison: Comparison) -> bool:
        if self.measure.counts_rows:
            return False
        return comparison.unit != "count"

    def _implied_volume(self, dimension: DimensionView) -> None:
        """'Agents handling cases' without a number means at least one."""
        volume = self.world.measure_by_name.get(dimension.volume or "")
        kind = self.world.object_by_name.get("Case" if volume is None else self.measure.object)
        if volume is None or kind is None:
            return
        verbs = core_vocabulary(volume)
        nouns = {stem for word in (volume.label, *volume.synonyms) for stem in stems(word)[:1]}
        for i, token in enumerate(self.message.tokens):
            following = [t.stem for t in self.message.tokens[i + 1 : i + 4]]
            if (
                token.stem in verbs - nouns
                and token.stem not in self.core
                and any(s in nouns for s in following)
            ):
                self.found.arguments["volume"] = {"low": 1}
                self.found.ranges.append(
                    (token.start, self.message.tokens[min(i + 1, len(self.message.tokens) - 1)].end)
                )

    def _limit(self, superlative: Superlative | None) -> None:
        if "group_by" in self.found.arguments and "rank" in self.found.arguments:
            limit = (superlative.count if superlative else None) or self._number_of_groups()
            if limit:
                self.found.arguments["limit"] = limit
        if superlative and superlative.position and superlative.position > 1:
            self.found.arguments["position"] = superlative.position

    def _number_of_groups(self) -> int | None:
        """'The top five products', 'the three people with the most': a number right before the group's word."""
        for span in find_numbers(self.message.text):
            following = next((t for t in self.message.tokens if t.start >= span.end), None)
            if (
                following is None
                or span.value.kind != "cardinal"
                or within(span.start, span.end, self._taken())
            ):
                continue
            if following.text.lower() in _PEOPLE or self._noun_is_group(following.text):
                self.found.ranges.append(span.range)
                return int(span.value.value)
        return None

    def _taken(self) -> list[Range]:
        return [span.range for span in (*self.message.windows, *self.message.ids)]

    # --- how good it is ---

    def _named(self) -> float:
        """How clearly the message names the measure: 0 when no label of it stands there, up to 1."""
        if any(
            isinstance(t, MeasureTerm) and t.measure == self.measure.name
            for m in self.message.mentions
            for t in m.meanings
        ):
            sizes = [
                m.size
                for m in self.message.mentions
                if any(isinstance(t, MeasureTerm) and t.measure == self.measure.name for t in m.meanings)
            ]
            return min(1.0, 0.5 + 0.15 * max(sizes))
        said = {token.stem for token in self.message.tokens}
        labels = [set(stems(text)) for text in (self.measure.label, *self.measure.synonyms)]
        scattered = [len(label) for label in labels if len(label) > 1 and label <= said]
        return min(0.9, 0.4 + 0.15 * max(scattered)) if scattered else 0.0

    def _fit(self, named: float) -> float:
        arguments = self.found.arguments
        fit = 0.5 * named
        fit += 0.25 if ("rank" in arguments) == ("group_by" in arguments) else 0.1
        fit += 0.25 if (self.message.windows and self.measure.timed) or not self.message.windows else 0.0
        fit -= is_of_another_kind(self.message, self.measure, self.world)
        usual = self.measure.usual_group
        if usual and self.measure.usual_rank and arguments.get("group_by", usual) != usual:
            fit -= 0.5
        if "group_by" not in arguments:
            fit -= 1.0 if wants_rows(self.message, self.measure) else 0.0
            fit -= 0.0 if named else 0.25
        return fit - 0.2 * self.found.strays

    def _explained(self) -> frozenset[int]:
        explained = set(self.message.indexes(self.found.ranges))
        for mention in self.message.mentions:
            for term in mention.meanings:
                of_measure = isinstance(term, MeasureTerm) and term.measure == self.measure.name
                of_object = isinstance(term, ObjectTerm) and term.object == self.measure.object
                of_dimension = isinstance(term, DimensionTerm) and term.measure == self.measure.name
                if of_measure or of_object or of_dimension:
                    explained |= set(range(mention.first, mention.last))
        explained |= {i for i, token in enumerate(self.message.tokens) if token.stem in self.words}
        return frozenset(explained)


def direction(span: Span[Superlative], measure: MeasureView) -> str:
    """Highest or lowest, as the adjective says or as the measure's good direction decides.

    The top of a count is its largest, even where fewer would be better: the top issue is the most reported.
    """
    lower_is_better = measure.better == "lower"
    if measure.counts_rows and _TOP.match(span.text):
        lower_is_better = False
    match span.value.kind:
        case "more":
            return "highest"
        case "less":
            return "lowest"
        case "good":
            return "lowest" if lower_is_better else "highest"
        case "bad":
            return "highest" if lower_is_better or measure.usual_rank == "highest" else "lowest"


def bound_of(comparison: Comparison) -> dict[str, Any]:
    """The comparison as the action's argument."""
    number = comparison.low
    match comparison.op:
        case "gt":
            return {"low": number, "low_strict": True}
        case "ge":
            return {"low": number}
        case "lt":
            return {"high": number, "high_strict": True}
        case "le":
            return {"high": number}
        case "eq":
            return {"low": number, "high": number}
        case "between":
            return {"low": number, "high": comparison.high}


def _is_code(text: str) -> bool:
    return text.isupper() and len(text) <= 3


def _told(name: str, object_name: str) -> str:
    return f"{name} ({object_name})"


def _spaced(field_name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in field_name.removesuffix("__c")).strip()
