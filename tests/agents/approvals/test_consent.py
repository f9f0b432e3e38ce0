"""A yes is a plain yes; what says more settles nothing."""

import pytest

from understudy.agents.approvals import read_consent


@pytest.mark.parametrize(
    ("message", "consent"),
    [
        ("yes", "yes"),
        ("Yes, please!", "yes"),
        ("OK, go ahead.", "yes"),
        ("do it", "yes"),
        ("Sure, that's fine", "yes"),
        ("no", "no"),
        ("No, thank you", "no"),
        ("don't do it", "no"),
        ("please don’t", "no"),
        ("stop", "no"),
        ("yes and no", "unclear"),
        ("yes, but make it urgent", "unclear"),
        ("no problem", None),
        ("never mind, how long does shipping take?", None),
        ("please", None),
        ("Who sold most?", None),
        ("!!!", None),
        ("Is that correct?", None),
        ("ok?", "unclear"),
        ("Yes, make it 500", "unclear"),
        ("yes 10005", "unclear"),
        ("yes 👎", "unclear"),
    ],
)
def test_what_is_a_yes(message: str, consent: str | None) -> None:
    assert read_consent(message) == consent
