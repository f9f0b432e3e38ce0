"""`understudy definitions`."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

Cli = Callable[..., Any]
BROKEN = """\
kind: measure
name: visits
label: visits
description: How many meetings were held.
owner: Sales
object: Event
summary: count
time: Begins
"""


def test_the_list_names_owner_and_version(cli: Cli) -> None:
    told = cli("definitions", "list").output
    # A narrow terminal puts the second word of an owner below the first.
    assert re.search(r"handle_time measure handle time Service (Operations 1|1 Operations)", told)
    assert re.search(r"lead_routing policy lead routing Sales (Operations 1|1 Operations)", told)


def test_the_shipped_ones_pass(cli: Cli) -> None:
    ran = cli("definitions", "check")
    assert ran.code == 0
    assert ran.output.endswith("passed, 0 failed")


def test_one_that_fails_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "visits.yaml").write_text(BROKEN)
    ran = cli("definitions", "check")
    assert ran.code == 1
    assert "failed visits: by month" in ran.output
    assert "Begins" in ran.output


def test_a_file_that_is_wrong_is_refused_with_its_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "visits.yaml").write_text(BROKEN.replace("summary", "sumary"))
    ran = cli("definitions", "list")
    assert ran.code == 1
    assert "visits.yaml:7" in ran.errors.replace(" ", "")


def test_the_schema_is_json(cli: Cli) -> None:
    assert "discriminator" in json.loads(cli("definitions", "schema").output)
