"""Has files read in a process of their own, with limits of time and memory."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from types import TracebackType
from typing import Self

from understudy.knowledge.formats.file import File, Reading, Skipped
from understudy.knowledge.formats.limits import MOST_MEMORY, TIMEOUT_S
from understudy.knowledge.formats.worker import READING, TOO_MUCH_MEMORY, Request

__all__ = ["Extractor"]

_LEAVE_S = 2.0
_WORKER = "understudy.knowledge.formats.worker"


class Extractor:
    """Reads one file after the other; an async context manager. The process starts with the first file.

    A file that takes too long, or the process with it, is skipped, and the next one gets a new process.
    """

    def __init__(self, timeout_s: float = TIMEOUT_S, memory: int = MOST_MEMORY) -> None:
        self._timeout_s = timeout_s
        self._memory = memory
        self._process: asyncio.subprocess.Process | None = None

    async def read(self, file: File) -> Reading:
        """As `extract`."""
        process = self._process or await self._start()
        try:
            async with asyncio.timeout(self._timeout_s):
                return await _asked(process, file)
        except TimeoutError:
            await self._stop()
            return Reading(skipped=(Skipped(file.key, f"takes longer than {self._timeout_s:g} s to read"),))
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            status = await self._stop()
            reason = "needs too much memory" if status == TOO_MUCH_MEMORY else "brings its reader down"
            return Reading(skipped=(Skipped(file.key, reason),))
        except BaseException:
            await self._stop()
            raise

    async def _start(self) -> asyncio.subprocess.Process:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            # A folder of documents, from which one may work, is no place of modules.
            "-P",
            "-m",
            _WORKER,
            str(self._memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            # What it starts in turn is ended with it.
            start_new_session=True,
        )
        return self._process

    async def _stop(self) -> int | None:
        """End the process with all that it started; the status with which it ended."""
        process, self._process = self._process, None
        if process is None:
            return None
        # One that went by itself has closed its output before it is gone.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LEAVE_S if process.stdout and process.stdout.at_eof() else 0):
                await process.wait()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return await process.wait()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()


async def _asked(process: asyncio.subprocess.Process, file: File) -> Reading:
    assert process.stdin is not None
    assert process.stdout is not None
    request = Request(
        name=file.name,
        key=file.key,
        head=file.head,
        says_for_whom=file.says_for_whom,
        size=len(file.data),
    )
    process.stdin.write(request.model_dump_json().encode() + b"\n" + file.data)
    await process.stdin.drain()
    size = int(await process.stdout.readline())
    return READING.validate_json(await process.stdout.readexactly(size))
