"""The page for deciding: for who may decide, by forms of this very site; for customers it is not there."""

import pytest
from tests.channels.conftest import CUSTOMER, OWN, BrowseAs

from understudy.channels.differences import differences
from understudy.conversations.turn import Stage

PLACE = "/knowledge/conflicts"


def test_the_words_that_differ_are_marked() -> None:
    one, other = differences("Back within 45 days.", "Back within 30 days, please.")
    assert [each.text for each in one if each.differs] == ["45 "]
    assert [each.text for each in other if each.differs] == ["30 ", "please."]
    assert "".join(each.text for each in other) == "Back within 30 days, please."


async def test_who_may_decide_sees_both_sentences(articles: Stage, browse_as: BrowseAs) -> None:
    page = await (await browse_as("Rosalind Achebe")).get(PLACE)
    assert page.status_code == 200
    assert "This one is right" in page.text
    assert "$2,500" in page.text
    assert "$5,000" in page.text
    assert "0 settled" in page.text


@pytest.mark.parametrize("who", [CUSTOMER, "Caroline Mbatha"])
async def test_to_others_it_is_not_there(articles: Stage, browse_as: BrowseAs, who: str) -> None:
    visitor = await browse_as(who)
    answers = [
        await visitor.get(PLACE),
        await visitor.post(f"{PLACE}/0000000000", data={"verdict": "a"}, headers=OWN),
        await visitor.post("/knowledge/set-aside/1", data={}, headers=OWN),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1


async def test_a_form_of_another_site_decides_nothing(articles: Stage, browse_as: BrowseAs) -> None:
    visitor = await browse_as("Rosalind Achebe")
    sent = await visitor.post(
        f"{PLACE}/0000000000", data={"verdict": "a"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert sent.status_code == 403
