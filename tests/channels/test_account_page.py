"""The page of one's own keys and sign-ins."""

import re

from tests.channels.conftest import CUSTOMER, OWN, BrowseAs, MakeKey

PLACE = "/account"


async def test_it_shows_ones_own_alone(browse_as: BrowseAs, make_key: MakeKey) -> None:
    hers = await make_key("Caroline Mbatha")
    page = (await (await browse_as(CUSTOMER)).get(PLACE)).text
    assert "as customer" in page
    assert ", this one" in page
    assert hers.split("_")[1] not in page


async def test_others_are_not_ended(browse_as: BrowseAs, make_key: MakeKey) -> None:
    maria, caroline = await browse_as(CUSTOMER), await browse_as("Caroline Mbatha")
    number = max(map(int, re.findall(r"/account/sign-ins/(\d+)", (await caroline.get(PLACE)).text)))
    key_id = (await make_key("Caroline Mbatha")).split("_")[1]
    for place in (f"{PLACE}/sign-ins/{number}", f"{PLACE}/keys/{key_id}", f"{PLACE}/sign-ins/x"):
        assert (await maria.post(place, headers=OWN)).status_code == 404
    assert (await caroline.get(PLACE)).status_code == 200
    assert (await caroline.post(f"{PLACE}/keys/{key_id}", headers=OWN)).status_code == 303
    assert "revoked" in (await caroline.get(PLACE)).text


async def test_everywhere_is_everywhere(browse_as: BrowseAs) -> None:
    here, there = await browse_as("Delia Ortiz"), await browse_as("Delia Ortiz")
    assert (await here.post("/logout/everywhere", headers=OWN)).headers["location"] == "/login"
    assert (await there.get(PLACE)).headers["location"] == "/login"


async def test_signing_in_again_ends_what_the_browser_had(browse_as: BrowseAs, make_key: MakeKey) -> None:
    browser = await browse_as(CUSTOMER)
    before = browser.cookies["understudy_sign_in"]
    await browser.post("/login", data={"key": await make_key(CUSTOMER)}, headers=OWN)
    assert browser.cookies["understudy_sign_in"] != before
    browser.cookies.clear()
    browser.cookies.set("understudy_sign_in", before)
    assert (await browser.get(PLACE)).headers["location"] == "/login"
