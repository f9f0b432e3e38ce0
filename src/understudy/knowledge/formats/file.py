"""A file as it is given to the reader of its format, and what comes of it."""

from dataclasses import dataclass
from pathlib import PurePosixPath

from understudy.kit.errors import InputError
from understudy.knowledge.documents import Document
from understudy.knowledge.front_matter import Head

__all__ = ["File", "MissingToolError", "Reading", "Skipped", "UnreadableError"]


@dataclass(frozen=True, slots=True)
class File:
    """A file's bytes. `key` is its document's name within its source; `head` what is known from outside.

    `name` tells the format by its ending. `says_for_whom`: its front matter may name who reads it, as in a
    file that the company keeps, and not in what a sender or somebody on the web has written.
    """

    name: str
    key: str
    data: bytes
    head: Head
    says_for_whom: bool = True

    @property
    def ending(self) -> str:
        """`.md` and the like, in small letters; empty without one."""
        return PurePosixPath(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class Skipped:
    """What was not read, and why. `lasting`: it would not be read again as long as it is as it is."""

    key: str
    reason: str
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file: its documents, and the parts of it, or all of it, that could not be read."""

    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class UnreadableError(InputError):
    """The file cannot be read, and will not be as long as it is as it is; the message says why."""


class MissingToolError(UnreadableError):
    """What reads such files is not installed; the hint has the line that installs it."""
