"""Which stand-in stands for which value, for one session, and the other way."""

import re
import secrets
from collections.abc import Callable
from hashlib import blake2b

from understudy.trust.masking.standins import LABELS, STAND_IN, TEXT, Label, code_of, written
from understudy.trust.values.phones import normal_phone
from understudy.trust.values.span import ValueType

__all__ = ["Vault"]

_SECRET = secrets.token_bytes(32)
"""Of this process. What stands for a value in one session says nothing of any other."""

_IN_WORDS = frozenset(
    {"PERSON", "ORGANIZATION", "GPE", "STREET_ADDRESS", "TITLE", "NRP", "DATE_TIME", "DATE_OF_BIRTH"}
)


class Vault:
    """Keeps both ways. The same session gives the same stand-ins in each of its turns, in whatever order.

    A part of a person's name stands for that person while one person alone has it.
    """

    def __init__(self, session: str = "") -> None:
        self._key = blake2b(session.encode("utf-8", "surrogatepass"), key=_SECRET, digest_size=32).digest()
        self._codes: dict[tuple[Label, str], str] = {}
        self._taken: dict[str, list[str | float]] = {}
        self._stand_ins: dict[tuple[Label, str | float, type], str] = {}
        self._people: dict[str, set[str]] = {}

    def __len__(self) -> int:
        """How many values it keeps."""
        return len(self._stand_ins)

    def stand_in(self, value: str | float, kind: ValueType | None) -> str:
        """What stands for the value; without a kind for a text of any.

        A number is another writing of its text.
        """
        label = LABELS[kind] if kind else TEXT
        known = self._stand_ins.get((label, value, type(value)))
        if known is None:
            normal = _normal(_text(value), kind)
            code = self._code(label, self._whole(normal) if kind == "PERSON" else normal)
            self._taken[code].append(value)
            known = self._stand_ins[label, value, type(value)] = written(label, code, len(self._taken[code]))
        return known

    def meet(self, person: str) -> None:
        """A whole name, before any part of it is asked for."""
        normal = _normal(person, "PERSON")
        for part in set(normal.split()):
            self._people.setdefault(part, set()).add(normal)

    def restore(self, text: str, put: Callable[[str], str] = str, *, start: int = 0) -> str:
        """The text from `start` on with values for stand-ins; `put` says how a value is to be written there.

        What was never given out stays as it is, so nobody gets a value by writing what looks like one.
        """
        pieces: list[str] = []
        for found in STAND_IN.finditer(text, start) if self._taken else ():
            pieces += (text[start : found.start()], self._restored(found, put))
            start = found.end()
        return "".join((*pieces, text[start:]))

    def value(self, text: str) -> str | float:
        """The same for a text that may be a stand-in as a whole: a number comes back as the number it was."""
        found = STAND_IN.fullmatch(text)
        values = self._taken.get(found[1].upper(), []) if found else []
        writing = int(found[2] or 1) if found else 0
        value = values[writing - 1] if 1 <= writing <= len(values) else text
        return self.restore(text) if isinstance(value, str) else value

    def _restored(self, found: re.Match[str], put: Callable[[str], str]) -> str:
        values = self._taken.get(found[1].upper())
        if not values:
            return found[0]
        if found[2] is None:
            return put(str(values[0]))
        writing = int(found[2])
        if 2 <= writing <= len(values):
            return put(str(values[writing - 1]))
        return put(str(values[0])) + found[0][found.end(1) - found.start() :]

    def _whole(self, part: str) -> str:
        """The one whole name of which it is a part, if there is one."""
        names = self._people.get(part, set()) if " " not in part else set[str]()
        return next(iter(names)) if len(names) == 1 else part

    def _code(self, label: Label, normal: str) -> str:
        code = self._codes.get((label, normal))
        attempt = 0
        while code is None:
            drawn = code_of(self._key, label, normal, attempt)
            code = drawn if drawn not in self._taken else None
            attempt += 1
        self._codes[label, normal] = code
        self._taken.setdefault(code, [])
        return code


def _text(value: str | float) -> str:
    """A number as a text has it: a whole one without its point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _normal(value: str, kind: ValueType | None) -> str:
    """The same for values that are the same however they are written."""
    if kind is None:
        return value
    if kind == "PHONE_NUMBER":
        return normal_phone(value)
    folded = value.casefold()
    if kind in _IN_WORDS:
        return " ".join(folded.split())
    return (
        folded
        if kind in ("EMAIL_ADDRESS", "DOMAIN_NAME", "SECRET")
        else re.sub(r"[\W_]", "", folded) or folded
    )
