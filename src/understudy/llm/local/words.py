"""Word the answer from what was found: the answer first, in the form asked for. No number is made here."""

import re
from calendar import month_name
from collections.abc import Iterable, Sequence

from understudy.llm.finding import Finding, Item, Statement
from understudy.llm.local.formats import AnswerForm
from understudy.llm.local.gazetteer import OTHER_NAMES, STATES

__all__ = ["answers_of", "word"]

_NOT_OF_NUMBERS = re.compile(r"[^\d.-]")
_PARTS = {"event": "What happened:", "open": "Still open:", "figure": "In numbers:"}
_MONTHS = frozenset(month_name[1:])


def word(finding: Finding, form: AnswerForm | None) -> str:
    """The reply's text: only the bare answers when just those were asked for, else sentence and list."""
    if form and form.only and finding.status == "found":
        answers = answers_of(finding, form)
        if answers:
            return ", ".join(answers)
    lines = [finding.headline]
    if finding.asked > 1 or (finding.items and finding.headline.endswith(":")):
        lines += [_line(item) for item in finding.items[: finding.asked]]
    lines += _told(finding.statements)
    lines += finding.notes
    return "\n".join(lines)


def answers_of(finding: Finding, form: AnswerForm | None) -> tuple[str, ...]:
    """The bare values that answer, in the form asked for: ids, names, numbers, months."""
    if finding.status != "found":
        return ()
    asked = finding.items[: finding.asked]
    if form is not None and form.kind == "count":
        if len(asked) == 1 and asked[0].value is not None:
            return (_NOT_OF_NUMBERS.sub("", asked[0].shown) or _shown(asked[0]),)
        return (str(len(asked)),)
    return tuple(_in_form(item, form, asked) for item in asked)


def _in_form(item: Item, form: AnswerForm | None, asked: Sequence[Item]) -> str:
    kind = form.kind if form else None
    match kind:
        case "id":
            return item.id or _shown(item)
        case "name":
            return item.label
        case "month":
            return str(item.value) if item.value in _MONTHS else item.label
        case "abbreviation":
            return item.label if item.label in STATES else OTHER_NAMES.get(item.label, item.label)
        case "value":
            is_number = isinstance(item.value, float | int)
            return _NOT_OF_NUMBERS.sub("", item.shown) if is_number else item.shown or _shown(item)
        case _:
            is_figure = isinstance(item.value, float | int) and not item.id and len(asked) == 1
            return item.shown if is_figure else item.label


def _shown(item: Item) -> str:
    return str(item.value) if item.value is not None else item.label


def _told(statements: Sequence[Statement]) -> Iterable[str]:
    """The statements under the heading of their part; a quoted one with the record that says so."""
    for part, heading in _PARTS.items():
        told = [statement for statement in statements if statement.part == part]
        if told:
            yield heading
        for statement in told:
            at = f"{statement.at} " if statement.at else ""
            quoted = f": “{statement.quote}” ({statement.id})" if statement.quote else ""
            yield f"- {at}{statement.text}{quoted}"


def _line(item: Item) -> str:
    return f"- {item.label}" + (f": {item.shown}" if item.shown else "")
