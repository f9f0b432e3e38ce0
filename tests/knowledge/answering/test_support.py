"""How likely it is that a sentence answers: by how well it fits, and by how much better than others."""

from understudy.knowledge.answering.candidates import Candidate, Traits
from understudy.knowledge.answering.support import LEAST_SUPPORT, TYPICAL_LEAD, lead_of, support_of
from understudy.knowledge.index.retrieve import Passage
from understudy.knowledge.index.search import Found


def candidate(document: int, score: float) -> Candidate:
    passage = Passage(
        Found(document, "a folder", "a.md", "Title", None, "", 0, "It is so and not otherwise.")
    )
    return Candidate(passage, passage.sentences[0], 0, Traits(0, 0, 0, 0, 0), score)


def test_the_lead_is_over_other_documents_alone() -> None:
    best = candidate(1, 10.0)
    assert lead_of([best, candidate(1, 9.5), candidate(2, 7.0), candidate(3, 4.0)], best) == 3.0
    assert lead_of([best, candidate(1, 9.5)], best) == TYPICAL_LEAD
    assert lead_of([best, candidate(2, -90.0)], best) == 8.0


def test_who_fits_better_and_leads_by_more_is_surer() -> None:
    assert support_of(candidate(1, 15.0), 2.0) < support_of(candidate(1, 16.0), 2.0)
    assert support_of(candidate(1, 15.0), 2.0) < support_of(candidate(1, 15.0), 3.0)
    assert 0.0 < support_of(candidate(1, -50.0), 0.0) < LEAST_SUPPORT
    assert LEAST_SUPPORT < support_of(candidate(1, 40.0), 8.0) < 1.0
