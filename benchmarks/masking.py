"""How well values are found, whether any leaves, whether all come back, and what it costs in processor time.

    python benchmarks/masking.py [--pii shared/data/pii/pii.jsonl]

- With `--pii`: spans found in Presidio's synthetic benchmark (a line each: text, spans), F2 for any value and
  by type, counted where offsets are the same and, beside it, where at least half overlaps; the share of texts
  that leak a value once masked; ms a text. The recognisers were written with half of the texts (by the hash
  of their template) in sight; `unseen` are the others.
- 10,000 values of many types, planted in every place from which text leaves, sent to a provider on a socket:
  how many are in the bytes that it got, and how many of those that it says again come back as they were.
- Processor time of masking one request of 6,000 characters: all of it new, and with the instructions and the
  history seen before, as they are from a turn's second request on.
"""

import argparse
import asyncio
import hashlib
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

from machine import describe_machine
from pydantic_ai.messages import ModelMessage, ModelRequest, UserPromptPart
from pydantic_ai.models import ModelRequestParameters

from understudy.llm.model import provider_model
from understudy.org.standard import standard_schema
from understudy.trust.guard import masked
from understudy.trust.masking.masker import Masker
from understudy.trust.masking.policy import Rules
from understudy.trust.values.detect import Detector

sys.path.append(str(Path(__file__).parent.parent))
from tests.llm.fake_provider import FakeProvider, calls, fake_provider
from tests.trust.planted import KINDS, Planted, plant
from tests.trust.test_guard import everywhere

PEERS = """peers, as the data's README has them:
  Presidio 2.2, blank spaCy (measured)          any recall .123, 2.0 ms a text
  Presidio, default with spaCy's model (published)    P .685 R .603 F2 .618
  Presidio, tuned with a transformer (published)      P .870 R .839 F2 .845"""
PLANTED = 10_000
AT_ONCE = 500
PROMPT = 6_000

Place = tuple[int, int, str]


@dataclass
class Counts:
    """Spans that were right, too many and missed."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def told(self) -> str:
        precision = self.right / max(1, self.right + self.extra)
        recall = self.right / max(1, self.right + self.missed)
        f2 = 5 * precision * recall / max(1e-9, 4 * precision + recall)
        return f"F2 {f2:.3f}  P {precision:.3f}  R {recall:.3f}"


@dataclass
class Score:
    """All counts of some texts."""

    texts: int = 0
    leaking: int = 0
    any: Counts = field(default_factory=Counts)
    overlapping: Counts = field(default_factory=Counts)
    by_type: dict[str, Counts] = field(default_factory=dict[str, Counts])
    times_ms: list[float] = field(default_factory=list[float])

    def add(self, text: str, due: set[Place]) -> None:
        began = time.process_time()
        found = {(each.start, each.end, _told(each.type)) for each in Detector().values(text)}
        self.times_ms.append((time.process_time() - began) * 1000)
        self.texts += 1
        for place in due | found:
            counts = self.by_type.setdefault(place[2], Counts())
            counts.right += place in due and place in found
            counts.extra += place not in due
            counts.missed += place not in found
        count(self.any, {each[:2] for each in due}, {each[:2] for each in found}, lambda a, b: a == b)
        count(self.overlapping, {each[:2] for each in due}, {each[:2] for each in found}, overlaps)
        hidden = {at for start, end, _ in found for at in range(start, end)}
        shown = (at for start, end, _ in due for at in range(start, end) if not text[at].isspace())
        self.leaking += any(at not in hidden for at in shown)


def _told(kind: str) -> str:
    return "DATE_TIME" if kind == "DATE_OF_BIRTH" else kind


def count(
    counts: Counts,
    due: Iterable[tuple[int, int]],
    found: Iterable[tuple[int, int]],
    same: Callable[[tuple[int, int], tuple[int, int]], bool],
) -> None:
    due, found = list(due), list(found)
    hit = sum(any(same(each, other) for other in found) for each in due)
    counts.right += hit
    counts.missed += len(due) - hit
    counts.extra += sum(not any(same(each, other) for other in due) for each in found)


def overlaps(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether they share at least half of what both cover."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return 2 * shared >= max(one[1], other[1]) - min(one[0], other[0])


def score(path: Path) -> None:
    halves = {"seen": Score(), "unseen": Score(), "all": Score()}
    for line in path.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        due = {(each["start"], each["end"], each["type"]) for each in given["spans"]}
        digest = hashlib.sha256(str(given.get("template_id", given["id"])).encode()).hexdigest()
        for name in ("unseen" if int(digest, 16) % 2 else "seen", "all"):
            halves[name].add(given["text"], due)
    for name, each in halves.items():
        print(f"\n{name}: {each.texts} texts, {each.leaking / max(1, each.texts):.1%} leak a value")
        print(f"  any, same offsets     {each.any.told}")
        print(f"  any, half overlaps    {each.overlapping.told}")
        if each.times_ms:
            print(f"  processor time a text p50 {median(each.times_ms):.2f} ms")
        for kind, counts in sorted(each.by_type.items()) if name != "all" else ():
            print(f"    {kind:<20}{counts.told}  n={counts.right + counts.missed}")
    print(f"\n{PEERS}")


async def leak() -> None:
    planted = list(plant(7, PLANTED))
    out = back = 0
    for start in range(0, len(planted), AT_ONCE):
        some = planted[start : start + AT_ONCE]
        out += await sent(some)
        back += await returned(some)
    print(f"\n{PLANTED:,} values of {len(KINDS)} types: {out:,} in the provider's bytes, {back:,} came back")
    print(f"of each type: {dict(Counter(each.kind for each in planted).most_common(1))} or one less")


async def sent(planted: Sequence[Planted]) -> int:
    """How many of the values, planted everywhere, the provider got."""
    messages, parameters = everywhere(planted)
    async with fake_provider([calls("answer", {"text": "Good."})]) as provider:
        await asked(provider, messages, parameters)
    got = json.dumps(provider.asked, ensure_ascii=False)
    return sum(each.value in got for each in planted)


async def returned(planted: Sequence[Planted]) -> int:
    """How many come back exactly in the arguments of an action, said again by the provider."""
    lines = "\n".join(each.text for each in planted)
    message: list[ModelMessage] = [ModelRequest(parts=[UserPromptPart(lines)])]

    def said(provider: FakeProvider) -> str:
        return next(each["content"] for each in provider.asked[-1]["messages"] if each["role"] == "user")

    async with fake_provider(iter(lambda: calls("answer", {"text": said(provider)}), None)) as provider:
        (call,) = (await asked(provider, message, ModelRequestParameters())).tool_calls
    return sum(
        one == other
        for one, other in zip(call.args_as_dict()["text"].split("\n"), lines.split("\n"), strict=True)
    )


async def asked(provider: FakeProvider, messages: list[ModelMessage], parameters: ModelRequestParameters):  # noqa: ANN201
    async with provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url}) as model:
        return await masked(model, Rules(), standard_schema()).request(messages, None, parameters)


def cost(runs: int) -> None:
    pages = (Path(__file__).parent.parent / "docs" / "howto").glob("*.md")
    prose = "\n".join(page.read_text(encoding="utf-8") for page in sorted(pages))
    chance = random.Random(1)
    values = plant(3, 40 * runs)
    times: dict[str, list[float]] = {"all of it new": [], "instructions and history seen before": []}
    for _ in range(runs):
        start = chance.randrange(len(prose) - PROMPT)
        old, new = prose[start : start + PROMPT - 1_500], [next(values).text for _ in range(20)]
        fresh = f"{chance.random()} {' '.join(new)} {prose[start + PROMPT - 1_500 : start + PROMPT]}"[:1_500]
        times["all of it new"].append(timed([f"{chance.random()} {old}", fresh]))
        timed([old])
        fresh = f"{chance.random()} {fresh}"
        times["instructions and history seen before"].append(timed([old, fresh]))
    print(f"\nmasking {PROMPT:,} characters, 20 values in them, processor time, {runs} runs")
    for name, each in times.items():
        print(f"  {name:<40} p50 {median(each):.2f} ms  p95 {quantiles(each, n=20)[18]:.2f} ms")


def timed(texts: Sequence[str]) -> float:
    masker = Masker(Rules())
    began = time.process_time()
    masker.meet(texts)
    for text in texts:
        masker.text(text)
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pii", type=Path, help="texts with spans, a JSON object a line")
    parser.add_argument("--runs", type=int, default=200, help="prompts whose masking is timed")
    options = parser.parse_args()
    print(describe_machine())
    if options.pii:
        score(options.pii)
    cost(options.runs)
    asyncio.run(leak())
