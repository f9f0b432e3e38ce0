"""Each stage by itself, on evidence put together by hand."""

from dataclasses import replace

import pytest

from understudy.knowledge.probe.corpus import KeptDocument, Place
from understudy.llm.handed import digest_of
from understudy.observe.stages.citation import check_citations
from understudy.observe.stages.evidence import Citation, Evidence, Near, Read, Search
from understudy.observe.stages.handoff import check_arrival, check_handoff
from understudy.observe.stages.passages import check_passages, check_quoted_passages, is_cut, is_withheld
from understudy.observe.stages.query import check_query
from understudy.observe.stages.response import ending_of, is_right
from understudy.observe.stages.retriever import check_nearness, check_retriever

TEXT = "Gates close at 22:00. Keys cost 30 euros each. Visitors ring the bell twice."
FIRST, SECOND = Place(0, 21), Place(22, 46)
CHUNK = Place(0, len(TEXT))
DOCUMENT = KeptDocument(7, "s", "k", "Gates", "public", TEXT, ((CHUNK, ""),))
QUOTE = TEXT[SECOND.start : SECOND.end]
ASKED = "What does key AB-12 cost?"
EVIDENCE = Evidence(
    message=ASKED,
    searches=(Search(ASKED, (Near(3, Place(0, 9), 0.5, 0.2), Near(7, CHUNK, 0.4, 0.6))),),
    read=(Read(7, 0, digest_of(TEXT)),),
    sent=frozenset({"d"}),
    found=("d",),
    citations=(Citation(7, SECOND, QUOTE, ""),),
    kind="reply",
    known=True,
    text=f"{QUOTE}\nSource: Gates",
    asides=("Source: Gates",),
    support=0.8,
    denied=False,
    failure=None,
)


def searching(question: str) -> Evidence:
    return replace(EVIDENCE, searches=(Search(question, ()),))


@pytest.mark.parametrize(
    ("searched", "intended", "words", "ids"),
    [
        (ASKED, None, (2, 2), (1, 1)),
        ("What does key AC-12 cost?", None, (2, 2), (0, 1)),
        ("cost", None, (1, 2), (0, 1)),
        ("What does it cosst for AB-12 key", "What does key AB-12 cost?", (1, 2), (1, 1)),
    ],
)
def test_query(searched: str, intended: str | None, words: tuple[int, int], ids: tuple[int, int]) -> None:
    counts = check_query(replace(searching(searched), message=ASKED), intended).counts
    kept, asked = counts["words kept"]
    assert asked - kept >= words[1] - words[0]
    assert counts["ids kept"] == ids


def test_a_mended_word_counts_as_kept_where_nobody_knows_what_was_meant() -> None:
    asked = replace(searching("How long is the warranty?"), message="How long is the warrnty?")
    assert check_query(asked).passed is True
    assert check_query(replace(asked, message="How long is the ladder?")).passed is False
    assert check_query(replace(EVIDENCE, searches=())).passed is False


def test_retriever() -> None:
    check = check_retriever(EVIDENCE, 7)
    assert (check.passed, check.counts["reciprocal rank"]) == (True, (0.5, 1.0))
    assert check.counts["margin"] == (pytest.approx(0.1), 1.0)
    assert check_retriever(EVIDENCE, 8).passed is False
    assert check_retriever(replace(EVIDENCE, searches=()), 7).passed is None
    assert check_nearness(EVIDENCE).passed is True
    far = Search(ASKED, (Near(3, Place(0, 9), 0.1, 0.1),))
    assert check_nearness(replace(EVIDENCE, searches=(far,))).passed is False


def test_chunk() -> None:
    cut = replace(DOCUMENT, passages=((Place(0, 30), ""), (Place(30, len(TEXT)), "")))
    out = replace(DOCUMENT, passages=((Place(0, 21), ""), (Place(47, len(TEXT)), "")))
    assert [is_cut(each, [SECOND]) for each in (DOCUMENT, cut, out)] == [False, True, False]
    assert [is_withheld(each, [SECOND]) for each in (DOCUMENT, cut, out)] == [False, False, True]
    check = check_passages(EVIDENCE, DOCUMENT, [SECOND])
    assert check.counts["of the passage answers"] == (24, len(TEXT))
    assert check_passages(EVIDENCE, cut, [SECOND]).passed is False
    other = replace(EVIDENCE, searches=(Search(ASKED, (Near(7, FIRST, 0.4, 0.6),)),))
    assert check_passages(other, DOCUMENT, [SECOND]).counts["whole in one found"] == (0, 1)
    assert check_quoted_passages(EVIDENCE).passed is True
    assert check_quoted_passages(other).passed is False


def test_handoff() -> None:
    assert check_handoff(EVIDENCE, DOCUMENT, [SECOND]).passed is True
    dropped = check_handoff(replace(EVIDENCE, read=()), DOCUMENT, [SECOND])
    assert (dropped.passed, dropped.told) == (False, "the passage was found, and not handed over")
    changed = replace(EVIDENCE, read=(Read(7, 0, digest_of(TEXT.replace("30", "31"))),))
    assert check_handoff(changed, DOCUMENT, [SECOND]).counts["passage unchanged"] == (0, 1)
    assert check_arrival(changed, {7: DOCUMENT}).passed is False
    lost = check_handoff(replace(EVIDENCE, sent=frozenset({"e"})), DOCUMENT, [SECOND])
    assert (lost.passed, lost.counts["finding arrived"]) == (False, (0, 1))
    assert check_handoff(replace(EVIDENCE, read=None), DOCUMENT, [SECOND]).passed is None
    assert check_handoff(replace(EVIDENCE, sent=None), DOCUMENT, [SECOND]).passed is True


SAID = {
    "cites its place": (EVIDENCE, True),
    "another place": (replace(EVIDENCE, text="x", citations=(Citation(7, FIRST, TEXT[:21], ""),)), False),
    "the same elsewhere": (
        replace(EVIDENCE, text="x", citations=(Citation(9, FIRST, "Each of the keys costs 30 euros", ""),)),
        True,
    ),
    "another figure": (
        replace(EVIDENCE, text="x", citations=(Citation(9, FIRST, "Each of the keys costs 31 euros", ""),)),
        False,
    ),
    "in its own words": (replace(EVIDENCE, text="A key is 30 euros.", citations=()), True),
    "in its own words, wrongly": (replace(EVIDENCE, text="A key is 35 euros.", citations=()), False),
}


@pytest.mark.parametrize(("evidence", "right"), SAID.values(), ids=SAID)
def test_response(evidence: Evidence, right: bool) -> None:
    assert is_right(evidence, DOCUMENT, [SECOND]) is right


def test_endings() -> None:
    assert ending_of(EVIDENCE, right=False) == "wrong"
    assert ending_of(replace(EVIDENCE, known=False), right=True) == "don't know"
    assert ending_of(replace(EVIDENCE, kind="clarify"), right=True) == "asked back"
    assert ending_of(replace(EVIDENCE, kind="handoff"), right=True) == "declined"


CITED = {
    "true": (EVIDENCE, True),
    "a byte": (replace(EVIDENCE, citations=(Citation(7, SECOND, QUOTE.replace("30", "38"), ""),)), False),
    "a place": (replace(EVIDENCE, citations=(Citation(7, FIRST, QUOTE, ""),)), False),
    "no document": (replace(EVIDENCE, citations=(Citation(8, SECOND, QUOTE, ""),)), False),
    "no lead": (replace(EVIDENCE, citations=(Citation(7, SECOND, QUOTE, "Keys | Price"),)), False),
    "nothing": (replace(EVIDENCE, citations=()), False),
    "a claim beside": (replace(EVIDENCE, text=f"{QUOTE} Bring 45 coins for the meter."), False),
    "don't know": (replace(EVIDENCE, known=False), None),
}


@pytest.mark.parametrize(("evidence", "passed"), CITED.values(), ids=CITED)
def test_citation(evidence: Evidence, passed: bool | None) -> None:
    assert check_citations(evidence, {7: DOCUMENT}, 7).passed is passed


def test_a_quote_across_two_passages_was_in_none() -> None:
    cut = replace(DOCUMENT, passages=((Place(0, 30), ""), (Place(30, len(TEXT)), "")))
    assert check_citations(EVIDENCE, {7: cut}, 7).passed is False
