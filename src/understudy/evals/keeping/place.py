"""Where a suite of the company's own lies, beside its agents."""

import re
from pathlib import Path

from understudy.evals.cases import suite_names
from understudy.kit.errors import InputError

__all__ = ["own_suite_file"]

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


def own_suite_file(suite: str, folder: Path, *, paths: bool = True) -> Path:
    """The file of the suite of that name, there or not yet; where a path is taken too, that path.

    Raises: InputError when it is neither, or one that comes with the platform, whose place it would take.
    """
    if paths and suite.endswith((".yaml", ".yml")):
        return Path(suite)
    if not _NAME.fullmatch(suite):
        raise InputError(f"{suite!r} is no name of a suite", hint="small letters, digits, - and _")
    path = folder / f"{suite}.yaml"
    if not path.exists() and suite in suite_names(folder):
        raise InputError(
            f"the suite {suite!r} comes with the platform and stays as it is",
            hint="choose another name; a suite that is not there yet is made",
        )
    return path
