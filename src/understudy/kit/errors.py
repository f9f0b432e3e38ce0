"""The one tree of errors, sorted by who has to act next."""

from dataclasses import dataclass

__all__ = [
    "ConfigError",
    "InputError",
    "NotPermittedError",
    "Place",
    "ServiceError",
    "UnderstudyError",
]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in what the caller gave us the trouble is. Lines and columns count from 1."""

    source: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        numbers = [str(n) for n in (self.line, self.column) if n is not None]
        return ":".join([self.source or "<input>", *numbers])


class UnderstudyError(Exception):
    """Something a person can act on: what is wrong, where, and how to mend it."""

    def __init__(self, message: str, *, hint: str | None = None, place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}" + (f"\n  hint: {self.hint}" if self.hint else "")


class InputError(UnderstudyError):
    """The caller's input is wrong: a query, a file, an id, a name."""


class ConfigError(UnderstudyError):
    """A setting or a declared file (agent, definition, policy) is wrong; its owner mends it."""


class NotPermittedError(UnderstudyError):
    """The actor may not read or do this. Says nothing about what exists."""


class ServiceError(UnderstudyError):
    """Something outside (database, model provider) failed. `retryable` says whether to try again."""

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        hint: str | None = None,
        place: Place | None = None,
    ) -> None:
        super().__init__(message, hint=hint, place=place)
        self.retryable = retryable
