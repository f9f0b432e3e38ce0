"""`understudy trust`: `group` is what the commands register with, `screening` scores texts of a file."""

from understudy.cli.trust import screening
from understudy.cli.trust.group import trust

__all__ = ["trust"]

trust.command("screen")(screening.screen_)
