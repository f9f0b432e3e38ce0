"""How much later the first word comes when many talk at once, over real HTTP.

    python benchmarks/load.py [--chats N] [--turns N] [--pause-s S]

Three processes: `understudy serve --demo`, the provider of a language model (`tests/llm/fake_provider.py`,
which streams 40 tokens, one each 25 ms) and this client. Each chat is a person who asks, reads the streamed
answer to its end, pauses as long as `--pause-s` says on average, and asks again. With no pause there are
always as many answers being streamed as there are chats. The floor is the same client asking the provider
without us between, just as many at once. What is added is the time to the first token with us less the median
of the floor.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from machine import describe_machine

ROOT = Path(__file__).parent.parent
TOKENS, EVERY_S = 40, 0.025
ADDED_P95_MS = 80
QUESTION = "How many cases were opened in May 2026?"


@dataclass
class Heard:
    """What the client got: time to the first token and to the end of each answer, in ms; what went wrong."""

    first_ms: list[float] = field(default_factory=list)
    whole_ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """So many chats at once, each with so many turns and pauses between them."""

    chats: int
    turns: int
    pause_s: float


async def talk(url: str, key: str, plan: Plan) -> Heard:
    """All chats, which begin spread over the time of a turn and a pause."""
    heard = Heard()
    spread_s = TOKENS * EVERY_S + plan.pause_s
    await asyncio.gather(
        *(chat(url, key, plan, spread_s * number / plan.chats, heard) for number in range(plan.chats))
    )
    return heard


async def chat(url: str, key: str, plan: Plan, begin_s: float, heard: Heard) -> None:
    await asyncio.sleep(begin_s)
    place = urlsplit(url)
    reader, writer = await asyncio.open_connection(place.hostname, place.port)
    for turn in range(plan.turns):
        if turn:
            await asyncio.sleep(random.uniform(0, 2 * plan.pause_s))
        try:
            await ask(reader, writer, f"{place.path}/chat/completions", key, heard)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            heard.errors.append(f"{type(error).__name__}: {error}")
            break
    writer.close()


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, key: str, heard: Heard
) -> None:
    """One question and its streamed answer, read to the end."""
    body = json.dumps(
        {"model": "analyst", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}
    ).encode()
    began = time.perf_counter()
    writer.write(
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise ValueError(head.splitlines()[0].decode())
    first, words = 0.0, 0
    while (line := await reader.readline()) != b"data: [DONE]\n":
        if not line:
            raise ValueError("the answer broke off")
        if line.startswith(b"data: ") and b'"content": "word' in line:
            first = first or time.perf_counter()
            words += line.count(b"word")
        elif b'"error"' in line:
            raise ValueError(line.decode())
    await reader.readuntil(b"0\r\n\r\n")
    if words < TOKENS:
        raise ValueError(f"only {words} of {TOKENS} words came")
    heard.first_ms.append((first - began) * 1000)
    heard.whole_ms.append((time.perf_counter() - began) * 1000)


@contextlib.contextmanager
def process(*command: str, **environment: str) -> Generator[tuple[str, int]]:
    """A process of its own; the URL that it prints when it is there, and its id."""
    env = {**os.environ, **environment}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout
        try:
            lines = (re.search(r"http://\S+", line) for line in started.stdout)
            yield next(found[0] for found in lines if found), started.pid
        finally:
            started.terminate()


@contextlib.contextmanager
def installation(provider: str) -> Generator[tuple[str, str, int]]:
    """The demo, served with that provider's model: its address, a key and the process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "UNDERSTUDY_WORKSPACE": f"{folder}/workspace",
            "UNDERSTUDY_MODEL": "openai:fake",
            "OPENAI_BASE_URL": provider,
        }
        understudy = str(Path(sys.executable).parent / "understudy")
        with process(understudy, "serve", "--demo", "--port", "0", **environment) as (url, pid):
            made = subprocess.run(
                [understudy, "key", "new", "--operator"],
                env={**os.environ, **environment},
                capture_output=True,
                text=True,
                check=True,
            )
            yield f"{url}/v1", next(word for word in made.stdout.split() if word.startswith("us_")), pid


def measure(plan: Plan) -> None:
    command = (sys.executable, "-m", "tests.llm.fake_provider", f"--tokens={TOKENS}", f"--every-s={EVERY_S}")
    with process(*command) as (provider, _), installation(provider) as (url, key, pid):
        asyncio.run(talk(url, key, Plan(5, 2, 0.1)))  # what the first turns load, others find
        load = os.getloadavg()[0]
        floor = asyncio.run(talk(provider, key, plan))
        began, worked_s = time.perf_counter(), processor_s(pid)
        heard = asyncio.run(talk(url, key, plan))
        took_s, worked_s = time.perf_counter() - began, processor_s(pid) - worked_s
    tell(plan, floor, heard, took_s, worked_s, load)


def processor_s(pid: int) -> float:
    """Processor time of a process so far, without that of its database."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def tell(plan: Plan, floor: Heard, heard: Heard, took_s: float, worked_s: float, load: float) -> None:
    base = median(floor.first_ms)
    added = [first - base for first in heard.first_ms]
    print(describe_machine())
    print(f"load of the machine before: {load:.2f}")
    print(
        f"{plan.chats} chats of {plan.turns} turns, pause {plan.pause_s:g} s;"
        f" {len(heard.first_ms)} answers, {len(heard.first_ms) / took_s:.0f} a second,"
        f" {sum(heard.whole_ms) / 1000 / took_s:.0f} being streamed at a time\n"
    )
    row("", "p50", "p95", "p99", "target p95")
    row("provider alone, first token", *percentiles(floor.first_ms))
    row("with us, first token", *percentiles(heard.first_ms))
    row("added before the first token", *percentiles(added), f"{ADDED_P95_MS} ms")
    row("provider alone, whole answer", *percentiles(floor.whole_ms))
    row("with us, whole answer", *percentiles(heard.whole_ms))
    each_ms = worked_s * 1000 / max(1, len(heard.first_ms))
    print(f"processor time of our process: {each_ms:.1f} ms an answer, {worked_s / took_s:.0%} of one core")
    for error in sorted(set(heard.errors + floor.errors))[:5]:
        print(f"error: {error}")
    print(f"errors: {len(heard.errors)} with us, {len(floor.errors)} at the provider")


def percentiles(times: Sequence[float]) -> list[str]:
    cut = quantiles(times, n=100, method="inclusive")
    return [f"{cut[percent - 1]:.0f} ms" for percent in (50, 95, 99)]


def row(name: str, *cells: str) -> None:
    print(f"{name:<30}" + "".join(f"{cell:>12}" for cell in cells))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chats", type=int, default=200, help="people who talk at once")
    parser.add_argument("--turns", type=int, default=5, help="questions of each")
    parser.add_argument("--pause-s", type=float, default=0.0, help="mean time between answer and question")
    options = parser.parse_args()
    measure(Plan(options.chats, options.turns, options.pause_s))
