"""Does the check of a reply catch what its documents do not bear out, and let pass what they do?

    python benchmarks/grounding.py [--show]

Two sets on the demo company's articles. Written: the sentences of `questions/replies.yaml`, each in other
words than its article's, and again with one thing changed. Made: every sentence of the articles as it stands,
and again with a number, a "not", a "must" or a name changed by a rule, the name for one of another article. A
sentence is caught when it is ruled contradicted or not found. Prints precision and recall of catching, with
95% intervals, and the share caught of each kind of change.
"""

import argparse
import asyncio
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from machine import describe_machine

from understudy.app import open_app
from understudy.evals.gates import wilson
from understudy.kit.clock import FixedClock
from understudy.kit.config import Settings
from understudy.knowledge.articles import read_articles
from understudy.knowledge.documents import Document
from understudy.knowledge.grounded.check import check_reply
from understudy.knowledge.grounded.values import names_of
from understudy.knowledge.grounded.verdict import Evidence, Verdict
from understudy.knowledge.index.chunks import cut_chunks
from understudy.knowledge.sentences import Sentence, split_sentences
from understudy.llm.embedder import TextEncoder
from understudy.org.demo import DEMO_NOW, generate_demo
from understudy.org.demo.load import DEMO_NAME, load_demo

REPLIES = Path(__file__).parent / "questions" / "replies.yaml"
# The number of a list's item is no figure.
_DIGITS = re.compile(r"(?!^\d+\.\s)(?<![\w.,-])\d+(?![\w,.]*\d|[-\w])")
_VERB = re.compile(r"\b(is|are|can|may|must|will|has|have|should)\b(?! not)")
_NOT = re.compile(r"\b(cannot|do not|does not|is not|are not|never)\b")
_WITHOUT = {
    "cannot": "can",
    "do not": "do",
    "does not": "does",
    "is not": "is",
    "are not": "are",
    "never": "always",
}
_MODES = {"must": "may", "may": "must", "need": "may"}


@dataclass(frozen=True)
class Told:
    """A sentence of a reply: `change` is the kind of what was changed in it, empty for what holds."""

    text: str
    change: str
    verdict: Verdict

    @property
    def caught(self) -> bool:
        return not self.verdict.holds


async def articles() -> tuple[list[Document], TextEncoder]:
    demo = generate_demo()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), definitions_dir=Path(folder), agents_dir=Path(folder))
        async with open_app(settings, FixedClock(DEMO_NOW)) as app:
            await load_demo(app.database, demo)
            stage = await app.stage(DEMO_NAME)
            return list(await read_articles(app.database, stage.org)), stage.encoder


def evidence_in(document: Document) -> list[Evidence]:
    return [
        Evidence(1, chunk.start + each.start, each.text, each.lead, chunk.heading or document.title)
        for chunk in cut_chunks(document)
        for each in split_sentences(chunk.text)
    ]


def written(documents: Sequence[Document], encoder: TextEncoder) -> Iterator[Told]:
    known = {document.title: evidence_in(document) for document in documents}
    for entry in yaml.safe_load(REPLIES.read_text(encoding="utf-8")):
        for text, change in ((entry[True], ""), (entry[False], entry["kind"])):
            yield Told(text, change, check_reply(text, known[entry["title"]], encoder)[0])


def made(documents: Sequence[Document], encoder: TextEncoder) -> Iterator[Told]:
    rng = random.Random(5)
    names = sorted({name for each in documents for name in names_of(each.text)})
    for document in documents:
        evidence = evidence_in(document)
        for sentence in split_sentences(document.text):
            if sentence.lead or len(sentence.text.split()) < 5:
                continue
            for text, change in ((sentence.text, ""), *changed(sentence, names, document.text, rng)):
                verdicts = check_reply(text, evidence, encoder)
                yield Told(text, change, next((v for v in verdicts if not v.holds), verdicts[0]))


def changed(
    sentence: Sentence, names: Sequence[str], text: str, rng: random.Random
) -> Iterator[tuple[str, str]]:
    """The sentence with one thing changed, once for each kind that it has anything of."""
    if numbers := list(_DIGITS.finditer(sentence.text)):
        number = rng.choice(numbers)
        other = str(max(1, int(number[0])) * rng.choice((2, 3)) + 1)
        yield sentence.text[: number.start()] + other + sentence.text[number.end() :], "number"
    if found := _NOT.search(sentence.text):
        yield _NOT.sub(_WITHOUT[found[1]], sentence.text, count=1), "negation"
    elif _VERB.search(sentence.text):
        yield _VERB.sub(r"\1 not", sentence.text, count=1), "negation"
    if found := re.search(r"\b(must|may|need)\b(?! not| be)", sentence.text):
        yield re.sub(rf"\b{found[1]}\b", _MODES[found[1]], sentence.text, count=1), "modality"
    own = names_of(sentence.text)
    others = [name for name in names if name not in text]
    if own and others:
        yield sentence.text.replace(rng.choice(own), rng.choice(others)), "entity"


def report(name: str, told: Sequence[Told], *, show: bool) -> None:
    wrong, right = [each for each in told if each.change], [each for each in told if not each.change]
    caught, false = [each for each in wrong if each.caught], [each for each in right if each.caught]
    print(f"{name}: {len(right)} that hold, {len(wrong)} that do not")
    print(f"  caught (recall)         {share(len(caught), len(wrong))}")
    print(f"  precision of catching   {share(len(caught), len(caught) + len(false))}")
    print(f"  held up though it holds {share(len(false), len(right))}")
    kinds = Counter(each.change for each in wrong)
    by_kind = Counter(each.change for each in caught)
    print("  " + ", ".join(f"{kind} {by_kind[kind]}/{count}" for kind, count in kinds.most_common()))
    for each in told if show else ():
        if each.caught != bool(each.change):
            verdict = each.verdict
            print(f"    {each.change or 'holds':<9} {verdict.ruling:<13} {each.text} {verdict.reasons}")


def share(count: int, of: int) -> str:
    low, high = wilson(count, of)
    return f"{count}/{of} {count / of:.1%} ({low:.1%} to {high:.1%})"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="also print what was ruled wrongly")
    options = parser.parse_args()
    corpus, the_encoder = asyncio.run(articles())
    print(describe_machine(), "\n")
    report("written", list(written(corpus, the_encoder)), show=options.show)
    report("made", list(made(corpus, the_encoder)), show=options.show)
