"""Holds the project's papers to the truth: pages, requirements, decisions, and what may not be committed."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer.main
from pydantic import BaseModel

from understudy.agents.spec import ACTION_NAMES, AgentSpec
from understudy.org.definitions.guide import GuideDefinition
from understudy.org.definitions.measure import MeasureDefinition
from understudy.org.definitions.policy import PolicyDefinition
from understudy.trust.policy.document import PolicyDocument

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "understudy"
DOCS = ROOT / "docs"
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))
PAGES = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]


def rooms() -> set[str]:
    """The rooms and modules at the top of the package, without its own file."""
    found = {path.parent.name + "/" for path in SOURCE.glob("*/__init__.py")}
    return found | {
        path.name for path in SOURCE.glob("*.py") if path.name not in ("__init__.py", "__main__.py")
    }


def committed() -> list[Path]:
    """The files that Git tracks, or that it would if they were added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def read(path: Path) -> str:
    """The text of a page."""
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["docs/explain/architecture.md", "AGENTS.md"])
def test_room_tables_name_every_room_and_no_other(page: str) -> None:
    rows = re.findall(r"^\| \d+ \| `([a-z_]+(?:/|\.py))` \|", read(ROOT / page), re.MULTILINE)
    assert sorted(rows) == sorted(rooms())


def test_floors_of_the_picture_are_the_layers_of_the_contract() -> None:
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    floor_of = {
        room: len(layers) - place for place, layer in enumerate(layers) for room in re.findall(r"\w+", layer)
    }
    rows = re.findall(r"^\| (\d+) \| `([a-z_]+)", read(DOCS / "explain" / "architecture.md"), re.MULTILINE)
    assert {room: int(floor) for floor, room in rows} == {room: floor_of.get(room) for _, room in rows}


def test_every_room_lists_its_files() -> None:
    """A part of a listed file, such as `bind_condition` of `bind`, goes without saying."""
    unlisted = [
        f"{init.parent.name}/{module.name}"
        for init in SOURCE.glob("*/__init__.py")
        for module in init.parent.glob("*.py")
        if not module.stem.startswith("_")
        if not any(f"`{name}`" in read(init) for name in (module.stem, module.stem.split("_")[0]))
    ]
    assert unlisted == []


def test_there_are_three_requirement_files() -> None:
    assert [path.name for path in REQUIREMENTS] == [
        "requirements-dev.txt",
        "requirements-uv.txt",
        "requirements.txt",
    ]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_hold_no_address_and_no_torch(path: Path) -> None:
    wrong = r"://|^\s*--(?:index|extra-index|find-links)|^(?:torch|sentence-transformers|transformers)\b"
    assert re.findall(f"^.*(?:{wrong}).*$", read(path), re.MULTILINE) == []


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(path: Path) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n", "", read(path), flags=re.MULTILINE))
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads(read(ROOT / "pyproject.toml"))
    asked = project["project"]["dependencies"] + project["dependency-groups"]["encoder"]
    locked = set(re.findall(r"^([a-z0-9-]+)==", read(ROOT / "requirements.txt"), re.MULTILINE))
    assert [name for name in asked if re.split(r"[\[=><~ ]", name)[0] not in locked] == []


def test_what_runs_and_what_is_tested_are_the_same_versions() -> None:
    pins = [
        set(re.findall(r"^([a-z0-9-]+==\S+(?: ; [^\\\n]+?)?) \\", read(ROOT / name), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert pins[0] - pins[1] == set()


def test_every_decision_is_listed_under_its_title() -> None:
    index = read(DOCS / "decisions" / "README.md")
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert pages
    for number, page in enumerate(pages, start=1):
        heading = read(page).splitlines()[0]
        title = heading.removeprefix(f"# {number}. ")
        assert title != heading, f"{page.name} does not begin with '# {number}. '"
        assert f"| [{number:04d}]({page.name}) | {title} |" in index


def test_the_changelog_begins_with_what_is_unreleased() -> None:
    headings = re.findall(r"^## .*$", read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "## Unreleased"


def test_agents_page_is_short() -> None:
    assert len(read(ROOT / "AGENTS.md").splitlines()) <= 150


def test_links_of_the_pages_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", read(page))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_setting_has_its_line() -> None:
    named = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r"\bUNDERSTUDY_[A-Z][A-Z_]*[A-Z]\b", read(path))
    }
    page = read(DOCS / "reference" / "settings.md")
    assert (
        sorted(name for name in named if not name.startswith("UNDERSTUDY_TEST") and f"`{name}`" not in page)
        == []
    )


def commands(command: object, name: str = "understudy") -> list[str]:
    """The full names of all commands below this one."""
    below: dict[str, object] = getattr(command, "commands", {})
    return [leaf for part in below for leaf in commands(below[part], f"{name} {part}")] or [name]


def test_every_command_has_its_line() -> None:
    from understudy.cli import main  # here, so that a door that does not open fails this test alone

    text = read(DOCS / "reference" / "commands.md")
    found = commands(typer.main.get_command(main))
    assert len(found) > 1
    assert [name for name in found if not re.search(rf"^\| `{name}[ `]", text, re.MULTILINE)] == []


def keys(model: type[BaseModel]) -> set[str]:
    """The keys that a file of this kind may hold, at any depth."""
    schema = model.model_json_schema(by_alias=True)
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}


@pytest.mark.parametrize(
    ("pages", "model"),
    [
        (("agents.md", "policy.md"), AgentSpec),
        (("policy.md",), PolicyDocument),
        (("definitions.md",), MeasureDefinition),
        (("definitions.md",), PolicyDefinition),
        (("definitions.md",), GuideDefinition),
    ],
)
def test_every_key_of_a_declared_file_is_described(pages: tuple[str, ...], model: type[BaseModel]) -> None:
    text = "".join(read(DOCS / "reference" / page) for page in pages)
    assert sorted(key for key in keys(model) if f"`{key}`" not in text) == []


def test_every_action_is_described() -> None:
    text = read(DOCS / "reference" / "agents.md")
    assert [name for name in ACTION_NAMES if f"`{name}`" not in text] == []


def test_no_file_names_a_place_of_one_machine() -> None:
    place = re.compile(
        r"(?<![\w.~>}])/(?:home|Users|root|work|mnt|opt)/[\w.-]+|[A-Z]:\\Users\\|\.\./shared\b"
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in committed()
        if path.suffix in {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".svg", ".cfg", ".json", ""}
        if path != Path(__file__).resolve()
        for match in place.finditer(read(path))
    ]
    assert found == []
