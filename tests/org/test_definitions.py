"""Definitions: what ships is sound, a wrong file is refused with its line."""

from pathlib import Path

import pytest

from understudy.kit.errors import ConfigError
from understudy.org.definitions.email import merge_fields, read_pieces
from understudy.org.definitions.library import definition_json_schema, load_library

GOOD = """\
kind: measure
name: refunds
label: refunds
description: How many refunds were given.
owner: Finance
object: Order
summary: count
time: EffectiveDate
dimensions:
  agent: OwnerId
"""


def test_the_shipped_definitions_load() -> None:
    library = load_library()
    assert {"handle_time", "transfer_count", "top_issue", "monthly_trend", "closing_time"} <= set(
        library.measures
    )
    assert {"conversion_rate", "sales_amount", "sales_cycle", "win_rate"} <= set(library.measures)
    assert set(library.policies) == {"case_routing", "lead_routing"}
    assert all(definition.owner and definition.description for definition in library)


def test_a_company_adds_and_replaces_by_name(tmp_path: Path) -> None:
    (tmp_path / "refunds.yaml").write_text(GOOD)
    (tmp_path / "open_leads.yaml").write_text(GOOD.replace("refunds", "open_leads"))
    library = load_library(tmp_path)
    assert library.measures["refunds"].dimensions["agent"].path == "OwnerId"
    assert library.measures["open_leads"].object == "Order"


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("summary: count", "summary: average", 1, "needs 'value'"),
        ("summary: count", "summary: share", 1, "needs 'share_of'"),
        ("summary: count", "summary: tally", 7, "summary"),
        ("owner: Finance", "ownr: Finance", 5, "there is no such key"),
        ("name: refunds", "name: Refund Count", 2, "name"),
        ("kind: measure", "kind: metric", 1, "kind"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    path = tmp_path / "refunds.yaml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_library(tmp_path)
    assert told in caught.value.message
    assert f"refunds.yaml:{line}" in str(caught.value)


def test_a_measure_that_another_names_must_exist(tmp_path: Path) -> None:
    (tmp_path / "refunds.yaml").write_text(
        GOOD.replace("agent: OwnerId", "agent: {path: OwnerId, volume: nothing}")
    )
    with pytest.raises(ConfigError, match="'nothing'"):
        load_library(tmp_path)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD)
    (tmp_path / "b.yaml").write_text(GOOD)
    with pytest.raises(ConfigError, match="a second definition named 'refunds'"):
        load_library(tmp_path)


def test_the_json_schema_knows_all_kinds() -> None:
    told = str(definition_json_schema()["discriminator"])
    assert all(kind in told for kind in ("measure", "policy", "guide", "email"))


EMAIL = """kind: email
name: boat_ready
label: boat is ready
description: Tells an owner that the boat is ready.
owner: Boatyard
object: Case
to: ContactId
subject: Your boat {Subject}
body: |
  Dear {To.FirstName},
  [it has cost {:price}. ]Come and get it.
fallbacks: {To.FirstName: sailor}
inputs:
  price: {ask: "What did it cost?"}
"""


def test_an_email_template_loads_and_replaces_by_name(tmp_path: Path) -> None:
    (tmp_path / "delay_apology.yaml").write_text(EMAIL.replace("boat_ready", "delay_apology"))
    (tmp_path / "boat_ready.yaml").write_text(EMAIL)
    emails = load_library(tmp_path).emails
    assert emails["delay_apology"].label == emails["boat_ready"].label == "boat is ready"
    assert merge_fields(emails["boat_ready"]) == {"Subject", "To.FirstName", ":price"}


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("{To.FirstName},\n", "{To.FirstName,\n", 9, "'{' in line 1 has no partner"),
        ("Come and get it.", "Come] and get it.", 9, "']' in line 2 has no partner"),
        ("{Subject}", "{Subject of it}", 8, "{Subject of it} is no path"),
        ("{To.FirstName: sailor}", "{To.LastName: sailor}", 12, "no merge field {To.LastName}"),
        ("price: {ask", "cost: {ask", 13, "the input 'price'; declare it"),
        ('inputs:\n  price: {ask: "What did it cost?"}\n', "", 1, "the input 'price'; declare it"),
        ("[it has cost {:price}. ]", "", 13, "the text has no {:price}"),
        ("object: Case", "objects: Case", 6, "there is no such key"),
    ],
)
def test_a_wrong_template_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    (tmp_path / "boat_ready.yaml").write_text(EMAIL.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_library(tmp_path)
    assert told in caught.value.message
    assert f"boat_ready.yaml:{line}:" in str(caught.value)


def test_a_doubled_brace_or_bracket_is_itself() -> None:
    pieces = read_pieces("{{a}} [[b]] [maybe {C}]")
    assert [(piece.is_optional, piece.filled({"C": "c"})) for piece in pieces] == [
        (False, "{a} [b] "),
        (True, "maybe c"),
        (False, ""),
    ]
