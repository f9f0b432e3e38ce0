"""A second opinion where the rules leave it open; the model speaks over real HTTP."""

from collections.abc import Sequence

import pytest
from tests.llm.fake_provider import calls, fake_provider

from understudy.knowledge.grounded.compare import UNLIKE
from understudy.knowledge.grounded.judges import ModelJudge, Opinion, with_opinions
from understudy.knowledge.grounded.verdict import Evidence, Ruling, Verdict
from understudy.llm.model import provider_model

KNOWN = [Evidence(1, 0, "All flights are in economy class.", about="Travel")]


class Says:
    """A judge of one opinion."""

    name = "a judge"

    def __init__(self, ruling: str) -> None:
        self.asked: list[str] = []
        self._opinion = Opinion.model_validate({"ruling": ruling, "reason": "so I say"})

    async def opinion(self, sentence: str, evidence: Sequence[Evidence]) -> Opinion:
        """The one."""
        self.asked.append(sentence)
        return self._opinion


def verdict(ruling: Ruling, *reasons: str) -> Verdict:
    return Verdict("All flights are in business class.", 0, ruling, reasons)


@pytest.mark.parametrize(
    ("given", "said", "ruling", "by"),
    [
        (verdict("supported"), "contradicted", "contradicted", "a judge"),
        (verdict("supported"), "supported", "supported", "rules"),
        (verdict("not found", UNLIKE), "supported", "supported", "a judge"),
        (
            verdict("not found", "“3 days” stands in no passage near it", UNLIKE),
            "supported",
            "not found",
            "rules",
        ),
        (verdict("contradicted", "“3 days”"), "supported", "contradicted", "rules"),
        (verdict("no claim"), "contradicted", "no claim", "rules"),
    ],
    ids=["doubted", "agreed", "recognised", "a figure stands", "a contradiction stands", "nothing to judge"],
)
async def test_the_judge_decides_what_the_rules_leave_open(
    given: Verdict, said: str, ruling: str, by: str
) -> None:
    (ruled,) = await with_opinions([given], KNOWN, Says(said))
    assert (ruled.ruling, ruled.by) == (ruling, by)


async def test_no_judge_is_asked_without_evidence() -> None:
    judge = Says("supported")
    assert await with_opinions([verdict("not found", UNLIKE)], [], judge) == (verdict("not found", UNLIKE),)
    assert judge.asked == []


async def test_a_model_is_asked_with_the_claim_and_the_evidence() -> None:
    answer = calls("rule", {"ruling": "contradicted", "reason": "economy, not business"})
    async with fake_provider([answer]) as provider:
        model = provider_model("openai:fake", {"OPENAI_BASE_URL": provider.url})
        async with model:
            (ruled,) = await with_opinions([verdict("supported")], KNOWN, ModelJudge(model))
    assert (ruled.ruling, ruled.reasons, ruled.by) == ("contradicted", ("economy, not business",), "fake")
    asked = str(provider.asked[0]["messages"])
    assert "All flights are in business class." in asked
    assert "1. Travel: All flights are in economy class." in asked
