"""What is proposed for the demo company's articles, each as if it had no label and all others had theirs."""

from collections import Counter

import pytest

from understudy.conversations.turn import Stage
from understudy.kit.clock import Moment
from understudy.knowledge.documents import Document, read_text
from understudy.knowledge.front_matter import Head
from understudy.knowledge.labels.cues import cues_in
from understudy.knowledge.labels.proposing import colleagues_of, propose
from understudy.knowledge.store import read_documents
from understudy.org.demo import DEMO_NOW

COLLEAGUES = ("Ada Wave", "Jo Quill")


def page(text: str) -> Document:
    return read_text(text, "k1", Head("employees"))


async def test_no_internal_article_is_proposed_for_customers(articles: Stage) -> None:
    every = await read_documents(articles.database, articles.org.name)
    colleagues = await colleagues_of(articles.database, articles.org, Moment(DEMO_NOW, articles.org.timezone))
    found: Counter[tuple[str, bool]] = Counter()
    for i, document in enumerate(every):
        others = [*every[:i], *every[i + 1 :]]
        ((audience, why),) = propose([document], others, colleagues, articles.encoder)
        assert why
        found[document.audience, audience == "employees"] += 1
    assert found["employees", False] == 0
    assert found["public", False] > 3 * found["public", True]  # it is of use, too


async def test_any_cue_keeps_a_page_inside(articles: Stage) -> None:
    every = await read_documents(articles.database, articles.org.name)
    public = next(each for each in every if each.title == "The circulation fan is noisy")
    told = page(f"# {public.title}\n{public.text}\nInternal note: our margin on the fan is 40%.")
    ((audience, why),) = propose([told], every, COLLEAGUES, articles.encoder)
    assert audience == "employees"
    assert any("margin" in each for each in why)


async def test_with_too_few_to_compare_it_stays_inside(articles: Stage) -> None:
    ((audience, _),) = propose([page("Clean the fan.")], [], COLLEAGUES, articles.encoder)
    assert audience == "employees"


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("Ask Ada Wave for the key.", "names Ada Wave, who works here"),
        ("For internal use: this page.", "says “For internal use”"),
        ("This is a confidential document.", "says “confidential”"),
        ("The quota is 12 a month.", "speaks of “quota”"),
        ("See the escalation matrix.", "speaks of “escalation matrix”"),
        ("Keep the internal parts dry.", None),
        ("Ada Waverly's roses.", None),
    ],
)
def test_cues(text: str, cue: str | None) -> None:
    assert cues_in(page(text), COLLEAGUES)[:1] == ([cue] if cue else [])
