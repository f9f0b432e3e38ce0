"""What is said of one sentence of a reply: whether a passage bears it out."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Evidence", "Ruling", "Verdict"]

Ruling = Literal["supported", "contradicted", "not found", "no claim"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage, letter for letter: from `at` on in the text of that document.

    `lead` is the first row of its table if it is a row; `about` is title and heading.
    """

    document: int
    at: int
    text: str
    lead: str = ""
    about: str = ""

    @property
    def told(self) -> str:
        """The sentence with what it is about."""
        return " ".join(
            part for part in (f"{self.about}:" if self.about else "", self.lead, self.text) if part
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """The ruling on a sentence that stands from `start` on in the reply.

    `reasons` say in words why it is not borne out; `evidence` is what comes nearest. `likeness` is how near
    in meaning that is, `by` who ruled: "rules", or the name of a judge.
    """

    sentence: str
    start: int
    ruling: Ruling
    reasons: tuple[str, ...] = ()
    evidence: Evidence | None = None
    likeness: float = 0.0
    by: str = "rules"

    @property
    def holds(self) -> bool:
        """Whether the sentence may be said."""
        return self.ruling in ("supported", "no claim")
