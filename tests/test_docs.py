"""The documentation is a test: its commands run, its files are read and its transcripts are real.

A fenced block says after its language how it is held true:

- `sh run`: each `understudy` command of it ends well; `sh run fails`: it ends with an error
- `text output`: every line stands in what the commands before it on the page said; "…" leaves something out
- `sql run`: the question is asked of the demo org; `sosl run`: it is searched
- `yaml file=PATH`: stands at PATH in the folder in which the page's commands run, from the beginning
- `… needs=WHAT`: skipped by name, since it needs WHAT (a key, a server, an installation, a data set)
"""

import json
import os
import re
import shlex
import sqlite3
import uuid
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from understudy.agents.spec import agent_json_schema
from understudy.channels.admission.roles import roles_json_schema
from understudy.cli.main import main as app
from understudy.org.definitions.library import definition_json_schema
from understudy.soql.dates import COUNTED_LITERALS, PLAIN_LITERALS
from understudy.soql.parse_expression import _DEFINITION_ONLY, AGGREGATES, DATE_FUNCTIONS
from understudy.trust.masking.policy import masking_json_schema
from understudy.trust.policy.document import policy_json_schema

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *sorted(ROOT.glob("docs/**/*.md")), ROOT / "benchmarks/README.md"]
COMMAND = ".venv/bin/understudy "
ASKED = {"sosl": "search", "sql": "query"}
LANGUAGES = ("sh", "sosl", "sql", "yaml")
MARKS = re.compile(r"run|run fails|output|file=[\w./-]+|needs=[a-z -]+")


@dataclass(frozen=True)
class Block:
    page: Path
    line: int
    language: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"

    @property
    def file(self) -> str | None:
        return self.mark.removeprefix("file=") if self.mark.startswith("file=") else None


def blocks_of(page: Path) -> list[Block]:
    found: list[Block] = []
    start: tuple[int, str] | None = None
    lines: list[str] = []
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("```"):
            lines.append(line)
        elif start is None:
            start, lines = (number, line.removeprefix("```")), []
        else:
            language, _, mark = start[1].partition(" ")
            found.append(Block(page, start[0], language, mark.strip(), "\n".join(lines) + "\n"))
            start = None
    return found


BLOCKS = [block for page in PAGES for block in blocks_of(page)]
# What was said on a page so far. The README shows what the demo says, which the fixture has run.
TOLD: dict[Path, str] = {}
FOLDERS: dict[Path, Path] = {}
PLAYED: set[Block] = set()


@pytest.fixture(scope="module")
def installation(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Generator[pytest.MonkeyPatch]:
    """A database of its own with the demo company in it, as the environment describes it."""
    name = f"docs_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    url = make_conninfo(**{**conninfo_to_dict(server_url), "dbname": name})
    with pytest.MonkeyPatch.context() as patch:
        for setting in [key for key in os.environ if key.startswith("UNDERSTUDY_")]:
            patch.delenv(setting)
        patch.setenv("UNDERSTUDY_DATABASE_URL", url)
        patch.setenv("UNDERSTUDY_WORKSPACE", str(tmp_path_factory.mktemp("workspace")))
        patch.chdir(tmp_path_factory.mktemp("nowhere"))
        TOLD[ROOT / "README.md"] = understudy("demo --no-serve")[1]
        yield patch
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def folder(
    installation: pytest.MonkeyPatch, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The page's folder with the files the page shows, an org to import and a task to answer."""
    block: Block = request.getfixturevalue("block")
    if block.page not in FOLDERS:
        made = FOLDERS[block.page] = tmp_path_factory.mktemp("page")
        for each in blocks_of(block.page):
            if each.file:
                (made / each.file).parent.mkdir(parents=True, exist_ok=True)
                (made / each.file).write_text(each.text, encoding="utf-8")
        make_own_org(made)
        task = {"idx": 0, "task": "top_issue", "query": "Which issue was the most frequent in 2026?"}
        (made / "tasks.jsonl").write_text(json.dumps(task) + "\n", encoding="utf-8")
        installation.chdir(made)
        understudy("org use demo")
    installation.chdir(FOLDERS[block.page])
    return FOLDERS[block.page]


def make_own_org(folder: Path) -> None:
    with sqlite3.connect(folder / "my_org.sqlite") as connection:
        connection.execute("CREATE TABLE Account (Name TEXT, ShippingState TEXT)")
        connection.execute("INSERT INTO Account VALUES ('Copper Kettle Cafe', 'OH')")
    (folder / "my_folder").mkdir()
    (folder / "my_folder" / "Boat.csv").write_text("Name,Length\nHeron,7.5\nTeal,5\n", encoding="utf-8")


def understudy(arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, shlex.split(arguments, comments=True))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def squeezed(text: str) -> str:
    """One space between words, and no times taken."""
    return " ".join(re.sub(r"\b[\d.]+ m?s\b", "", text).split())


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_a_block_holds(block: Block, folder: Path) -> None:
    if "needs=" in block.mark:
        pytest.skip(f"needs {block.mark.split('needs=')[1]}")
    for earlier in blocks_of(block.page):  # which another worker may have run, or nobody
        if earlier.line < block.line and earlier not in PLAYED and "needs=" not in earlier.mark:
            play(earlier)
    play(block)
    if block.mark == "output":
        said = squeezed(TOLD.get(block.page, ""))
        for line in block.text.replace("…", "\n").splitlines():
            assert squeezed(line) in said


def play(block: Block) -> None:
    """Do what the block says, once."""
    PLAYED.add(block)
    if block.language in ASKED:
        status, told = understudy(f"org {ASKED[block.language]} {shlex.quote(block.text)}")
        TOLD[block.page] = TOLD.get(block.page, "") + told
        assert status == 0, told
    if block.language == "sh":
        for line in block.text.replace("\\\n", " ").splitlines():
            run_line(line, block)


def run_line(line: str, block: Block) -> None:
    if not line.strip() or line.startswith("#"):
        return
    assert line.startswith(COMMAND), f"only understudy is run here: {line}"
    status, told = understudy(line.removeprefix(COMMAND))
    TOLD[block.page] = TOLD.get(block.page, "") + told
    assert (status != 0) == block.mark.endswith("fails"), told


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language in LANGUAGES or b.mark], ids=str)
def test_every_block_says_how_it_is_held_true(block: Block) -> None:
    assert MARKS.fullmatch(block.mark)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("agent", agent_json_schema()),
        ("definition", definition_json_schema()),
        ("policy", policy_json_schema()),
        ("roles", roles_json_schema()),
        ("masking", masking_json_schema()),
    ],
)
def test_the_published_schema_is_that_of_the_code(name: str, schema: object) -> None:
    published = ROOT / f"docs/reference/{name}.schema.json"
    assert published.read_text(encoding="utf-8") == json.dumps(schema, indent=2) + "\n"


def test_examples_are_those_of_the_pages() -> None:
    pages = (ROOT / "docs/tutorial/first-agent.md", ROOT / "docs/reference/emails.md")
    shown = {block.file: block.text for page in pages for block in blocks_of(page) if block.file}
    files = sorted((ROOT / "examples").glob("*/*.yaml"))
    assert shown == {str(f.relative_to(ROOT / "examples")): f.read_text(encoding="utf-8") for f in files}


def options(group: TyperGroup) -> set[str]:
    """The options of all commands."""
    found: set[str] = set()
    for command in group.commands.values():
        own = {option for each in command.params for option in each.opts if option.startswith("--")}
        found |= options(command) if isinstance(command, TyperGroup) else own
    return found


def missing(page: str, names: Iterable[str]) -> list[str]:
    text = (ROOT / "docs/reference" / page).read_text(encoding="utf-8")
    return [name for name in sorted(names) if not re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]


def test_every_option_is_in_the_reference() -> None:
    tree = get_command(app)
    assert isinstance(tree, TyperGroup)
    assert missing("commands.md", options(tree)) == []


def test_every_function_and_date_literal_is_in_the_reference() -> None:
    functions = AGGREGATES | DATE_FUNCTIONS | _DEFINITION_ONLY
    assert missing("soql.md", functions | PLAIN_LITERALS | COUNTED_LITERALS) == []
