"""From drafts to cases: each in the style that its action has had least, no two of them alike."""

import re
from collections import Counter
from dataclasses import dataclass, field

from understudy.evals.cases import Case, Said
from understudy.evals.generate.draft import Draft
from understudy.evals.generate.ground import Ground
from understudy.evals.generate.styles import STYLES, said_in

__all__ = ["Chooser", "Chosen"]

_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Chosen:
    """A draft with what is said, and how."""

    draft: Draft
    style: str
    said: str

    def case(self, name: str, topic: str) -> Case:
        """As it stands in the suite."""
        draft = self.draft
        told = {"style": self.style, "topic": topic, "action": draft.action or ""}
        common = {
            "name": name,
            "actor": draft.asker,
            "origin": "generated",
            "tags": tuple(f"{key}:{value}" for key, value in told.items() if value),
            "must_never": draft.must_never,
        }
        if not draft.then:
            return Case(say=self.said, expect=draft.expect, **common)
        return Case(script=(Said(say=self.said, expect=draft.expect), *draft.then), **common)


@dataclass
class Chooser:
    """Remembers what there is already."""

    ground: Ground
    _said: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _meant: set[tuple[str | None, str, str]] = field(default_factory=set[tuple[str | None, str, str]])
    _styles: Counter[tuple[str | None, str]] = field(default_factory=Counter[tuple[str | None, str]])
    _names: Counter[str] = field(default_factory=Counter[str])

    def choose(self, draft: Draft, *, again: bool = False) -> Chosen | None:
        """The draft in a style; None where it was there before, meant or said. What was meant before is
        taken `again` in another style.

        Who asks tells two apart only where it is a customer: colleagues mean the same by the same words.
        """
        who = draft.asker if self.ground.spec.audience == "customers" else ""
        meant = (draft.action, draft.title, who)
        if meant in self._meant and not again:
            return None
        random = self.ground.random(f"style {draft.action} {draft.title}")
        usual = sorted(STYLES, key=lambda style: self._styles[draft.action, style])
        for style in (draft.style,) if draft.style else usual:
            said = draft.phrase.whole if draft.style else said_in(style, draft.phrase, random)
            if said and (key := (who, _plain(said))) not in self._said:
                self._said.add(key)
                self._meant.add(meant)
                self._styles[draft.action, style] += 1
                return Chosen(draft, style, said)
        return None

    def name(self, chosen: Chosen) -> str:
        """A name that no other case has."""
        name = " ".join(chosen.draft.title.split())[:_LONGEST_NAME]
        self._names[name] += 1
        return name if self._names[name] == 1 else f"{name} ({self._names[name]})"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
