"""From a message in its situation to a decision. Built once for an org and an agent, used for every turn."""

import re
from dataclasses import replace

from understudy.llm.embedder import TextEncoder
from understudy.llm.local.asking import asking_sentence, is_in_doubt
from understudy.llm.local.changes import ORDER_WORDS, read_changes
from understudy.llm.local.confidential import Watch, guarded
from understudy.llm.local.confidential.vocabulary import vocabulary as confidential_words
from understudy.llm.local.context import find_facts
from understudy.llm.local.decide import Decision, decide
from understudy.llm.local.emails import read_emails
from understudy.llm.local.followup import chosen, dangling, read_follow_ups, resolve
from understudy.llm.local.guides import read_guides
from understudy.llm.local.knowledge import read_knowledge
from understudy.llm.local.lexicon import Lexicon
from understudy.llm.local.likeness import Likeness
from understudy.llm.local.measures import read_measures
from understudy.llm.local.message import Message, read_message
from understudy.llm.local.names import with_name, with_names
from understudy.llm.local.normalise import GRAMMAR_WORDS, Corrected, correct_text, spoken_years, stems
from understudy.llm.local.outside import Outside
from understudy.llm.local.reading import Choice, Reading
from understudy.llm.local.records import read_contents, read_records
from understudy.llm.local.routing import read_policies
from understudy.llm.local.search import read_search
from understudy.llm.local.spans import Span
from understudy.llm.local.summaries import read_summaries
from understudy.llm.local.world import World
from understudy.llm.situation import AskedBack, Situation

__all__ = ["Reasoner"]

_BLANKS = re.compile(r"\s{2,}")
_WORD = re.compile(r"[A-Za-z]+")
_LONGEST_ANSWER = 8
_LONGEST_NAME = 5
_KEPT = 16
"""Reasoners that know some distant objects too, kept for the next message about the same."""


class Reasoner:
    """Knows one world: its words and what each thing is asked by."""

    def __init__(
        self,
        world: World,
        encoder: TextEncoder,
        lexicon: Lexicon | None = None,
        likeness: Likeness | None = None,
        watch: Watch | None = None,
    ) -> None:
        """A lexicon, a likeness and a watch of this world are built unless they are there already."""
        self.world = world
        self._encoder = encoder
        self._lexicon = lexicon or Lexicon(world, encoder.words)
        self._likeness = likeness or Likeness(world, encoder)
        self._spelling = self._lexicon.words | GRAMMAR_WORDS | ORDER_WORDS | world.value_verbs.keys()
        self._known = encoder.words | confidential_words().words
        self._watch = watch or Watch(encoder, world)
        self._outside = Outside(world)
        self._wider: dict[frozenset[str], Reasoner] = {}

    async def decide(self, text: str, situation: Situation) -> tuple[Decision, Message]:
        """What to do about the message, and the message with all that was understood of it."""
        if named := self._outside.named(text, situation):
            return await self._knowing(named).decide(text, situation)
        decision, message = await self._understood(text, situation)
        return guarded(decision, message, self.world, self._watch), message

    async def _understood(self, text: str, situation: Situation) -> tuple[Decision, Message]:
        """The decision as far as it is a matter of understanding alone."""
        asked = situation.memory.asked
        if asked is None:
            return await self._decide(text, situation)
        situation = replace(situation, memory=replace(situation.memory, asked=None))
        place = chosen(text, asked.choices)
        if place is not None:
            return await self._settled(asked, place, situation)
        alone = await self._decide(text, situation)
        if len(alone[1].tokens) > _LONGEST_ANSWER:
            return alone
        told = await self._decide(await self._with_answer(asked, text, situation), situation)
        is_answer = bool(asked.choices) or alone[0].kind != "act"
        return told if told[0].kind == "act" and is_answer else alone

    def _knowing(self, names: frozenset[str]) -> "Reasoner":
        """This one with the words of these distant objects."""
        if names not in self._wider:
            more = self._outside.read(names)
            world = replace(self.world, objects=(*self.world.objects, *more), distant={})
            while len(self._wider) >= _KEPT:
                del self._wider[next(iter(self._wider))]
            lexicon = self._lexicon.with_objects(more)
            self._wider[names] = Reasoner(world, self._encoder, lexicon, self._likeness, self._watch)
        return self._wider[names]

    async def _with_answer(self, asked: AskedBack, text: str, situation: Situation) -> str:
        """The message that was asked about, with the answer where it belongs: for the name, or at its end."""
        if not asked.choices:
            return f"{asked.message.rstrip(' .?!')} {text}"
        decision, _ = await self._decide(asked.message, situation)
        unclear = decision.reading.choice.text if decision.reading and decision.reading.choice else ""
        answer = text.strip(" .?!")
        is_name = (
            bool(unclear) and set(stems(unclear)) < set(stems(answer)) and len(stems(answer)) <= _LONGEST_NAME
        )
        return asked.message.replace(unclear, answer, 1) if is_name else text

    async def _decide(self, text: str, situation: Situation) -> tuple[Decision, Message]:
        decision, message = await self._decide_whole(text, situation)
        if not (asking := asking_sentence(message)) or not is_in_doubt(decision):
            return decision, message
        asked, part = await self._decide_whole(asking, situation)
        return (asked, part) if asked.kind == "act" and not is_in_doubt(asked) else (decision, message)

    async def _decide_whole(self, text: str, situation: Situation) -> tuple[Decision, Message]:
        message, choice = await self._read(text, situation)
        if choice:
            return Decision("ask", None, 1.0, f"Which {choice.text} do you mean?", choice.options), message
        if word := dangling(message, situation.memory, self.world):
            return Decision("ask", None, 1.0, f"Whom do you mean by “{word}”?"), message
        return decide(message, self.readings(message, situation), self.world, situation), message

    async def _read(self, text: str, situation: Situation) -> tuple[Message, Choice | None]:
        corrected = self._mended(text)
        found = read_message(corrected.text, situation, self._lexicon)
        message = await with_names(replace(found, corrected=corrected), situation)
        return resolve(message, situation.memory, self.world)

    async def _settled(self, asked: AskedBack, place: int, situation: Situation) -> tuple[Decision, Message]:
        """The message that was asked about, with the choice made."""
        message, choice = await self._read(asked.message, situation)
        if choice:
            settled = replace(message, ids=(Span(0, len(message.text), message.text, choice.ids[place]),))
            return decide(settled, self.readings(settled, situation), self.world, situation), settled
        readings = self.readings(message, situation)
        decision = decide(message, readings, self.world, situation)
        open_choice = decision.reading.choice if decision.reading else None
        if open_choice and open_choice.options == asked.choices:
            message = with_name(message, open_choice.text, open_choice.ids[place])
            readings = self.readings(message, situation)
        else:
            readings = [r for r in readings if r.about == asked.choices[place]] or readings
        return decide(message, readings, self.world, situation), message

    def _mended(self, text: str) -> Corrected:
        """The text without typing errors; labelled values are quoted matter and stay as they are."""
        text = spoken_years(_BLANKS.sub(lambda run: "\n" * min(2, run[0].count("\n")) or " ", text))
        protected = [
            (max(fact.start, text.find(fact.value, fact.start)), fact.end) for fact in find_facts(text)
        ]
        short = [m.span() for m in _WORD.finditer(text) if self._lexicon.shortened(m[0])]
        return correct_text(text, self._spelling, self._known, [*protected, *short])

    def readings(self, message: Message, situation: Situation) -> list[Reading]:
        """Every way to understand the message that the world offers."""
        likeness = self._likeness.scores(message.skeleton)
        found = [
            *read_follow_ups(message, self.world, situation),
            *read_measures(message, self.world, situation, likeness),
            *read_policies(message, self.world, likeness),
            *read_guides(message, self.world, situation, likeness),
            *read_records(message, self.world, situation, likeness),
            *read_contents(message, self.world, situation),
            *read_changes(message, self.world, situation),
            *read_summaries(message, self.world, situation),
            *read_emails(message, self.world, situation),
            *read_search(message, self.world),
        ]
        return [*found, *read_knowledge(message, self.world, likeness, found)]
