"""A person who pursues a goal with an agent: what they say next, by rules. Pure.

They tell what they want, answer what they are asked from what they know, and say yes or no to what is
proposed. They never say whether the goal is reached: that is for the org and what came to show.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from understudy.agents.outcome import Clarify, Confirm, Outcome
from understudy.evals.cases import Goal, Persona

__all__ = ["Person"]

_NEAR = 60.0
"""How alike a choice and what the person knows must be, of 100."""
_OPENING = {"plain": "", "polite": "Good morning! ", "upset": "I am really not happy. "}
_CLOSING = {
    "plain": "",
    "polite": " Thank you very much.",
    "upset": " I have waited long enough!",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a goal and a manner of speaking."""

    goal: Goal
    persona: Persona = "plain"

    def opens(self) -> str:
        """The first message: what they want."""
        return f"{_OPENING[self.persona]}{self.goal.wants}{_CLOSING[self.persona]}"

    def answers(self, outcome: Outcome) -> str | None:
        """The next message; None when there is nothing left that they could say."""
        match outcome:
            case Confirm():
                return "Yes." if self.goal.agrees else "No."
            case Clarify(choices=choices) if choices:
                return self._chosen(choices)
            case Clarify(text=asked):
                return self._told(asked)
            case _:
                return None

    def _chosen(self, choices: tuple[str, ...]) -> str | None:
        """The choice that is most like something they know or want, if any is."""
        known = [*self.goal.facts.values(), self.goal.wants]
        alike = {choice: max(_alike(each, choice) for each in known) for choice in choices}
        best = max(choices, key=lambda choice: alike[choice])
        return best if alike[best] >= _NEAR else None

    def _told(self, asked: str) -> str | None:
        """What they know of what is asked; all they know, where it fits nothing."""
        facts = self.goal.facts
        about = {name: _alike(name, asked) for name in facts}
        best = max(facts, key=lambda name: about[name], default=None)
        if best is None:
            return None
        return facts[best] if about[best] >= _NEAR else ", ".join(facts.values())


def _alike(known: str, other: str) -> float:
    return fuzz.token_set_ratio(known, other, processor=utils.default_process)
