"""What is expected of a case that stands in a suite's file, corrected there."""

from pathlib import Path

from understudy.evals.cases import Case, Expectation, Suite
from understudy.evals.keeping.expected import Correction
from understudy.kit.amend import amend_file, with_value
from understudy.kit.documents import read_text_document
from understudy.kit.errors import InputError

__all__ = ["corrected", "mend_case"]


def corrected(before: Expectation | None, correction: Correction) -> Expectation | None:
    """What is expected, with what is corrected in its place; None when nothing is said at all."""
    said = correction.expected
    if said is None or before is None:
        return said
    return Expectation(**(before.model_dump(exclude_unset=True) | said.model_dump(exclude_unset=True)))


def mend_case(path: Path, name: str, correction: Correction) -> bool:
    """Correct what is expected of the last message of the case; False when the file has no such case.

    Raises: InputError when nothing is corrected; ConfigError when the file cannot be changed there.
    """
    if correction.expected is None:
        raise InputError("nothing is said of what should have come")
    found = False

    def change(text: str) -> str:
        nonlocal found
        suite = read_text_document(text, Suite, source=str(path))
        number = next((n for n, each in enumerate(suite.cases) if each.name == name), None)
        if number is None:
            return text
        found = True
        expected = corrected(suite.cases[number].messages[-1].expect, correction)
        assert expected is not None
        place = ("cases", number, *_within(suite.cases[number]), "expect")
        after = with_value(text, place, expected.model_dump(exclude_unset=True), source=str(path))
        assert (
            read_text_document(after, Suite, source=str(path)).cases[number].messages[-1].expect == expected
        )
        return after

    if path.exists():
        amend_file(path, change)
    return found


def _within(case: Case) -> tuple[str | int, ...]:
    return ("script", len(case.script) - 1) if case.script else ()
