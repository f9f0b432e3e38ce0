"""Where a benchmark ran: printed above every result, so that a figure can be compared with another."""

import os
import platform
import subprocess
from pathlib import Path

__all__ = ["describe_machine"]


def describe_machine() -> str:
    """Cores, memory, Python and commit, in a line; a working tree with changes is marked."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{cores} cores, {memory_gib:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, commit {_commit()}"
    )


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    here = Path(__file__).parent
    told = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
