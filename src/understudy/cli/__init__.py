"""The operator's door: one file per noun.

`main` is the command `understudy`; `talk` (ask, chat), `org`, `definitions`, `agent`, `bench`, `demo`.
"""

from understudy.cli.main import main

__all__ = ["main"]
