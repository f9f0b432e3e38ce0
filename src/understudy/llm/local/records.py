"""Readings of the message as a question about records: show, list, count, add up."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from understudy.llm.local.lexicon import FieldTerm, Mention, ObjectTerm, ValueTerm
from understudy.llm.local.measures import bound_of
from understudy.llm.local.message import FUNCTION_WORDS, Message, NameMention
from understudy.llm.local.normalise import stems
from understudy.llm.local.quantities import Comparison
from understudy.llm.local.reading import Choice, Reading
from understudy.llm.local.spans import Range
from understudy.llm.local.times import Window
from understudy.llm.local.world import FieldView, MeasureView, ObjectView, World
from understudy.llm.situation import Situation

__all__ = ["read_records"]

Intent = Literal["count", "aggregate", "list", "show"]

_ACTIONS = frozenset({"find_records", "get_record", "query"})
_PLAIN_LIKENESS = 0.55
_COUNT_CUES = (("how", "many"), ("how", "much"), ("nr", "of"), ("number", "of"), ("count", "of"), ("count",))
_AGGREGATES = {"average": "AVG", "avg": "AVG", "mean": "AVG", "total": "SUM", "sum": "SUM", "combined": "SUM"}
_LIST_LIMIT = 10
_SHOW = frozenset({"show", "list", "display", "find", "pull", "get", "see", "fetch", "have", "bring"})
_ASKING = frozenset({"which", "what", "any", "are", "is"})
_PERSONS = frozenset({"who", "whom", "whose"})
_GIVING = frozenset({"should", "ought", "assign", "give", "route"})
_SORTED = frozenset({"ordered", "sorted", "order", "sort", "ranked"})
_TERSE = 7
_LARGE = 100
_CREATED = ("CreatedDate",)
_BY = frozenset({"by", "per", "each", "every", "across"})


def read_records(
    message: Message, world: World, situation: Situation, likeness: dict[str, float]
) -> list[Reading]:
    """Readings for each object the message mentions, names or gives an id of.

    How records are asked for is a matter of form, so the likeness is that of the topics that open them.
    """
    about = [likeness.get(f"topic:{t.name}", 0.0) for t in world.topics if set(t.actions) & _ACTIONS]
    near = max([_PLAIN_LIKENESS, *about])
    readings = [_Reader(message, world, situation, kind).reading() for kind in _kinds(message, world)]
    return [replace(reading, likeness=near) for reading in readings if reading]


def _kinds(message: Message, world: World) -> list[ObjectView]:
    found: dict[str, ObjectView] = {}
    for mention in message.mentions:
        for term in mention.meanings:
            if isinstance(term, ObjectTerm) and mention.text.lower() not in _SORTED:
                found[term.object] = world.object_by_name[term.object]
    for span in message.ids:
        name = world.prefixes.get(span.value[:3])
        if name in world.object_by_name:
            found[name] = world.object_by_name[name]
    for name in message.names:
        for match in name.matches:
            if match.object in world.object_by_name:
                found[match.object] = world.object_by_name[match.object]
    return list(found.values())


@dataclass
class _Found:
    conditions: list[str] = field(default_factory=list[str])
    told: list[str] = field(default_factory=list[str])
    ranges: list[Range] = field(default_factory=list[Range])
    choice: Choice | None = None
    record: str | None = None
    record_name: str = ""
    strays: int = 0


class _Reader:
    """Builds one question about one object."""

    def __init__(self, message: Message, world: World, situation: Situation, kind: ObjectView) -> None:
        self.message = message
        self.world = world
        self.situation = situation
        self.kind = kind
        self.found = _Found()
        self.limit: int | None = None
        self.when: FieldView | None = None
        self.subset = False

    def reading(self) -> Reading | None:
        mentioned = self._object_mentions()
        self._ids_and_names()
        self._subset()
        self._window()
        self._values()
        self._flags()
        self._mine()
        self._amounts()
        fields = self._fields()
        intent = self._intent(fields, mentioned=bool(mentioned))
        if intent is None:
            return None
        action, arguments, about = self._question(intent, fields)
        explained = self._explained(mentioned, fields)
        fit = {"count": 1.0, "aggregate": 1.0, "list": self._list_fit(mentioned), "show": 0.9}[intent]
        return Reading(
            action=action,
            arguments=arguments,
            about=about,
            explained=explained,
            likeness=0.0,
            fit=max(0.0, fit - 0.2 * self.found.strays - (0.5 if intent == "count" and self.subset else 0.0)),
            choice=self.found.choice,
        )

    def _list_fit(self, mentioned: list[Mention]) -> float:
        """How much like a wish to see records it sounds: "show me", "which deals", "urgent tasks", less "who"."""
        words = [t.text.lower() for t in self.message.tokens]
        if _PERSONS & set(words[:3]) and self.kind.name != "User":
            return 0.0
        if _SHOW & set(words):
            return 0.9
        if _GIVING & set(words) and any(word in ("agent", "rep", "colleague") for word in words[:3]):
            return 0.1
        first = min((m.first for m in mentioned), default=0)
        plural = any(self.message.tokens[m.last - 1].text.lower().endswith("s") for m in mentioned)
        asked = bool(_ASKING & set(words[: first + 1]))
        return 0.8 if plural and (asked or len(words) <= _TERSE) else 0.4 if plural else 0.1

    # --- pieces ---

    def _object_mentions(self) -> list[Mention]:
        return [
            m
            for m in self.message.mentions
            if any(isinstance(t, ObjectTerm) and t.object == self.kind.name for t in m.meanings)
        ]

    def _ids_and_names(self) -> None:
        for span in self.message.ids:
            self._record_or_parent(
                self.world.prefixes.get(span.value[:3]), span.value, span.value, span.range
            )
        for name in self.message.names:
            self._name(name)

    def _name(self, name: NameMention) -> None:
        reachable = [m for m in name.matches if m.object == self.kind.name or m.object in self.kind.ways]
        if not reachable:
            return
        best = [m for m in reachable if m.score == reachable[0].score]
        own = [m for m in best if m.object == self.kind.name]
        best = own or [m for m in best if m.object == best[0].object]
        if len({m.id for m in best}) > 1:
            options = tuple(f"{m.name} ({m.object})" for m in best)
            self.found.choice = Choice(name.text, options, tuple(m.id for m in best))
        self._record_or_parent(best[0].object, best[0].id, best[0].name, (name.start, name.end))

    def _record_or_parent(self, target: str | None, record_id: str, told: str, where: Range) -> None:
        if target == self.kind.name:
            self.found.record, self.found.record_name = record_id, told
        elif target in self.kind.ways:
            self.found.conditions.append(f"{_id_path(self.kind.ways[target])} = '{record_id}'")
            self.found.told.append(f"of {told}")
        else:
            return
        self.found.ranges.append(where)

    def _subset(self) -> None:
        """'Open cases' is declared: a count measure over the object whose label stands in the message."""
        for measure in self.world.measures:
            if measure.object != self.kind.name or not measure.counts_rows or not measure.where:
                continue
            where = self._labelled(measure)
            if where and "SELECT" not in measure.where.upper() and ":" not in measure.where:
                self.found.conditions.append(measure.where)
                self.found.ranges.append(where)
                self.found.told.insert(0, f"({measure.label})")
                self.subset = True
                return

    def _labelled(self, measure: MeasureView) -> Range | None:
        """Where the subset is named: "open cases", or the one word that tells it apart ("cases … still open")."""
        labels = {stems(text) for text in (measure.label, *measure.synonyms) if len(stems(text)) > 1}
        for mention in self.message.mentions:
            if tuple(t.stem for t in self.message.tokens[mention.first : mention.last]) in labels:
                return mention.start, mention.end
        nouns = {each for name in (self.kind.label, *self.kind.synonyms) for each in stems(name)}
        apart = {label[0] for label in labels if len(label) == 2 and label[1] in nouns}
        for token in self.message.tokens:
            if token.stem in apart and token.text.lower() not in FUNCTION_WORDS:
                return token.start, token.end
        return None

    def _values(self) -> None:
        taken = list(self.found.ranges)
        for mention in sorted(self.message.mentions, key=lambda m: (-m.size, m.start)):
            if any(mention.start < end and start < mention.end for start, end in taken):
                continue
            if self._says_when(mention):
                self.found.ranges.append((mention.start, mention.end))
                continue
            term = self._value(mention)
            if term is None:
                continue
            way = self.kind.ways.get(term.object, "") if term.object != self.kind.name else ""
            path = f"{way}.{term.field}" if way else term.field
            value = term.value.replace("'", "\\'")
            self.found.conditions.append(f"{path} = '{value}'")
            self.found.told.append(f"with {_label(self.world, term)} {term.value}")
            taken.append((mention.start, mention.end))
            self.found.ranges.append((mention.start, mention.end))

    def _says_when(self, mention: Mention) -> bool:
        """Whether the words only say which date is meant: "deals that close this month"."""
        if self.when is None:
            return False
        said = {self.message.tokens[i].stem for i in range(mention.first, mention.last)}
        return said <= {each for name in (self.when.label, *self.when.synonyms) for each in stems(name)}

    def _flags(self) -> None:
        """'Active products': a yes/no field whose name stands in the message is asked to be true."""
        for mention in self.message.mentions:
            for term in mention.meanings:
                flag = self.kind.by_name.get(term.field) if isinstance(term, FieldTerm) else None
                if flag is None or flag.kind != "yes_no" or not isinstance(term, FieldTerm):
                    continue
                if term.object == self.kind.name and (mention.start, mention.end) not in self.found.ranges:
                    before = self.message.word_before(mention.start)
                    wanted = "false" if before in ("not", "non", "no") else "true"
                    self.found.conditions.append(f"{flag.name} = {wanted}")
                    self.found.told.append(f"that are {'not ' if wanted == 'false' else ''}{mention.text}")
                    self.found.ranges.append((mention.start, mention.end))

    def _value(self, mention: Mention) -> ValueTerm | None:
        if any(isinstance(t, ObjectTerm) and t.object == self.kind.name for t in mention.meanings):
            return None
        terms = [t for t in mention.meanings if isinstance(t, ValueTerm)]
        own = [t for t in terms if t.object == self.kind.name]
        above = [t for t in terms if t.object in self.kind.ways]
        return next(iter([*own, *above]), None)

    def _mine(self) -> None:
        owner = self.kind.by_name.get("OwnerId")
        if self.message.is_about_me and owner and self.situation.me and self.world.audience == "employees":
            self.found.conditions.append(f"OwnerId = '{self.situation.me}'")
            self.found.told.append("that are yours")

    def _window(self) -> None:
        spans = [span for span in self.message.windows if isinstance(span.value, Window)]
        if not spans:
            return
        window = spans[0].value
        assert isinstance(window, Window)
        when = self._time_field(spans[0].start)
        if when is None:
            self.found.strays += 1
            return
        self.when = when
        if window.start:
            self.found.conditions.append(f"{when.name} >= {_instant(window.start, when, self.situation)}")
        if window.end:
            self.found.conditions.append(f"{when.name} < {_instant(window.end, when, self.situation)}")
        self.found.ranges.append(spans[0].range)
        self.found.told.append(f"{when.label.lower()} {window.label}")

    def _time_field(self, start: int) -> FieldView | None:
        times = [f for f in self.kind.fields if f.kind in ("date", "datetime")]
        before = {t.stem for t in self.message.tokens if t.end <= start}
        for when in times:
            for name in (when.label, *when.synonyms):
                if set(stems(name)) & before - _DATE_STEMS:
                    return when
        return next((f for f in times if f.name in _CREATED), times[0] if times else None)

    def _amounts(self) -> None:
        for span in self.message.comparisons:
            if span.value.form == "bare":
                self.limit = int(span.value.low)
                self.found.ranges.append(span.range)
                continue
            bound = bound_of(span.value)
            target = self._amount_field(span.value)
            if target is None:
                self.found.strays += 1
                continue
            for side, operator in (("low", ">"), ("high", "<")):
                if bound.get(side) is not None:
                    strict = "" if bound.get(f"{side}_strict") else "="
                    self.found.conditions.append(f"{target.name} {operator}{strict} {bound[side]:g}")
            self.found.ranges.append(span.range)
            self.found.told.append(f"with {target.label.lower()} {span.text}")

    def _amount_field(self, comparison: Comparison) -> FieldView | None:
        """The number field that the bound is on: by its name, its unit, or the sheer size of the number."""
        said = set(stems(comparison.noun))
        numbers = [f for f in self.kind.fields if f.kind in ("money", "number", "percent")]
        money = [f for f in numbers if f.kind == "money"]
        named = [f for f in numbers if said & set(stems(f.label))]
        by_unit = [f for f in numbers if f.kind == comparison.unit]
        by_size = money if comparison.unit == "count" and comparison.low >= _LARGE else []
        return next(iter([*named, *by_unit, *by_size]), None)

    def _fields(self) -> list[FieldView]:
        found: dict[str, FieldView] = {}
        for mention in self.message.mentions:
            inside = any(mention.start < end and start < mention.end for start, end in self.found.ranges)
            names_object = ObjectTerm(self.kind.name) in mention.meanings
            for term in mention.meanings:
                if (
                    isinstance(term, FieldTerm)
                    and term.object == self.kind.name
                    and not (inside or names_object)
                ):
                    found.setdefault(term.field, self.kind.by_name[term.field])
        return list(found.values())

    # --- what is asked ---

    def _intent(self, fields: list[FieldView], *, mentioned: bool) -> Intent | None:
        words = [t.text.lower() for t in self.message.tokens]
        if any(_contains(words, cue) for cue in _COUNT_CUES) and mentioned:
            return "count"
        if set(words) & set(_AGGREGATES) and any(f.kind in ("money", "number", "percent") for f in fields):
            return "aggregate"
        if self.found.record:
            return "show"
        return "list" if mentioned else None

    def _question(self, intent: Intent, fields: list[FieldView]) -> tuple[str, dict[str, Any], str]:
        about = " ".join([self.kind.plural.lower(), *self.found.told])
        where = " AND ".join(self.found.conditions)
        clause = f" WHERE {where}" if where else ""
        group = self._group(fields)
        match intent:
            case "show":
                chosen = [self._path(f) for f in fields if f.name != self.kind.name_field]
                return "get_record", {"id": self.found.record, "fields": chosen}, self.found.record_name
            case "count" if group is None:
                return (
                    "query",
                    {"soql": f"SELECT COUNT(Id) FROM {self.kind.name}{clause}", "about": about},
                    about,
                )
            case "count":
                assert group is not None
                grouped = f"GROUP BY {group} ORDER BY COUNT(Id) DESC"
                soql = f"SELECT {group}, COUNT(Id) FROM {self.kind.name}{clause} {grouped}"
                return "query", {"soql": soql, "about": about}, about
            case "aggregate":
                number = next(f for f in fields if f.kind in ("money", "number", "percent"))
                words = [t.text.lower() for t in self.message.tokens]
                name = next(_AGGREGATES[w] for w in words if w in _AGGREGATES)
                head = f"{group}, " if group else ""
                tail = f" GROUP BY {group}" if group else ""
                soql = f"SELECT {head}{name}({number.name}) FROM {self.kind.name}{clause}{tail}"
                return "query", {"soql": soql, "about": f"{number.label.lower()} of {about}"}, about
            case _:
                order, limit = self._order()
                chosen = [self._path(f) for f in fields if f.name != self.kind.name_field]
                arguments = {
                    "object": self.kind.name,
                    "where": where,
                    "order_by": order,
                    "limit": limit,
                    "fields": chosen,
                    "about": about,
                }
                return "find_records", arguments, about

    def _group(self, fields: list[FieldView]) -> str | None:
        for mention in self.message.mentions:
            before = self.message.tokens[mention.first - 1].text.lower() if mention.first else ""
            if before not in _BY:
                continue
            for term in mention.meanings:
                if isinstance(term, FieldTerm) and term.object == self.kind.name:
                    self.found.ranges.append((mention.start, mention.end))
                    return self._path(self.kind.by_name[term.field])
        return None

    def _order(self) -> tuple[str, int]:
        sorted_by = self._sorted_by()
        if sorted_by:
            return f"{sorted_by} ASC NULLS LAST", self.limit or _LIST_LIMIT
        for span in self.message.superlatives:
            wanted = "money" if span.value.dimension in (None, "amount") else "time"
            kinds = ("money", "number") if wanted == "money" else ("datetime", "date")
            target = next((f for f in self.kind.fields if f.kind in kinds), None)
            if target is None:
                continue
            self.found.ranges.append(span.range)
            descending = span.value.kind in ("more", "good")
            return (
                f"{target.name} {'DESC' if descending else 'ASC'} NULLS LAST",
                span.value.count or self.limit or 1,
            )
        created = self.kind.by_name.get("CreatedDate")
        return ("CreatedDate DESC NULLS LAST" if created else ""), self.limit or _LIST_LIMIT

    def _sorted_by(self) -> str | None:
        for mention in self.message.mentions:
            before = [t.text.lower() for t in self.message.tokens[max(0, mention.first - 2) : mention.first]]
            if len(before) == 2 and before[0] in _SORTED and before[1] == "by":
                for term in mention.meanings:
                    if isinstance(term, FieldTerm) and term.object == self.kind.name:
                        return term.field
        return None

    def _path(self, target: FieldView) -> str:
        if target.kind != "reference" or not target.relationship or not target.target:
            return target.name
        parent = self.world.object_by_name.get(target.target)
        return f"{target.relationship}.{parent.name_field}" if parent and parent.name_field else target.name

    def _explained(self, mentioned: list[Mention], fields: list[FieldView]) -> frozenset[int]:
        explained = set(self.message.indexes(self.found.ranges))
        for mention in mentioned:
            explained |= set(range(mention.first, mention.last))
        names = {f.name for f in fields}
        for mention in self.message.mentions:
            for term in mention.meanings:
                if (
                    isinstance(term, FieldTerm) and term.object == self.kind.name and term.field in names
                ) or (
                    isinstance(term, ObjectTerm)
                    and term.object in self.kind.ways
                    and self._told_of(term.object)
                ):
                    explained |= set(range(mention.first, mention.last))
        return frozenset(explained)

    def _told_of(self, target: str) -> bool:
        """Whether a record of that object is part of the question: 'cases of the account Acme'."""
        matches = {m.object for n in self.message.names for m in n.matches}
        given = {self.world.prefixes.get(s.value[:3]) for s in self.message.ids}
        return target in matches | given


_DATE_STEMS = frozenset(stems("date")) | frozenset(stems("day")) | frozenset(stems("time"))


def _contains(words: list[str], cue: tuple[str, ...]) -> bool:
    return any(tuple(words[i : i + len(cue)]) == cue for i in range(len(words)))


def _id_path(way: str) -> str:
    return f"{way}.Id"


def _label(world: World, term: ValueTerm) -> str:
    return world.object_by_name[term.object].by_name[term.field].label.lower()


def _instant(at: datetime, when: FieldView, situation: Situation) -> str:
    local = at.astimezone(situation.moment.timezone)
    return local.date().isoformat() if when.kind == "date" else at.isoformat().replace("+00:00", "Z")
