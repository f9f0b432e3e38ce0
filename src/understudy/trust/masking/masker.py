"""Texts, and trees of them, with stand-ins for the values in them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from understudy.trust.masking.fields import FieldValue
from understudy.trust.masking.policy import Rules, Treatment
from understudy.trust.masking.standins import CODE, LABELS, LONGEST, STAND_IN
from understudy.trust.masking.vault import Vault
from understudy.trust.values.detect import Detector, apart
from understudy.trust.values.known import KnownValues
from understudy.trust.values.span import LIKELY, POSSIBLE, STRUCTURED, Recogniser, Span, ValueType

__all__ = ["Masker"]

_LEAST_DIGITS = 9
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
    _seen: dict[str, tuple[int, list[Span]]] = field(default_factory=dict[str, tuple[int, list[Span]]])

    def __post_init__(self) -> None:
        self._detector = Detector(self.more, self.rules.sought)

    def learn(self, values: Iterable[FieldValue]) -> None:
        """Values that records hold: found for certain, and treated as their field is."""
        for each in values:
            folded = " ".join(each.value.lower().split())
            if folded not in self._treated or each.treatment:
                self._treated[folded] = each
                self.known.add(each.value, each.kind or "RECORD_NUMBER")

    def meet(self, texts: Iterable[str]) -> None:
        """See whose names are in all that leaves, before the first of it is masked."""
        for text in texts:
            for span in self._spans(text):
                if span.type == "PERSON" and " " in (name := text[span.start : span.end]):
                    self.vault.meet(name)

    def text(self, text: str) -> str:
        """The text as it may leave."""
        pieces: list[str] = []
        end = 0
        for span in self._spans(text):
            value = text[span.start : span.end]
            treatment, kind = self._treatment(span, value)
            if treatment != "keep":
                told = self.vault.stand_in(value, kind) if treatment == "mask" else _dropped(kind)
                pieces += (text[end : span.start], told)
                end = span.end
        return "".join((*pieces, text[end:])) if pieces else text

    def tree(self, value: object) -> object:
        """The same for all texts in values of JSON, keys too; a number that is somebody's becomes a text."""
        match value:
            case str():
                return self.text(value)
            case Mapping():
                return {self.text(str(key)): self.tree(each) for key, each in value.items()}
            case list() | tuple():
                return [self.tree(each) for each in value]
            case int() if abs(value) >= 10**_LEAST_DIGITS and not isinstance(value, bool):
                told = self.text(str(value))
                return value if told == str(value) else told
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

    def _spans(self, text: str) -> list[Span]:
        if len(text) < 2:
            return []
        known, spans = self._seen.get(text, (-1, []))
        if known != len(self.known):
            found = [each for each in self._detector.values(text) if _is_sure(each)]
            more = [*self.known(text), *_lookalikes(text)]
            spans = apart([*found, *more]) if more else found
            self._seen[text] = len(self.known), spans
        return spans

    def _treatment(self, span: Span, value: str) -> tuple[Treatment, ValueType | None]:
        if span.sure == _LOOKALIKE:
            return "mask", None
        read = self._treated.get(" ".join(value.lower().split()))
        kind = read.kind if read else span.type
        if read and read.treatment:
            return read.treatment, kind
        return self.rules.treatments[kind or span.type], kind


def _is_sure(span: Span) -> bool:
    return span.sure >= (POSSIBLE if span.type in STRUCTURED else LIKELY)


def _lookalikes(text: str) -> Iterable[Span]:
    """Places of what looks like a stand-in: looked for from its code, which is rarer than its word."""
    for code in CODE.finditer(text):
        for found in STAND_IN.finditer(text, max(0, code.start() - LONGEST), code.end() + LONGEST):
            yield Span(found.start(), found.end(), "RECORD_NUMBER", _LOOKALIKE)


def _dropped(kind: ValueType | None) -> str:
    return f"({LABELS[kind].lower() if kind else 'value'} removed)"
