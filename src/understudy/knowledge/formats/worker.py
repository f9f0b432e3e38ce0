"""The process in which files are read: `python -m understudy.knowledge.formats.worker BYTES`.

On its standard input come requests: a line of JSON, then the file's bytes. On its standard output go replies:
a line with the length of the JSON that follows. It ends with its input. BYTES is the most memory that it may
take.
"""

import logging
import os
import resource
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, TypeAdapter

from understudy.knowledge.formats.extract import extract
from understudy.knowledge.formats.file import File, Reading
from understudy.knowledge.front_matter import Head

__all__ = ["READING", "TOO_MUCH_MEMORY", "Request"]

READING = TypeAdapter(Reading)
TOO_MUCH_MEMORY = 77
"""The status with which the process ends when a file needs more memory than it may take."""
_GLANCE_S = 0.05
_PAGES = Path("/proc/self/statm")


class Request(BaseModel):
    """A file to read; `size` bytes of it follow."""

    name: str
    key: str
    head: Head
    says_for_whom: bool
    size: int


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until there are no more requests."""
    while line := requests.readline():
        request = Request.model_validate_json(line)
        data = requests.read(request.size)
        file = File(request.name, request.key, data, request.head, request.says_for_whom)
        reply = READING.dump_json(extract(file))
        replies.write(b"%d\n%s" % (len(reply), reply))
        replies.flush()


def _watch(memory: int) -> None:
    """End the process when it holds more than this. Not every system keeps it from asking for more."""
    while _held() < memory:
        time.sleep(_GLANCE_S)
    os._exit(TOO_MUCH_MEMORY)


def _held() -> int:
    """The bytes that the process holds; where that is not told, the most that it held."""
    if _PAGES.exists():
        return int(_PAGES.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    most = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (2 * most, 2 * most))
    threading.Thread(target=_watch, args=(most,), daemon=True).start()
    os.environ["OMP_THREAD_LIMIT"] = "1"  # tesseract would take all cores
    logging.disable()
    # What a library prints must not stand between the replies.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    serve(sys.stdin.buffer, out)
