"""Definitions: what ships is sound, a wrong file is refused with its line."""

from pathlib import Path

import pytest

from understudy.kit.errors import ConfigError
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
    assert {"conversion_rate", "sales_amount", "sales_cycle"} <= set(library.measures)
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


def test_the_json_schema_knows_all_three_kinds() -> None:
    told = str(definition_json_schema()["discriminator"])
    assert all(kind in told for kind in ("measure", "policy", "guide"))
