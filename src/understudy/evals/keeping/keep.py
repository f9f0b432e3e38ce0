"""A turn that was held, written into a suite's file as a case that guards it from now on."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from pathlib import Path
from textwrap import shorten

from understudy.conversations.transcripts import spoken
from understudy.evals.cases import Case, Expectation, Said, Suite
from understudy.evals.keeping.expected import as_it_was
from understudy.evals.keeping.held import Held
from understudy.kit.amend import amend_file, with_entry
from understudy.kit.documents import read_text_document
from understudy.kit.errors import InputError

__all__ = ["About", "case_of", "keep_case"]

_LONGEST_NAME = 70
_LONGEST_NOTE = 160


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a case besides what is said in it. A name that is empty is made from the message."""

    name: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    must_never: bool = False


def case_of(held: Held, expected: Expectation | None = None, about: About | None = None) -> Case:
    """A regression where something else is expected than came, else a conversation of production."""
    about = about or About()
    last = Said(say=held.messages[-1], expect=expected or as_it_was(held.outcome))
    script = (*(Said(say=message) for message in held.messages[:-1]), last)
    one = len(script) == 1
    return Case(
        name=about.name or _name(held.messages[-1]),
        say=last.say if one else None,
        expect=last.expect if one else None,
        script=() if one else script,
        actor=held.actor,
        date=held.date,
        context=held.context,
        origin="regression" if expected else "production",
        owner=about.owner,
        tags=about.tags,
        must_never=about.must_never,
    )


def keep_case(path: Path, case: Case, held: Held, today: date) -> Case:
    """Add the case to the suite's file, which is made if there is none; the case as it stands there then.

    A case that is named as another gets a number.

    Raises: InputError when the suite is for another agent or org, or has this conversation already;
    ConfigError when its file is wrong.
    """
    note = f"Kept on {today} from the trace {held.trace_id}. What came was: {_brief(spoken(held.outcome))}"
    added: list[Case] = []

    def change(text: str) -> str:
        before = read_text_document(text, Suite, source=str(path)) if text else None
        if before:
            _check(before, held, case, path)
        named = case.model_copy(update={"name": _free(case.name, before)})
        written = named.model_dump(exclude_defaults=True)
        after = with_entry(text or _head(path, held), "cases", written, source=str(path), note=note)
        suite = read_text_document(after, Suite, source=str(path))
        assert suite.cases == (*(before.cases if before else ()), named), "what was written reads otherwise"
        added.append(named)
        return after

    amend_file(path, change)
    return added[0]


def _check(suite: Suite, held: Held, case: Case, path: Path) -> None:
    if suite.agent != held.agent:
        raise InputError(
            f"the suite {suite.name!r} is for the agent {suite.agent!r}, the turn is one of {held.agent!r}",
            hint="choose another suite; one that is not there yet is made",
        )
    if suite.org and suite.org != held.org:
        raise InputError(f"the suite {suite.name!r} is about the org {suite.org!r}, not {held.org!r}")
    for each in suite.cases:
        who, day = each.actor or suite.actor, each.date or suite.date
        if (_said(each), who, day) == (_said(case), case.actor, case.date):
            raise InputError(
                f"this conversation is in the suite already, as {each.name!r}",
                hint=f"change what is expected of it in {path}",
            )


def _said(case: Case) -> list[str]:
    return [" ".join(said.say.split()) for said in case.messages]


def _head(path: Path, held: Held) -> str:
    name = re.sub(r"[^a-z0-9_-]+", "_", path.stem.lower())
    return f"name: {name}\nagent: {held.agent}\norg: {held.org}\n"


def _name(message: str) -> str:
    return shorten(" ".join(message.split()), _LONGEST_NAME, placeholder="…") or message[:_LONGEST_NAME]


def _free(name: str, suite: Suite | None) -> str:
    taken = {each.name for each in suite.cases} if suite else set[str]()
    numbered = (f"{name} ({number})" for number in count(2))
    return next(each for each in chain([name], numbered) if each not in taken)


def _brief(text: str) -> str:
    return shorten(" ".join(text.split()), _LONGEST_NOTE, placeholder="…")
