"""Broken and hostile files are skipped with the reason, and harm nothing else."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pypdf
import pytest
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from understudy.knowledge.formats import sheets
from understudy.knowledge.formats.extract import extract
from understudy.knowledge.formats.extractor import Extractor
from understudy.knowledge.formats.file import File
from understudy.knowledge.front_matter import Head


def reason(name: str, data: bytes) -> str:
    reading = extract(File(name, name, data, Head("public")))
    assert reading.documents == ()
    (skipped,) = reading.skipped
    assert skipped.key == name
    assert skipped.lasting
    return skipped.reason


def pages(count: int) -> pypdf.PdfWriter:
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(100, 100)
    return writer


def saved(writer: pypdf.PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def encrypted() -> bytes:
    writer = pages(1)
    writer.encrypt("secret", algorithm="RC4-128")
    return saved(writer)


def word() -> bytes:
    out = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("Text.")
    made.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            new.writestr(each, change(each, old.read(each)))
    return out.getvalue()


def entity_bomb() -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return repacked(
        word(),
        lambda name, data: data.replace(b"?>", b"?>" + bomb, 1) if name == "word/document.xml" else data,
    )


def bomb() -> bytes:
    return repacked(word(), lambda name, data: b"0" * 401_000_000 if name.endswith("styles.xml") else data)


def pictures_only() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.rect(10, 10, 100, 100)
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "make", "told"),
    [
        ("a.md", lambda: "Größe".encode("latin-1"), "is not text in utf-8 (save it as UTF-8)"),
        ("a.txt", lambda: b"a\0b", "zero bytes"),
        ("a.html", lambda: b'<meta charset="martian">x', "is not text in martian"),
        ("a.md", lambda: b"---\naudience: everybody\n---\nx", "there is no audience 'everybody'"),
        ("a.md", lambda: b"---\na: [\n---\nx", "not YAML"),
        ("a.md", lambda: b"", "has no text"),
        ("a.pdf", lambda: b"%PDF-1.7\nnothing", "is broken"),
        ("a.pdf", encrypted, "is encrypted (save it anew, without a password)"),
        ("a.pdf", lambda: saved(pages(10_000)), "has 10,000 pages; at most 3,000 are read"),
        ("a.pdf", pictures_only, "has no text, only pictures of it"),
        ("a.docx", lambda: b"PK\x03\x04broken", "is broken"),
        ("a.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "is encrypted"),
        ("a.docx", entity_bomb, "declares entities in word/document.xml"),
        ("a.docx", bomb, "unpacks to more than 400 MB"),
        ("a.docx", lambda: repacked(word(), lambda _, data: b""), "cannot be read"),
        ("a.xlsx", word, "is no workbook"),
        ("a.pptx", word, "is no presentation"),
        ("a.csv", lambda: b"x\n" * 500_001, "the table has more than 500,000 cells"),
        ("a.mbox", lambda: b"Dear all", "is no mailbox"),
        ("a.eml", lambda: b"\n\nDear all", "is no message"),
        ("a.md", lambda: bytes(50_000_001), "is larger than 50 MB"),
    ],
)
def test_it_is_skipped_with_the_reason(name: str, make: Callable[[], bytes], told: str) -> None:
    assert told in reason(name, make())


def test_a_workbook_of_too_many_cells_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS", 99)
    book = Workbook()
    for _ in range(10):
        book.worksheets[0].append([1] * 10)
    out = io.BytesIO()
    book.save(out)
    assert reason("a.xlsx", out.getvalue()) == "has more than 99 cells"


def test_messages_nested_without_end_are_cut_off() -> None:
    data = b"Subject: x\n\nIt is cold."
    for place in range(8):
        border = b"B%d" % place
        data = (
            b"Subject: x\nContent-Type: multipart/mixed; boundary=%b\n\n--%b\n\nIt is cold.\n"
            b"--%b\nContent-Type: message/rfc822\n\n%b\n--%b--\n" % (border, border, border, data, border)
        )
    reading = extract(File("a.eml", "a.eml", data, Head("public")))
    assert len(reading.documents) == 4
    assert [each.reason for each in reading.skipped] == ["is nested too deep"]


def test_html_nested_without_end_is_read() -> None:
    reading = extract(File("a.html", "a.html", b"<div>" * 200_000 + b"Cold.", Head("public")))
    assert [each.text for each in reading.documents] == ["Cold."]


async def test_a_file_that_takes_too_long_is_skipped_and_the_next_is_read() -> None:
    async with Extractor(timeout_s=20) as warm:
        await warm.read(File("a.md", "a.md", b"Cold.", Head("public")))
        warm._timeout_s = 0.001
        slow = await warm.read(File("b.csv", "b.csv", b"x,y\n" * 200_000, Head("public")))
        assert [each.reason for each in slow.skipped] == ["takes longer than 0.001 s to read"]
        warm._timeout_s = 20
        after = await warm.read(File("c.md", "c.md", b"# Cold\n\nVery.", Head("customers")))
    assert [(each.title, each.text, each.audience) for each in after.documents] == [
        ("Cold", "Very.", "customers")
    ]


async def test_a_file_that_ends_its_reader_is_skipped_and_the_next_is_read() -> None:
    async with Extractor() as extractor:
        await extractor.read(File("a.md", "a.md", b"Cold.", Head("public")))
        assert extractor._process
        extractor._process.kill()
        dead = await extractor.read(File("b.md", "b.md", b"Cold.", Head("public")))
        assert [each.reason for each in dead.skipped] == ["brings its reader down"]
        after = await extractor.read(File("c.md", "c.md", b"Cold.", Head("public")))
        assert len(after.documents) == 1


async def test_a_file_that_needs_too_much_memory_is_skipped_and_the_next_is_read() -> None:
    async with Extractor(memory=150_000_000) as extractor:
        await extractor.read(File("a.md", "a.md", b"Cold.", Head("public")))
        large = await extractor.read(File("b.html", "b.html", b"<p>" + b"x" * 45_000_000, Head("public")))
        assert [each.reason for each in large.skipped] == ["needs too much memory"]
        after = await extractor.read(File("c.md", "c.md", b"Cold.", Head("public")))
        assert len(after.documents) == 1


async def test_a_folder_from_which_one_works_brings_no_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "email.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    async with Extractor() as extractor:
        reading = await extractor.read(File("a.md", "a.md", b"Cold.", Head("public")))
    assert len(reading.documents) == 1
