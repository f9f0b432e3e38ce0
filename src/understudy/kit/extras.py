"""Packages that are not installed by default: the line that brings them into this very environment."""

import sys
from pathlib import Path

__all__ = ["install_line"]


def install_line(extra: str) -> str:
    """What to type to install an extra. An environment that `make` has made has uv in it, and no pip."""
    python = Path(sys.executable)
    uv = python.with_name("uv")
    tool = (
        f"{_near(uv)} pip install --python {_near(python)}"
        if uv.exists()
        else f"{_near(python)} -m pip install"
    )
    return f"{tool} 'understudy[{extra}]'"


def _near(path: Path) -> str:
    """The path from where one is, if it is below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
