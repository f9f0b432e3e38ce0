"""Texts, and trees of them, with stand-ins for the values in them."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from understudy.trust.masking.fields import FieldValue
from understudy.trust.masking.overlap import Treated, settled
from understudy.trust.masking.policy import Rules
from understudy.trust.masking.standins import CODE, LABELS, LONGEST, STAND_IN
from understudy.trust.masking.vault import Vault
from understudy.trust.values.detect import Detector
from understudy.trust.values.known import KnownValues
from understudy.trust.values.span import LIKELY, POSSIBLE, STRUCTURED, Recogniser, Span, ValueType

__all__ = ["Masker"]

_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LOOKALIKE = 2.0
"""Surer than anything: what looks like a stand-in and is none must not come back as somebody's value."""


@dataclass
class Masker:
    """Masks what leaves in one turn by the rules, and restores what comes back."""

    rules: Rules
    vault: Vault = field(default_factory=Vault)
    more: tuple[Recogniser, ...] = ()
    known: KnownValues = field(default_factory=KnownValues)
    _treated: dict[str, FieldValue] = field(default_factory=dict[str, FieldValue])
    _seen: dict[str, tuple[int, list[Treated]]] = field(default_factory=dict[str, tuple[int, list[Treated]]])
    _learned: int = 0

    def __post_init__(self) -> None:
        self._detector = Detector(self.more, self.rules.sought)

    def learn(self, values: Iterable[FieldValue]) -> None:
        """Values that records hold: found for certain, and treated as their field is."""
        for each in values:
            folded = " ".join(each.value.lower().split())
            if folded not in self._treated or (each.treatment and self._treated[folded] != each):
                self._treated[folded] = each
                self._learned += 1
                self.known.add(each.value, each.kind or "RECORD_NUMBER")

    def meet(self, texts: Iterable[str]) -> None:
        """See whose names are in all that leaves, before the first of it is masked."""
        for text in texts:
            for each in self._hidden(text):
                name = text[each.span.start : each.span.end]
                if each.span.type == "PERSON" and " " in name:
                    self.vault.meet(name)

    def text(self, text: str) -> str:
        """The text as it may leave."""
        pieces: list[str] = []
        end = 0
        for each in self._hidden(text):
            span = each.span
            pieces += (text[end : span.start], self._told(each, text[span.start : span.end]))
            end = span.end
        return "".join((*pieces, text[end:])) if pieces else text

    def tree(self, value: object, name: str = "") -> object:
        """The same for all texts in values of JSON, keys too; a number that is somebody's becomes a text.

        `name` is the key that the value stands at: it may say what a number is, as words before it do.
        """
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {self.text(str(key)): self.tree(each, str(key)) for key, each in value.items()}
            case list() | tuple():
                return [self.tree(each, name) for each in value]
            case int() | float() if not isinstance(value, bool):
                return self._number(value, name)
            case _:
                return value

    def json(self, text: str) -> str:
        """The same for a text that is JSON, else for the text as it is."""
        try:
            value = json.loads(text)
        except ValueError:
            return self.text(text)
        masked = self.tree(value)
        return text if masked == value else json.dumps(masked, ensure_ascii=False)

    def _number(self, value: float, name: str) -> object:
        """The number, or what stands for it: it is told by its digits and its name, as in a text."""
        whole = value == value and abs(value) != float("inf") and value == int(value)
        digits = str(abs(int(value))) if whole else str(value)
        if not whole and digits not in self._treated:
            return value
        lead = f"{' '.join(_NAME_PART.findall(name)).lower()}: " if name else ""
        hidden = [each for each in self._hidden(lead + digits) if each.span.end > len(lead)]
        return self._told(hidden[0], value) if hidden else value

    def _told(self, each: Treated, value: str | float) -> str:
        return self.vault.stand_in(value, each.kind) if each.treatment == "mask" else _dropped(each.kind)

    def _hidden(self, text: str) -> list[Treated]:
        """What of the text may not leave as it is, in order and apart."""
        if len(text) < 2:
            return []
        learned, hidden = self._seen.get(text, (-1, []))
        if learned != self._learned:
            found = (each for each in self._detector.all_values(text) if _is_sure(each))
            spans = (*found, *self.known(text), *_lookalikes(text))
            hidden = settled(self._treated_as(span, text[span.start : span.end]) for span in spans)
            self._seen[text] = self._learned, hidden
        return hidden

    def _treated_as(self, span: Span, value: str) -> Treated:
        if span.sure == _LOOKALIKE:
            return Treated(span, "mask", None)
        read = self._treated.get(" ".join(value.lower().split()))
        kind = read.kind if read else span.type
        if read and read.treatment:
            return Treated(span, read.treatment, kind, by_field=True)
        return Treated(span, self.rules.treatments[kind or span.type], kind)


def _is_sure(span: Span) -> bool:
    return span.sure >= (POSSIBLE if span.type in STRUCTURED else LIKELY)


def _lookalikes(text: str) -> Iterable[Span]:
    """Places of what looks like a stand-in: looked for from its code, which is rarer than its word."""
    for code in CODE.finditer(text):
        for found in STAND_IN.finditer(text, max(0, code.start() - LONGEST), code.end() + LONGEST):
            yield Span(found.start(), found.end(), "RECORD_NUMBER", _LOOKALIKE)


def _dropped(kind: ValueType | None) -> str:
    return f"({LABELS[kind].lower() if kind else 'value'} removed)"
