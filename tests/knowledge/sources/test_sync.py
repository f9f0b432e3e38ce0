"""A source is read once, followed in its changes, and what cannot be read stops nothing."""

import tracemalloc
import zipfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.knowledge.index.test_indexing import CountingEncoder, titles

from understudy.kit.db import Database
from understudy.kit.errors import InputError
from understudy.knowledge.formats.extractor import Extractor
from understudy.knowledge.formats.file import File, Reading, Skipped
from understudy.knowledge.sources import store
from understudy.knowledge.sources.items import Known
from understudy.knowledge.sources.location import spec_of
from understudy.knowledge.sources.spec import WebsiteSpec
from understudy.knowledge.sources.sync import SyncReport, sync_source
from understudy.knowledge.sources.walk import walk
from understudy.org.metadata import Schema
from understudy.org.orgs import Org

MakeOrg = Callable[..., Awaitable[Org]]


class CountingExtractor(Extractor):
    """Reads as any other, and keeps what it was asked to read."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def read(self, file: File) -> Reading:
        self.asked.append(file.key)
        return await super().read(file)


@pytest.fixture
async def org(small_org: MakeOrg) -> Org:
    return await small_org(Schema(()))


@pytest.fixture
async def extractor() -> AsyncGenerator[CountingExtractor]:
    async with CountingExtractor() as opened:
        yield opened


Sync = Callable[..., Awaitable[SyncReport]]


@pytest.fixture
def sync(database: Database, org: Org, extractor: CountingExtractor) -> Sync:
    async def run(path: Path, encoder: CountingEncoder | None = None, **settings: object) -> SyncReport:
        extractor.asked.clear()
        spec = spec_of(str(path), org.schema, settings)
        await store.keep_source(database, org.name, spec)
        return await sync_source(
            database,
            org,
            spec.name,
            lambda known: walk(database, org, spec, known),
            encoder or CountingEncoder(),
            extractor=extractor,
        )

    return run


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def packed(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


async def test_only_what_changed_is_read_and_what_is_gone_goes(
    database: Database, org: Org, sync: Sync, extractor: CountingExtractor, tmp_path: Path
) -> None:
    write(tmp_path, {"a.md": "# A\n\nOne.", "b/b.md": "# B\n\nTwo."})
    assert await sync(tmp_path) == SyncReport(2, 0, 0, 2, ())
    assert await sync(tmp_path) == SyncReport(0, 2, 0, 0, ())
    assert extractor.asked == []
    write(tmp_path, {"b/b.md": "# B\n\nThree."})
    assert await sync(tmp_path) == SyncReport(1, 1, 0, 1, ())
    assert extractor.asked == ["b/b.md"]
    (tmp_path / "a.md").unlink()
    assert await sync(tmp_path) == SyncReport(0, 1, 1, 0, ())
    assert await titles(database, org) == ["B"]
    write(tmp_path, {"a.md": "# A\n\nOne."})
    assert await sync(tmp_path) == SyncReport(1, 1, 0, 1, ())


async def test_one_that_cannot_be_read_is_told_and_not_tried_again(
    sync: Sync, extractor: CountingExtractor, tmp_path: Path
) -> None:
    write(
        tmp_path, {"a.md": "# A\n\nOne.", "b.md": b"Gr\xf6\xdfe", "c.pdf": b"%PDF-", "x.py": "1", "y.py": "2"}
    )
    report = await sync(tmp_path)
    assert report.documents == 1
    assert [(each.key, each.reason.split(":")[0]) for each in report.skipped] == [
        ("b.md", "is not text in utf-8 (save it as UTF-8)"),
        ("c.pdf", "is broken"),
        ("*.py", "2 files of a kind that is not read"),
    ]
    assert (await sync(tmp_path)).skipped == report.skipped
    assert extractor.asked == []
    write(tmp_path, {"b.md": "Größe"})
    assert (await sync(tmp_path)).documents == 2


async def test_what_becomes_unreadable_is_no_longer_found(
    database: Database, org: Org, sync: Sync, tmp_path: Path
) -> None:
    await sync(write(tmp_path, {"a.md": "# A\n\nOne.", "b.md": "# B\n\nTwo."}))
    report = await sync(write(tmp_path, {"a.md": b"\xff\xff"}))
    assert (report.documents, report.removed) == (1, 1)
    assert await titles(database, org) == ["B"]


async def test_a_change_of_audience_is_a_change_of_all(
    database: Database, org: Org, sync: Sync, tmp_path: Path
) -> None:
    write(tmp_path, {"a.md": "# A\n\nOne.", "b.md": "---\naudience: customers\n---\n# B\n\nTwo."})
    await sync(tmp_path, audience="public")
    await sync(tmp_path, audience="employees")
    rows = await database.fetch("SELECT key, audience FROM understudy.document WHERE org = %s", (org.name,))
    assert dict(rows) == {"a.md": "employees", "b.md": "customers"}


async def test_a_sync_that_was_stopped_goes_on(
    sync: Sync, extractor: CountingExtractor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("understudy.knowledge.sources.sync._BATCH_DOCUMENTS", 2)
    write(tmp_path, {f"{number}.md": f"# {number}\n\nText." for number in range(5)})

    class Stopping(CountingEncoder):
        def encode(self, texts: Sequence[str]) -> np.ndarray:
            if len(self.told) >= 4:
                raise ConnectionError
            return super().encode(texts)

    with pytest.raises(ConnectionError):
        await sync(tmp_path, Stopping())
    assert await sync(tmp_path) == SyncReport(1, 4, 0, 1, ())
    assert extractor.asked == ["4.md"]


async def test_what_was_read_in_another_way_is_read_again(
    sync: Sync, extractor: CountingExtractor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.md": "# A\n\nOne."})
    await sync(tmp_path)
    monkeypatch.setattr("understudy.knowledge.sources.sync._NOW", "3:")
    await sync(tmp_path)
    assert extractor.asked == ["a.md"]
    await sync(tmp_path)
    assert extractor.asked == []


async def test_a_folder_that_is_gone_or_empty_takes_nothing_with_it(
    database: Database, org: Org, sync: Sync, tmp_path: Path
) -> None:
    folder = write(tmp_path / "in", {"a.md": "# A\n\nOne."})
    await sync(folder)
    spec = spec_of(str(folder), org.schema, {})
    (folder / "a.md").unlink()
    with pytest.raises(InputError, match="nothing to read"):
        await sync(folder)
    folder.rmdir()
    with pytest.raises(InputError, match="there is no file or folder"):
        async for _ in walk(database, org, spec, {}):
            pass
    assert await titles(database, org) == ["A"]


async def test_links_out_of_the_folder_are_not_followed(sync: Sync, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.md": "One."})
    write(tmp_path / "out", {"secret.md": "Secret."})
    (folder / "b.md").symlink_to(tmp_path / "out" / "secret.md")
    (folder / "c").symlink_to(tmp_path / "out")
    (folder / "d.md").symlink_to(folder / "a.md")
    (folder / "e.md").symlink_to(folder / "e.md")
    (folder / "f.md").mkdir()
    (folder / ".hidden.md").write_text("Hidden.")
    report = await sync(folder)
    assert report.documents == 2
    assert {each.key: each.reason for each in report.skipped if each.key != "e.md"} == {
        "b.md": "is a link out of the folder",
        "*": "1 file of a kind that is not read",
    }
    assert "e.md" in {each.key for each in report.skipped}


async def test_sources_with_the_same_keys_stay_apart(
    database: Database, org: Org, sync: Sync, tmp_path: Path
) -> None:
    one = write(tmp_path / "one", {"a.md": "# One\n\nText of one."})
    two = write(tmp_path / "two", {"a.md": "# Two\n\nText of two."})
    await sync(one)
    await sync(two)
    assert await titles(database, org) == ["One", "Two"]
    assert await store.forget_source(database, org.name, one.as_posix()) == 1
    assert await titles(database, org) == ["Two"]
    assert [each.name for each in await store.list_sources(database, org.name)] == [two.as_posix()]


async def test_an_archive_is_read_without_what_is_hostile_in_it(sync: Sync, tmp_path: Path) -> None:
    path = packed(
        tmp_path / "docs.zip",
        {
            "a.md": "# A\n\nOne.",
            "b/c.html": "<p>Two.",
            "../../etc/d.md": "Out.",
            "/e.md": "Out.",
            "bomb.txt": b"0" * 40_000_000,
            "large.txt": b"0" * 51_000_000,
            "inner.zip": "x",
        },
    )
    link = zipfile.ZipInfo("link.md")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    report = await sync(path)
    assert report.documents == 2
    assert {each.key: each.reason for each in report.skipped} == {
        "../../etc/d.md": "has a path that leads out of the archive",
        "/e.md": "has a path that leads out of the archive",
        "bomb.txt": "is a bomb: it unpacks to more than 200 times its length",
        "large.txt": "is larger than 50 MB",
        "link.md": "is a link",
        "*.zip": "1 file of a kind that is not read",
    }
    assert (await sync(path)).embedded == 0


async def test_a_broken_member_of_an_archive_is_skipped(sync: Sync, tmp_path: Path) -> None:
    path = tmp_path / "docs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "One, and one more.")
        archive.writestr("b.md", "Two.")
    path.write_bytes(path.read_bytes().replace(b"One, and", b"Eno, and"))
    report = await sync(path)
    assert report.documents == 1
    assert [each.reason for each in report.skipped] == ["is broken: Bad CRC-32 for file 'a.md'"]


async def test_a_source_is_forgotten_with_its_documents_or_not_at_all(
    database: Database, org: Org, sync: Sync, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sync(write(tmp_path, {"a.md": "# A\n\nOne."}))

    async def stop(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(Database, "execute", stop)
        with pytest.raises(ConnectionError):
            await store.forget_source(database, org.name, tmp_path.as_posix())
    assert await titles(database, org) == ["A"]
    assert await store.forget_source(database, org.name, tmp_path.as_posix()) == 1
    assert await titles(database, org) == []
    assert await store.list_sources(database, org.name) == []


async def test_a_member_that_lies_about_its_length_is_not_unpacked_whole(sync: Sync, tmp_path: Path) -> None:
    path = tmp_path / "docs.zip"
    long, told = 300_000_000, 2_000_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", b"0" * long)
    data = path.read_bytes()
    path.write_bytes(data.replace(long.to_bytes(4, "little"), told.to_bytes(4, "little")))
    tracemalloc.start()
    try:
        report = await sync(path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [each.reason for each in report.skipped] == ["is broken: Bad CRC-32 for file 'a.md'"]
    assert most < 50_000_000


async def test_a_member_that_cannot_be_unpacked_in_pieces_is_skipped(sync: Sync, tmp_path: Path) -> None:
    path = tmp_path / "docs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a.md", "Text.")
    (skipped,) = (await sync(path)).skipped
    assert skipped.reason == "is packed in a way that is not read; pack it by deflate"


async def test_for_other_readers_what_has_not_changed_is_asked_for_again(
    database: Database, org: Org
) -> None:
    spec = WebsiteSpec(url="https://a.example/", audience="public")
    await store.keep_source(database, org.name, spec)
    page = Known("mark", ("https://a.example/",), (), {"etag": "1"})
    await store.keep_items(database, org.name, spec.name, [(spec.url, page)])
    await store.keep_source(database, org.name, spec.model_copy(update={"most_pages": 7}))
    assert await store.known_items(database, org.name, spec.name) == {spec.url: page}
    await store.keep_source(database, org.name, spec.model_copy(update={"audience": "employees"}))
    assert await store.known_items(database, org.name, spec.name) == {spec.url: replace(page, mark="")}


async def test_what_could_not_be_opened_keeps_what_was_read_of_it(
    database: Database, org: Org, sync: Sync, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sync(write(tmp_path, {"a.md": "# A\n\nOne.", "b.md": "# B\n\nTwo."}))
    opened = Path.open

    def refuse(path: Path, *arguments: object):
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    report = await sync(tmp_path)
    assert [replace(each) for each in report.skipped] == [
        Skipped("a.md", "cannot be opened: Permission denied", lasting=False)
    ]
    assert await titles(database, org) == ["A", "B"]


def test_what_is_not_there_is_refused_with_what_could_be() -> None:
    with pytest.raises(InputError, match=r"there is no file or folder 'nowhere/a\.md'"):
        spec_of("nowhere/a.md", Schema(()), {})
    with pytest.raises(InputError, match="--where is not for such as"):
        spec_of("https://a.example/", Schema(()), {"where": "x"})
