"""An email template: a text with merge fields that are paths of the question language.

`{Contact.FirstName}` is read from the record, `{To.FirstName}` from the person it goes to, `{Sender.Name}`
from the user who writes, `{:reason}` is an input that is asked for. What stands in `[…]` is left out when a
value in it is missing. A brace or bracket that is meant is written twice.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from understudy.org.definitions.measure import Definition

__all__ = [
    "INPUT",
    "RECIPIENT",
    "SENDER",
    "EmailDefinition",
    "EmailInput",
    "Piece",
    "merge_fields",
    "read_pieces",
]

RECIPIENT, SENDER, INPUT = "To.", "Sender.", ":"

_TOKEN = re.compile(r"\{\{|\}\}|\[\[|\]\]|\{(?P<path>[^{}\[\]\n]*)\}|[\[\]{}]")
_PATH = re.compile(r":[a-z][a-z0-9_]*|[A-Za-z]\w*(?:\.[A-Za-z]\w*)*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: words and the paths of merge fields, in turn, beginning and ending with words."""

    words: tuple[str, ...]
    paths: tuple[str, ...]
    is_optional: bool

    def filled(self, values: Mapping[str, str]) -> str:
        """The words with the values between them."""
        told = (f"{words}{values[path]}" for words, path in zip(self.words, self.paths, strict=False))
        return "".join([*told, self.words[-1]])


class EmailInput(BaseModel):
    """What no record holds: asked for, or taken from the words behind one of `after`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ask: Annotated[str, Field(description="The question to the person who wants the email.")]
    after: Annotated[
        tuple[str, ...], Field(description="Words behind which it stands in the message: 'asking for'.")
    ] = ()


class EmailDefinition(Definition):
    """One email template for records of `object`."""

    kind: Literal["email"]
    object: Annotated[str, Field(description="The object of the record that it is about: Case.")]
    to: Annotated[
        str | None,
        Field(
            description="The path to the id of the person it goes to: ContactId, or Id for the record itself."
        ),
    ] = None
    subject: str
    body: str
    fallbacks: Annotated[
        dict[str, str],
        Field(default_factory=dict, description="What to write where the value of a merge field is missing."),
    ]
    inputs: Annotated[dict[str, EmailInput], Field(default_factory=dict, validate_default=True)]
    asked_as: Annotated[tuple[str, ...], Field(description="Ways to ask for it, in a person's words.")] = ()

    @field_validator("subject", "body")
    @classmethod
    def _reads(cls, text: str) -> str:
        read_pieces(text)
        return text

    @field_validator("fallbacks")
    @classmethod
    def _falls_back(cls, fallbacks: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        if unused := sorted(fallbacks.keys() - _named(info.data)):
            raise ValueError(f"the text has no merge field {{{unused[0]}}}; use it or leave the fallback out")
        return fallbacks

    @field_validator("inputs")
    @classmethod
    def _asks(cls, inputs: dict[str, EmailInput], info: ValidationInfo) -> dict[str, EmailInput]:
        named = {path.removeprefix(INPUT) for path in _named(info.data) if path.startswith(INPUT)}
        if undeclared := sorted(named - inputs.keys()):
            raise ValueError(
                f"the text names the input {undeclared[0]!r}; declare it here with its question (ask)"
            )
        if unused := sorted(inputs.keys() - named):
            raise ValueError(f"the text has no {{:{unused[0]}}}; use the input or leave it out")
        return inputs


def read_pieces(text: str) -> tuple[Piece, ...]:
    """The text cut at its brackets.

    Raises:
        ValueError: a brace or bracket without its partner, or a merge field that is no path.
    """
    pieces: list[Piece] = []
    words, paths, at, is_optional = [""], list[str](), 0, False
    for token in _TOKEN.finditer(text):
        words[-1] += text[at : token.start()]
        at = token.end()
        mark = token.group()
        if mark in ("{{", "}}", "[[", "]]"):
            words[-1] += mark[0]
        elif mark.startswith("{") and token["path"] is not None:
            paths.append(_path(token["path"]))
            words.append("")
        elif mark == ("]" if is_optional else "["):
            pieces.append(Piece(tuple(words), tuple(paths), is_optional))
            words, paths, is_optional = [""], [], not is_optional
        else:
            raise ValueError(f"{mark!r} in line {text.count(chr(10), 0, at) + 1} has no partner; {_DOUBLED}")
    if is_optional:
        raise ValueError(f"a '[' is never closed; {_DOUBLED}")
    words[-1] += text[at:]
    return (*pieces, Piece(tuple(words), tuple(paths), is_optional=False))


_DOUBLED = "write it twice where the character itself is meant"


def merge_fields(definition: EmailDefinition) -> frozenset[str]:
    """The paths that subject and body name."""
    return _paths_in((definition.subject, definition.body))


def _named(given: Mapping[str, Any]) -> frozenset[str]:
    """The paths in what is valid so far of subject and body."""
    return _paths_in(given[key] for key in ("subject", "body") if key in given)


def _paths_in(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(path for text in texts for piece in read_pieces(text) for path in piece.paths)


def _path(given: str) -> str:
    path = given.strip()
    if not _PATH.fullmatch(path):
        raise ValueError(
            f"{{{given}}} is no path such as {{Contact.FirstName}} and no input such as {{:reason}}"
        )
    return path
