"""`understudy key`."""

import re
from collections.abc import Callable
from typing import Any

Cli = Callable[..., Any]


def test_a_key_is_made_listed_and_revoked(cli: Cli) -> None:
    made = cli("key", "new", "--as", "Caroline Mbatha", "--label", "a robot")
    form = re.fullmatch(r"us_([a-z0-9]{8})_[\w-]{43}", made.output.strip())
    assert form, made.output
    listed = cli("key", "list").output
    assert form[1] in listed
    assert "a robot" in listed
    assert "good" in listed
    assert cli("key", "revoke", form[1]).code == 0
    again = cli("key", "revoke", form[1])
    assert again.code == 1
    assert "understudy key list" in again.errors


def test_a_key_speaks_for_one_person_or_the_operator(cli: Cli) -> None:
    for wrong in ([], ["--operator", "--as", "Caroline Mbatha"]):
        refused = cli("key", "new", *wrong)
        assert refused.code == 1
        assert "either --as WHO or --operator" in refused.errors
    assert cli("key", "new", "--as", "Nobody Atall").code == 1
