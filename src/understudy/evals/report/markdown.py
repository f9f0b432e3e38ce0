"""A run as Markdown, for the comment on a pull request. Pure."""

from collections.abc import Iterable

from understudy.evals.gates.criteria import Reason
from understudy.evals.gates.verdict import Word
from understudy.evals.report.causes import Cause, causes_of
from understudy.evals.report.told import Report, Told
from understudy.evals.runs.pairing import Flip, Paired

__all__ = ["as_markdown"]

_SIGNS: dict[Word, str] = {"holds": "✅", "does not hold": "❌", "not enough data": "❔"}
_MARKS = {True: "✅", False: "❌", None: "❔"}
_LONGEST = 300
_MOST_CASES = 20
"""Of one cause: a comment that nobody reads to its end says nothing."""
_SAFE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;", **{sign: f"\\{sign}" for sign in "|[]`*_#~\\"}}
)


def as_markdown(report: Report) -> str:
    """The verdict in its sentences, failures by cause, and what changed since an earlier run."""
    parts = [*_head(report), *_compared(report.compared), *_failures(report)]
    return "\n".join(parts).rstrip() + "\n"


def _head(report: Report) -> Iterable[str]:
    verdict = report.verdict
    yield f"## {_SIGNS[verdict.word]} {_plain(report.suite)}: the verdict {_word(verdict.word)}"
    yield ""
    yield f"**{verdict.success}** · agent `{report.agent}`{_where(report)}"
    yield ""
    yield "| | criterion | |"
    yield "|---|---|---|"
    yield from (_row(reason) for reason in verdict.reasons)
    yield ""
    if verdict.unjudged:
        yield f"{verdict.unjudged} could not be judged, and count neither way."
        yield ""
    if report.repeats:
        repeats = report.repeats
        most = max(repeats.all_pass)
        yield f"Two attempts at a case end differently with a chance of {repeats.flip_rate};"
        yield f"{most} attempts all pass with one of {repeats.all_pass[most]}."
        yield ""


def _word(word: Word) -> str:
    return f"**{word}**" if word != "not enough data" else "is open: **not enough data**"


def _where(report: Report) -> str:
    of = f" · model `{report.model}`" if report.model else ""
    of += f" · version `{report.version[:8]}`" if report.version else ""
    return of + (f" · run {report.number}" if report.number else "")


def _row(reason: Reason) -> str:
    return f"| {_MARKS[reason.met]} | {reason.name} | {_cell(reason.told)} |"


def _compared(compared: Paired | None) -> Iterable[str]:
    if compared is None:
        return
    yield "### Since the run before"
    yield ""
    yield _plain(str(compared.comparison))
    yield ""
    for what, flips in (("Regressions", compared.regressed), ("Improvements", compared.improved)):
        if flips:
            yield from _details(f"{what} ({len(flips)})", _flips(flips))


def _flips(flips: Iterable[Flip]) -> Iterable[str]:
    yield "| case | before | now |"
    yield "|---|---|---|"
    for each in flips:
        name = f"**{_cell(each.name)}** (must never fail)" if each.must_never else _cell(each.name)
        yield f"| {name} | {_cell(_reply(each.before.replies))} | {_cell(_reply(each.after.replies))} |"


def _failures(report: Report) -> Iterable[str]:
    if not report.failed:
        return
    yield "### Failures by cause"
    yield ""
    for cause in causes_of(report.failed):
        yield from _details(f"{cause.told} ({len(cause.cases)})", _cases(cause))


def _details(summary: str, inside: Iterable[str]) -> Iterable[str]:
    yield f"<details><summary>{_plain(summary)}</summary>"
    yield ""
    yield from inside
    yield ""
    yield "</details>"
    yield ""


def _cases(cause: Cause) -> Iterable[str]:
    yield "| case | asked | not as expected |"
    yield "|---|---|---|"
    for each in cause.cases[:_MOST_CASES]:
        wrong = "<br>".join(_cell(str(mismatch)) for mismatch in each.mismatches)
        yield f"| {_name(each)} | {_cell(each.case.messages[-1].say)} | {wrong} |"
    if len(cause.cases) > _MOST_CASES:
        yield f"| and {len(cause.cases) - _MOST_CASES} more | | |"


def _name(told: Told) -> str:
    passed, judged = told.attempts
    often = f" ({passed} of {judged} attempts passed)" if judged > 1 else ""
    never = " (must never fail)" if told.case.must_never else ""
    return f"{_cell(told.case.name)}{never}{often}"


def _reply(replies: tuple[str, ...]) -> str:
    return " / ".join(replies) or "no reply"


def _cell(text: str) -> str:
    """One line of a table, in which nothing is markup."""
    line = " ".join(text.split())
    return _plain(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")


def _plain(text: str) -> str:
    """What came from people or models is text, never a link, an image, a mention or a tag."""
    return text.translate(_SAFE).replace("://", ":&#8203;//")
