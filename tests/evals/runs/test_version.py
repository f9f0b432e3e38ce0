"""What a result depends on, part by part."""

from understudy.evals.runs.store import keep_version, read_version
from understudy.evals.runs.version import Change, Version, mark
from understudy.kit.db import Database

EARLIER = Version(
    definitions={"sales": "a", "handle_time": "b"}, knowledge={"help/returns.md": "c"}, model={"name": "m"}
)


def test_what_changed_is_named() -> None:
    now = Version(
        definitions={"sales": "a2", "win_rate": "d"}, knowledge={"help/returns.md": "c"}, model={"name": "n"}
    )
    assert now.changes_since(EARLIER) == (
        Change("definitions", "handle_time", "removed"),
        Change("definitions", "sales", "changed"),
        Change("definitions", "win_rate", "added"),
        Change("model", "name", "changed"),
    )
    assert now.changes_since(EARLIER, ["model"]) == (Change("model", "name", "changed"),)
    assert str(now.changes_since(EARLIER)[1]) == "the definition sales changed"


def test_the_same_has_the_same_digest_whatever_its_order() -> None:
    other = Version(
        definitions={"handle_time": "b", "sales": "a"}, knowledge=EARLIER.knowledge, model={"name": "m"}
    )
    assert other.digest == EARLIER.digest
    assert other.changes_since(EARLIER) == ()
    assert Version().digest != EARLIER.digest
    assert mark({"a": 1, "b": 2}) == mark({"b": 2, "a": 1}) != mark({"a": 1, "b": 3})


async def test_a_version_comes_back_by_its_digest(database: Database) -> None:
    digest = await keep_version(database, EARLIER)
    assert await keep_version(database, EARLIER) == digest == EARLIER.digest
    assert await read_version(database, digest) == EARLIER
    assert await read_version(database, "never kept") is None
