"""How much memory there is: the machine's, or less where a container sets a limit."""

import os
from contextlib import suppress
from pathlib import Path

__all__ = ["memory_bytes"]

_LIMIT = Path("/sys/fs/cgroup/memory.max")


def memory_bytes(limit: Path = _LIMIT) -> int:
    """Bytes that this program and those beside it may use. `limit` is the container's, in a file: a number,
    or `max` for none. Source: the Linux kernel's "Control Group v2", memory.max.
    """
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        return min(machine, int(limit.read_text()))
    return machine
