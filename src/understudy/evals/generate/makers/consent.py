"""What people say when they are asked whether it shall be done, and what must come of it."""

from random import Random

from understudy.evals.cases import Expectation, RecordState, Said

__all__ = ["agreed", "declined", "proposed"]

_YES = ("yes", "Yes, please.", "ok", "Go ahead.", "yes, do it")
_NO = ("No, leave it.", "no, stop", "No!", "no, don't")


def proposed(action: str, *before: RecordState) -> Expectation:
    """It is proposed, and nothing is written yet."""
    return Expectation(kind="confirm", action=action, records=before)


def agreed(action: str, random: Random, *after: RecordState, ends: str = "reply") -> Said:
    """A yes, after which the records are as wanted."""
    expect = Expectation(kind=ends, action=action, records=after)  # pyright: ignore[reportArgumentType]
    return Said(say=random.choice(_YES), expect=expect)


def declined(random: Random, *before: RecordState) -> Said:
    """A no, after which all is as it was."""
    return Said(say=random.choice(_NO), expect=Expectation(kind="reply", action="none", records=before))
