"""`understudy org`: import, list, use, describe, query, explain."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.channels.salesforce_rest import conftest as wire
from tests.conftest import MakeOrg

from understudy.channels.admission.keys import new_key
from understudy.channels.admission.store import Person
from understudy.kit.db import Database
from understudy.kit.ids import new_record_id
from understudy.org.access_file import read_access_file
from understudy.org.permissions import Customer

MARIA = "maria.okafor@harborlightnursery.example"
Cli = Callable[..., Any]


def loaves(wrong: int | None = None) -> str:
    """Twenty loaves, of which one may come from an oven that is not there."""
    ovens = ["a01000000000009AAA" if i == wrong else "a01000000000001AAA" for i in range(20)]
    lines = [f"a020000000000{i + 10}AAA,{oven},Rye" for i, oven in enumerate(ovens)]
    return "\n".join(["Id,OvenId,Kind", *lines, ""])


@pytest.fixture
def bakery(tmp_path: Path) -> Path:
    """An org in two CSV files."""
    folder = tmp_path / "Corner Bakery"
    folder.mkdir()
    (folder / "Oven.csv").write_text(
        "Id,Name,Heat\na01000000000001AAA,Old Bess,220\na01000000000002AAA,Ben,180\n"
    )
    (folder / "Loaf.csv").write_text(loaves())
    return folder


def test_an_org_is_brought_in_and_becomes_the_current_one(cli: Cli, bakery: Path) -> None:
    ran = cli("org", "import", str(bakery))
    assert ran.code == 0, ran.errors
    assert "Oven 2 inferred" in ran.output
    assert "* corner-bakery" in cli("org", "list").output
    told = cli("org", "query", "SELECT Name, Heat FROM Oven ORDER BY Heat").output
    assert "Ben 180 Old Bess 220 2 rows" in told
    assert "OvenId Oven" in cli("org", "describe", "Loaf").output
    assert cli("org", "use", "demo").output == "demo is now the current org"
    assert "* demo" in cli("org", "list").output


def test_a_wrong_org_is_not_loaded(cli: Cli, bakery: Path) -> None:
    (bakery / "Loaf.csv").write_text(loaves(wrong=17))
    ran = cli("org", "import", str(bakery), "--name", "broken")
    assert ran.code == 1
    assert "nothing was loaded: 1 problems" in ran.errors
    assert "Loaf.csv:19" in ran.errors.replace(" ", "")
    assert "OvenId" in ran.errors
    assert "broken" not in cli("org", "list").output


def test_a_wrong_reference_can_be_let_go(cli: Cli, bakery: Path) -> None:
    (bakery / "Loaf.csv").write_text(loaves(wrong=17))
    assert cli("org", "import", str(bakery), "--name", "lenient", "--lenient").code == 0
    assert "lenient" in cli("org", "list").output


def test_the_objects_and_the_fields_of_one(cli: Cli) -> None:
    assert "Opportunity Opportunity" in cli("org", "describe").output
    told = cli("org", "describe", "opportunity").output
    assert "StageName Stage picklist" in told
    assert "AccountId Account reference Account" in told


def test_a_query_as_the_operator_and_as_somebody(cli: Cli) -> None:
    everything = cli("org", "query", "SELECT COUNT(Id) orders FROM Order").output
    own = cli("org", "query", "SELECT COUNT(Id) orders FROM Order", "--as", MARIA).output
    assert everything.startswith("orders 179 1 rows")
    assert own.startswith("orders 3 1 rows")


def test_a_long_result_is_cut_and_says_so(cli: Cli) -> None:
    assert (
        "200 rows (cut at 200; add LIMIT to see others)" in cli("org", "query", "SELECT Id FROM Case").output
    )


def test_an_explanation_names_the_rules(cli: Cli) -> None:
    own = cli("org", "explain", "SELECT Id FROM Case", "--as", MARIA).output
    assert "rule Case: only rows where ContactId = :contact_id" in own
    assert 'sql SELECT "t0"."Id"' in own
    assert "plan " in own
    assert "rule Case: every row" in cli("org", "explain", "SELECT Id FROM Case").output


def test_an_explanation_says_which_rule_of_whom_stands_where(cli: Cli) -> None:
    told = cli("org", "explain", "SELECT Name FROM Quote", "--as", "Rashad Lemieux").output
    assert "Quote: profile sales: read, create, edit [standard/access.yaml:" in told
    assert "Quote: controlled by the parent, Opportunity: full, rows where OpportunityId IN (SELECT" in told
    refused = cli(
        "org", "explain", "SELECT Opportunity.Probability FROM Quote", "--as", "Tess Rademaker"
    ).output
    assert "denied field Opportunity.Probability: profile support hides it [standard/access.yaml:" in refused
    assert "sql" not in refused
    customer = json.loads(cli("org", "explain", "SELECT Id FROM Case", "--as", MARIA, "--json").output)
    assert customer["objects"][0]["rows"] == "ContactId = :contact_id"
    assert customer["objects"][0]["entries"][0]["source"].startswith("standard/access.yaml:")


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        (("use", "nowhere"), "no org is called 'nowhere'", "demo"),
        (("describe", "Opportunty"), "there is no object 'Opportunty'", "did you mean 'Opportunity'?"),
        (("query", "SELECT CloseDate FROM Case"), "query:1:8: no field CloseDate on Case", "ClosedDate"),
        (("query", "SELEC Id FROM Case"), "query:1:1: expected SELECT", ""),
        (("query", "SELECT Priority FROM Case", "--as", MARIA), "Priority", ""),
        (
            ("query", "SELECT Id FROM Case", "--as", "nobody"),
            "nobody in the org 'demo' is 'nobody'",
            "give the id",
        ),
        (("import", "/nothing/here"), "/nothing/here", ""),
    ],
)
def test_an_error_says_how_to_mend_it(cli: Cli, words: tuple[str, ...], error: str, hint: str) -> None:
    ran = cli("org", *words)
    assert ran.code == 1
    assert error in ran.errors
    assert hint in ran.errors
    assert "Traceback" not in ran.errors


ACCESS = """\
default_profile: none
sharing:
  Oven: {default: private, owner: BakerId}
profiles:
  baker: {"*": read}
"""
USERS = "Id,Name,Username,Profile__c\n005000000000001AAA,Ann Bun,ann@bakery.example,baker\n"


def test_an_org_brings_its_own_rules_and_is_told_whose_hold(cli: Cli, bakery: Path) -> None:
    (bakery / "User.csv").write_text(f"{USERS}005000000000002AAA,Bob Pie,bob@bakery.example,Marketing\n")
    (bakery / "Oven.csv").write_text("Id,Name,BakerId\na01000000000001AAA,Bess,005000000000001AAA\n")
    told = cli("org", "import", str(bakery), "--name", "standard-bakery").output
    assert "who may see what: the standard rules; give others with --access" in told
    assert "1 user has the profile 'Marketing', which no rule declares: the rules of the default" in told
    (bakery / "access.yaml").write_text(ACCESS)
    for path in ([], ["--access", str(bakery / "access.yaml")]):
        ran = cli("org", "import", str(bakery), "--name", "own-bakery", *path)
        assert f"who may see what: the rules of {bakery / 'access.yaml'}" in ran.output.replace("\n", "")
        assert "1 user has the rules of the profile 'baker'" in ran.output
        assert "which no rule declares: they may read nothing" in ran.output
    (bakery / "access.yaml").unlink()
    assert (
        "the rules that the org had before"
        in cli("org", "import", str(bakery), "--name", "own-bakery").output
    )
    assert "1 rows" in cli("org", "query", "SELECT Name FROM Oven", "--as", "Ann Bun").output
    denied = cli("org", "explain", "SELECT Name FROM Oven", "--as", "Bob Pie").output
    assert (
        "the profile 'Marketing' in the user's record is none that the rules declare, so no rights" in denied
    )
    assert "denied object Oven" in denied
    cli("org", "use", "demo")


def test_rules_that_do_not_fit_are_not_taken(cli: Cli, bakery: Path, tmp_path: Path) -> None:
    (bakery / "User.csv").write_text(USERS)
    cli("org", "import", str(bakery), "--name", "fitting-bakery")
    file = tmp_path / "rules.yaml"
    file.write_text(ACCESS.replace("baker:", "baker: {Ovn: read, Loaf: {fields: {Kindd: none}}}\n  other:"))
    ran = cli("org", "access", str(file))
    assert ran.code == 1
    for fault in (
        "rules.yaml:3: the rule 'BakerId IN :team' does not fit Oven: no field BakerId on Oven",
        "rules.yaml:5: there is no object 'ovn'; did you mean Oven?",
        "rules.yaml:5: Loaf has no field 'kindd'",
    ):
        assert fault in ran.errors
    file.write_text(ACCESS.replace("owner: BakerId", "owner: CreatedById"))
    assert "fitting-bakery has the rules of" in cli("org", "access", str(file)).output
    assert "Oven private rules.yaml:3" in cli("org", "access").output
    cli("org", "use", "demo")


def test_records_are_searched_as_somebody(cli: Cli) -> None:
    sosl = 'FIND {"cold frame" arriv*} IN NAME FIELDS RETURNING Case(Subject), Account'
    told = cli("org", "search", sosl).output
    assert "Wren Cold Frame arrived damaged" in told
    assert "Account: 0" in told
    theirs = cli("org", "search", sosl, "--as", MARIA)
    assert theirs.code == 0, theirs.errors
    assert len(theirs.output) < len(told)
    assert "1:7: the search text is empty" in cli("org", "search", "FIND {}").errors


async def test_an_org_is_copied_over_salesforces_wire(
    cli: Cli, database: Database, small_org: MakeOrg
) -> None:
    async with wire.serving(database, await small_org(wire.SCHEMA, wire.ROWS, access=wire.ACCESS)) as source:
        await copied_by_hand(cli, source.url, await new_key(database, Person(None, None), "a test"))


async def copied_by_hand(cli: Cli, url: str, key: str) -> None:
    """Once whole and once what changed."""
    env = {"SALESFORCE_USERNAME": "operator", "SALESFORCE_PASSWORD": key}
    words = ("org", "import", f"salesforce+{url}", "--name", "from-the-wire")
    ran = await asyncio.to_thread(lambda: cli(*words, env=env))
    assert ran.code == 0, ran.errors
    assert "from-the-wire is now the current org" in ran.output
    assert key not in ran.output + ran.errors
    assert "changed since" not in ran.output
    again = await asyncio.to_thread(lambda: cli(*words, env=env))
    assert "records changed since the last copy, in" in again.output
    await asyncio.to_thread(cli, "org", "use", "demo")


def test_an_exported_org_answers_as_the_org_does(cli: Cli, tmp_path: Path) -> None:
    lake, query = str(tmp_path / "lake"), "SELECT Status, COUNT(Id) cases FROM Case GROUP BY Status"
    assert f"are in {lake}, whoever may see them" in cli("org", "export", "--parquet", lake).output
    for who in ((), ("--as", MARIA)):
        asked, exported = (cli("org", "query", *way, *who, query) for way in ((), ("--warehouse", lake)))
        assert exported.code == 0, exported.errors
        assert exported.output.split(" rows in ")[0] == asked.output.split(" rows in ")[0]
    assert "holds no export" in cli("org", "query", "--warehouse", str(tmp_path / "sea"), query).errors


def test_a_query_is_explained_for_a_warehouse(cli: Cli) -> None:
    told = cli("org", "explain", "--dialect", "spark", "--as", MARIA, "SELECT Subject FROM Case")
    assert "FROM `Case` AS" in told.output
    assert "WHERE" in told.output, "her rules are in it"
    assert "plan" not in told.output


def test_a_query_is_printed_as_json(cli: Cli) -> None:
    query = "SELECT Name, Owner.Name, (SELECT Subject FROM Cases LIMIT 1) FROM Account ORDER BY Name LIMIT 2"
    told = json.loads(cli("org", "query", "--json", query).output)
    assert [each["Name"] for each in told["records"]] == sorted(each["Name"] for each in told["records"])
    assert len(told["records"]) == 2
    assert isinstance(told["records"][0]["Cases"], list)
    assert told["truncated"] is False


def test_a_table_that_is_piped_is_not_cut() -> None:
    program = """
from understudy.cli.console import console, table
made = table("a", "b")
made.add_row("x" * 90, "y" * 90)
console.print(made)
"""
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert f"{'x' * 90}  {'y' * 90}" in told.stdout


def test_the_rules_of_an_org_are_written_as_a_file_that_gives_them(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    assert cli("org", "access", "--export", str(file)).code == 0
    case = read_access_file(file).access(Customer(new_record_id("003", 1), None), "Case")
    assert case.readable
    assert case.rows, "a customer sees their own cases"
