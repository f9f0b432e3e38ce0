"""A reply beside its evidence, sentence by sentence."""

import pytest

from understudy.conversations.turn import Stage
from understudy.knowledge.grounded.check import check_reply
from understudy.knowledge.grounded.verdict import Evidence

TEXTS = (
    "A deposit is paid back within 14 working days after the keys have arrived.",
    "Rooms that were painted cannot be handed back.",
    "You must tell the landlord about a second dog.",
    "The Larch Flat has three rooms and a balcony.",
    "Visits are possible in Vienna and Graz, from 1 March 2026 at least twice a week.",
    "Model KX-210 has no lift.",
)
EVIDENCE = [Evidence(1, at, text, about="Rules of the house") for at, text in enumerate(TEXTS)]

RULINGS = {
    "Your deposit is paid back within 14 working days.": "supported",
    "Your deposit is paid back within 30 working days.": "contradicted",
    "Your deposit is paid back within 14 weeks.": "contradicted",
    "Painted rooms can be handed back.": "contradicted",
    "Painted rooms can't be handed back.": "supported",
    "You may tell the landlord about a second dog.": "contradicted",
    "The Birch Flat has three rooms and a balcony.": "not found",
    "Visits are possible in Vienna.": "supported",
    "Visits are possible in Salzburg.": "not found",
    "From 1 April 2026 visits are possible.": "contradicted",
    "Visits are possible at most twice a week.": "contradicted",
    "Model KX-310 has no lift.": "not found",
    "Model KX-210 has a lift.": "contradicted",
    "The garden is watered every morning by the neighbours.": "not found",
    "Shall I look for more?": "no claim",
    "Let me know if you need anything else!": "no claim",
    "Here is what the house rules say:": "no claim",
}


@pytest.mark.parametrize(("sentence", "ruling"), RULINGS.items(), ids=RULINGS)
def test_a_sentence_is_ruled_by_what_the_evidence_says(demo_stage: Stage, sentence: str, ruling: str) -> None:
    (verdict,) = check_reply(sentence, EVIDENCE, demo_stage.encoder)
    assert verdict.ruling == ruling, verdict.reasons
    assert bool(verdict.reasons) == (ruling in ("contradicted", "not found"))


def test_every_sentence_has_its_own_verdict_and_place(demo_stage: Stage) -> None:
    reply = f"Sure!\n- **{TEXTS[1]}**\n- We paint it for you in 3 hours. {TEXTS[5]}"
    verdicts = check_reply(reply, EVIDENCE, demo_stage.encoder)
    assert [v.ruling for v in verdicts] == ["no claim", "supported", "not found", "supported"]
    assert all(reply.startswith(v.sentence, v.start) for v in verdicts)
    assert verdicts[3].evidence == EVIDENCE[5]


def test_the_same_reply_gets_the_same_verdicts(demo_stage: Stage) -> None:
    reply = " ".join(RULINGS)
    assert check_reply(reply, EVIDENCE, demo_stage.encoder) == check_reply(
        reply, EVIDENCE, demo_stage.encoder
    )


def test_without_evidence_no_claim_holds(demo_stage: Stage) -> None:
    hello, claim = check_reply("Hello! The lift has room for 8 people.", [], demo_stage.encoder)
    assert (hello.holds, claim.holds) == (True, False)
