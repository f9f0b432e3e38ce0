"""What a document says about itself in YAML before its text: its title, audience, owner and dates."""

import re
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Literal, cast, get_args

import yaml

from understudy.kit.errors import InputError, Place

__all__ = ["AUDIENCES", "Audience", "Head", "read_audience", "split_head"]

Audience = Literal["public", "customers", "employees"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
_ALSO_CALLED: dict[str, Audience] = {
    "customer": "customers",
    "employee": "employees",
    "internal": "employees",
}
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<head>.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a document besides its text; empty or None where it says nothing.

    `labelled`: somebody has said who reads it, in the document, in its record, or in adding its source.
    """

    audience: Audience
    title: str = ""
    summary: str = ""
    url: str | None = None
    owner: str = ""
    updated: date | None = None
    reviewed: date | None = None
    valid_from: date | None = None
    permission: str = ""
    labelled: bool = False

    def for_the_same(self, others: "Head") -> "Head":
        """This head, by somebody perhaps from outside the company: who reads it, who answers for it, when it
        was reviewed and where it stands the other says, and when it was changed, if it knows.
        """
        return replace(
            self,
            audience=others.audience,
            permission=others.permission,
            labelled=others.labelled,
            owner=others.owner,
            reviewed=others.reviewed,
            updated=others.updated or self.updated,
            url=others.url,
        )

    def filled(self, otherwise: "Head") -> "Head":
        """This head, with what it leaves open taken from another."""
        return Head(*(getattr(self, each.name) or getattr(otherwise, each.name) for each in fields(Head)))


def split_head(text: str, audience: Audience, place: Place | None = None) -> tuple[Head, str]:
    """What stands between the first two `---`, and the rest; `audience` is for a text that names none.

    Raises:
        InputError: it is not YAML, or an audience or a day in it cannot be read.
    """
    found = _FRONT_MATTER.match(text)
    if found is None:
        return Head(audience), text
    try:
        head: object = yaml.safe_load(found["head"])
    except (yaml.YAMLError, ValueError) as error:
        raise InputError(f"what stands between the first --- is not YAML: {error}", place=place) from error
    if not isinstance(head, dict):
        return Head(audience), text
    values = {str(name): value for name, value in cast("dict[object, object]", head).items()}
    told = {name: str(value) for name, value in values.items() if value is not None}
    return Head(
        read_audience(told.get("audience"), audience, place),
        told.get("title", ""),
        told.get("summary", ""),
        told.get("url"),
        told.get("owner", ""),
        *(_day(name, values.get(name), place) for name in ("updated", "reviewed", "valid_from")),
        permission=told.get("permission", "").strip().lower(),
        labelled=bool(told.get("audience", "").strip()),
    ), text[found.end() :]


def _day(name: str, value: object, place: Place | None) -> date | None:
    match value:
        case None:
            return None
        case datetime():
            return value.date()
        case date():
            return value
        case _:
            try:
                return date.fromisoformat(str(value).strip()[:10])
            except ValueError as error:
                told = f"{name}: {str(value)!r} is no day"
                raise InputError(told, hint="write it as 2026-11-21", place=place) from error


def read_audience(given: str | None, otherwise: Audience, place: Place | None = None) -> Audience:
    """The audience of that name; `otherwise` when none is given.

    Raises:
        InputError: there is no such audience. A slip of the pen must not open a document.
    """
    name = (given or "").strip().lower()
    if not name:
        return otherwise
    for audience in AUDIENCES:
        if name == audience:
            return audience
    if name in _ALSO_CALLED:
        return _ALSO_CALLED[name]
    raise InputError(f"there is no audience {given!r}", hint=f"one of {', '.join(AUDIENCES)}", place=place)
