"""What two documents can't both be right of, and what only looks so. Without an encoder: words decide."""

from collections.abc import Callable

import pytest

from understudy.knowledge.documents import Document
from understudy.knowledge.facts.conflicts import find_conflicts
from understudy.knowledge.facts.draw import draw_claims

CONFLICTS = {
    "a duration": ("The bench carries a warranty of five years.", "Benches have a three-year warranty."),
    "a price": ("Engraving a watch costs $18.", "We charge $25 for engraving a watch."),
    "a percentage": ("Nurses get 10% off tickets.", "Nurses receive a 15% discount on tickets."),
    "a deadline": ("Applications close on 31 May.", "Hand in your application by 15 May."),
    "half of it": ("Nurses travel at half price.", "Nurses travel 40% cheaper."),
    "a cycle": ("The filters are replaced every four years.", "Replacement cycle of the filters: 5 years."),
    "a page of ours": ("Book a court at courts.firm.example.", "Courts are booked at firm.example/book."),
    "who, by a name": ("Ada Moss signs the invoices.", "Invoices are signed by Tom Berg."),
    "a release": ("The gate runs release R21.3.", "The release of the gate is R20.9."),
    "a limit": ("A locker holds up to 30 kg.", "The locker limit is 25 kg."),
    "yes and no": ("Dogs are allowed in the cabins.", "Dogs are not allowed in the cabins."),
    "needed or not": ("A receipt is required for exchanges.", "For exchanges no receipt is needed."),
    "asked or not": (
        "Shifts are swapped only with the manager's approval.",
        "Staff may swap their shifts without approval.",
    ),
    "declined or kept": ("Gifts from suppliers must be declined.", "Gifts from suppliers may be accepted."),
    "an address": ("Mail booking@firm.example to book a court.", "To book a court, mail desk@firm.example."),
    "hours": ("The pool opens at 6 am.", "Our pool opens at 7:30."),
    "a version": ("The scanner needs Android 10.", "Android 12 is required for the scanner."),
    "who decides": ("Refunds are approved by the finance team.", "Your line manager approves refunds."),
    "hours of the same days": (
        "The pool is open from 9am to 5pm, Monday to Friday.",
        "Pool hours on weekdays: 8am to 6pm.",
    ),
    "a part that says no": (
        "Guests may bring pets; a small bowl is in each room.",
        "Guests may not bring pets.",
    ),
    "a post box": ("Send claims to PO Box 31.", "Claims go to PO Box 13."),
    "where": ("Keys are collected at the front desk.", "Collect keys from Room 4."),
}
LOOK_ALIKES = {
    "another unit": ("Stoves are guaranteed for 24 months.", "We guarantee stoves for two years."),
    "another notation": ("The credit limit is $1,000.", "The credit limit is 1k USD."),
    "a clock": ("The ferry leaves at noon.", "The ferry leaves at 12:00."),
    "another region": ("Delivery within Germany takes 2 days.", "Delivery to Ireland takes 6 days."),
    "another plan": ("The Basic plan has 5 seats.", "The Premium plan has 50 seats."),
    "another group": ("Students pay $18 for the card.", "Families pay $60 for the card."),
    "another channel": ("Orders by phone can be changed.", "Orders in the app cannot be changed."),
    "a rule and its exception": ("All sales can be returned, except hats.", "Hats cannot be returned."),
    "an example": ("For example, a late tent costs $36.", "A late tent costs $8."),
    "history": ("The cleaning fee was $10 until 2023.", "The cleaning fee is $15."),
    "others say": ("Other shops take boots back for 14 days.", "We take boots back for 90 days."),
    "another model": ("The Ember 200 burns for 60 minutes.", "The Ember 400 burns for 95 minutes."),
    "another thing": ("Tents are guaranteed for five years.", "Boots are guaranteed for two years."),
    "another attribute": ("The deposit for a canoe is $120.", "Hiring a canoe costs $45."),
    "a range around it": ("Your bank needs 1 to 3 days.", "Your bank needs up to 3 days."),
    "usual and most": ("A service usually takes 4 days.", "A service takes at most 10 days."),
    "hours of other days": (
        "The pool is open from 9am to 5pm, Monday to Friday.",
        "The pool is open from 10am to 2pm on Saturday.",
    ),
    "another term": ("The one-year berth costs $900 a year.", "The two-year berth costs $800 a year."),
    "what it is not": ("A mooring is not a berth.", "With a mooring you row ashore; with a berth you walk."),
    "a question": ("Is the warranty five years?", "The warranty is two years."),
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_a_conflict_is_found(name: str, documents: Callable[..., list[Document]]) -> None:
    a, b = CONFLICTS[name]
    drawn = [each for document in documents({"a.md": a, "b.md": b}) for each in draw_claims(document)]
    (found,) = find_conflicts(drawn)
    assert (found.a.document, found.a.sentence, found.b.document, found.b.sentence) == ("a.md", a, "b.md", b)


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_only_looks_like_one_is_none(name: str, documents: Callable[..., list[Document]]) -> None:
    a, b = LOOK_ALIKES[name]
    drawn = [each for document in documents({"a.md": a, "b.md": b}) for each in draw_claims(document)]
    assert find_conflicts(drawn) == []
