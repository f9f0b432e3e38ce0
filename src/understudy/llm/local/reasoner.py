"""From a message in its situation to a decision. Built once for an org and an agent, used for every turn."""

from dataclasses import replace

from understudy.llm.embedder import TextEncoder
from understudy.llm.local.changes import ORDER_WORDS, read_changes
from understudy.llm.local.context import find_facts
from understudy.llm.local.decide import Decision, decide
from understudy.llm.local.emails import read_emails
from understudy.llm.local.followup import read_follow_up
from understudy.llm.local.guides import read_guides
from understudy.llm.local.knowledge import read_knowledge
from understudy.llm.local.lexicon import Lexicon
from understudy.llm.local.likeness import Likeness
from understudy.llm.local.measures import read_measures
from understudy.llm.local.message import Message, read_message
from understudy.llm.local.names import with_names
from understudy.llm.local.normalise import GRAMMAR_WORDS, Corrected, correct_text, spoken_years
from understudy.llm.local.reading import Reading
from understudy.llm.local.records import read_records
from understudy.llm.local.routing import read_policies
from understudy.llm.local.summaries import read_summaries
from understudy.llm.local.world import World
from understudy.llm.situation import Situation

__all__ = ["Reasoner"]


class Reasoner:
    """Knows one world: its words and what each thing is asked by."""

    def __init__(self, world: World, encoder: TextEncoder) -> None:
        self.world = world
        self._lexicon = Lexicon(world)
        self._likeness = Likeness(world, encoder)
        self._spelling = self._lexicon.words | GRAMMAR_WORDS | ORDER_WORDS | world.value_verbs.keys()
        self._known = encoder.words

    async def decide(self, text: str, situation: Situation) -> tuple[Decision, Message]:
        """What to do about the message, and the message with all that was understood of it."""
        corrected = self._mended(text)
        found = read_message(corrected.text, situation, self._lexicon)
        message = await with_names(replace(found, corrected=corrected), situation)
        return decide(message, self.readings(message, situation), self.world, situation), message

    def _mended(self, text: str) -> Corrected:
        """The text without typing errors; labelled values are quoted matter and stay as they are."""
        text = spoken_years(text)
        protected = [
            (max(fact.start, text.find(fact.value, fact.start)), fact.end) for fact in find_facts(text)
        ]
        return correct_text(text, self._spelling, self._known, protected)

    def readings(self, message: Message, situation: Situation) -> list[Reading]:
        """Every way to understand the message that the world offers."""
        likeness = self._likeness.scores(message.skeleton)
        follow_up = read_follow_up(message, self.world, situation)
        found = [
            *([follow_up] if follow_up else []),
            *read_measures(message, self.world, situation, likeness),
            *read_policies(message, self.world, likeness),
            *read_guides(message, self.world, situation, likeness),
            *read_records(message, self.world, situation, likeness),
            *read_changes(message, self.world, situation),
            *read_summaries(message, self.world, situation),
            *read_emails(message, self.world, situation),
        ]
        return [*found, *read_knowledge(message, self.world, likeness, found)]
