"""Processor time: what work costs, however many others the machine works for."""

import os
import time
from pathlib import Path

__all__ = ["Stopwatch"]

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PARENT, _USED, _USED_BY_ENDED = 1, slice(11, 13), slice(13, 15)
"""Places in /proc/PID/stat after the program's name."""


class Stopwatch:
    """Measures this process and the embedded PostgreSQL of a workspace. On Linux only."""

    def __init__(self, workspace: Path) -> None:
        found = next(workspace.rglob("postmaster.pid"))
        self._server = int(found.read_text().split()[0])
        self.start()

    def start(self) -> None:
        """Begin anew."""
        self._began = (time.perf_counter(), time.process_time(), self._server_s())

    @property
    def used_s(self) -> float:
        """Processor time of both since the beginning."""
        _, ours, theirs = self._began
        return time.process_time() - ours + self._server_s() - theirs

    def __str__(self) -> str:
        wall, ours, theirs = (time.perf_counter(), time.process_time(), self._server_s())
        clock, own, server = wall - self._began[0], ours - self._began[1], theirs - self._began[2]
        return f"{clock:6.2f} s; processor {own + server:5.2f} s (ours {own:.2f}, PostgreSQL's {server:.2f})"

    def _server_s(self) -> float:
        """Of the server with all its processes, those that have ended too."""
        stats = {int(path.parent.name): _stat(path) for path in Path("/proc").glob("[0-9]*/stat")}
        ticks = 0
        for number, stat in stats.items():
            if number == self._server:
                ticks += sum(map(int, stat[_USED])) + sum(map(int, stat[_USED_BY_ENDED]))
            elif stat and int(stat[_PARENT]) == self._server:
                ticks += sum(map(int, stat[_USED]))
        return ticks / _TICKS_PER_S


def _stat(path: Path) -> list[str]:
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:  # it has ended meanwhile
        return []
