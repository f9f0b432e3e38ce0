"""Files of each format, made by the libraries that people make them with, become documents."""

import io
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from understudy.knowledge.documents import Document
from understudy.knowledge.formats.extract import extract
from understudy.knowledge.formats.file import File, Reading
from understudy.knowledge.front_matter import Head

PUBLIC = Head("public")


def read(name: str, data: bytes, head: Head = PUBLIC) -> Reading:
    return extract(File(name, name, data, head))


def one(name: str, data: bytes, head: Head = PUBLIC) -> Document:
    reading = read(name, data, head)
    assert reading.skipped == ()
    (document,) = reading.documents
    return document


def sections(document: Document) -> Mapping[tuple[str, ...], str]:
    return {each.path: document.text[each.start : each.end] for each in document.sections}


def word() -> bytes:
    made = docx.Document()
    made.core_properties.title = "Warranty"
    made.core_properties.last_modified_by = "Ada Park"
    made.core_properties.modified = datetime(2026, 3, 2, tzinfo=UTC)
    made.add_heading("Warranty", 1)
    made.add_paragraph("Hoses are covered for two years.")
    made.add_heading("Exceptions", 2)
    made.add_paragraph("Frost damage", style="List Bullet")
    table = made.add_table(rows=2, cols=2)
    for place, text in enumerate(("Length", "Price", "10 ft", "$20")):
        table.cell(place // 2, place % 2).text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_word_keeps_headings_tables_and_who_changed_it_when() -> None:
    document = one("warranty.docx", word())
    assert (document.title, document.owner, document.updated) == ("Warranty", "Ada Park", date(2026, 3, 2))
    assert sections(document) == {
        ("Warranty",): "Hoses are covered for two years.",
        ("Warranty", "Exceptions"): "Frost damage\nLength | Price\n10 ft | $20",
    }


def test_sheets_are_headings_and_values_are_as_they_are_shown() -> None:
    book = openpyxl.Workbook()
    prices = book.worksheets[0]
    prices.title = "Prices"
    prices.append(["Hose", "Price", "Discount", "From"])
    prices.append(["Short", 20, 0.125, date(2026, 1, 5)])
    prices["B2"].number_format = '"$"#,##0.00'
    prices["C2"].number_format = "0.0%"
    book.create_sheet("Empty")
    book.create_sheet("Places").append(["Ohio", None, 3.5])
    out = io.BytesIO()
    book.save(out)
    document = one("prices.xlsx", out.getvalue())
    assert document.title == "prices.xlsx"
    assert sections(document) == {
        ("Prices",): "Hose | Price | Discount | From\nShort | $20.00 | 12.5% | 2026-01-05",
        ("Places",): "Ohio |  | 3.5",
    }


def test_slides_are_headings_with_tables_and_notes() -> None:
    deck: Any = pptx.Presentation()
    deck.core_properties.title = "Winter"
    first = deck.slides.add_slide(deck.slide_layouts[1])
    first.shapes.title.text = "Before frost"
    first.placeholders[1].text = "Drain the hose"
    first.notes_slide.notes_text_frame.text = "Say it twice."
    second = deck.slides.add_slide(deck.slide_layouts[6])
    table = second.shapes.add_table(1, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Hose", "$20"
    out = io.BytesIO()
    deck.save(out)
    document = one("winter.pptx", out.getvalue())
    assert document.title == "Winter"
    assert sections(document) == {
        ("Slide 1: Before frost",): "Drain the hose\nSay it twice.",
        ("Slide 2",): "Hose | $20",
    }


def pdf(title: str = "") -> bytes:
    out = io.BytesIO()
    style = getSampleStyleSheet()
    SimpleDocTemplate(out, pagesize=A4, title=title or None, author="Ada Park").build(
        [
            Paragraph("Care of hoses", style["Title"]),
            Paragraph("Rinse it after use. " * 12 + "Never leave it in the sun.", style["BodyText"]),
            Paragraph("Winter", style["Heading2"]),
            Paragraph("Drain it before the first frost.", style["BodyText"]),
            PageBreak(),
            Paragraph("Hang it up in a dry place.", style["BodyText"]),
        ]
    )
    return out.getvalue()


def test_a_pdf_keeps_pages_and_headings() -> None:
    document = one("care.pdf", pdf())
    found = sections(document)
    assert (document.title, document.owner) == ("Care of hoses", "Ada Park")
    assert found["Page 1", "Care of hoses", "Winter"] == "Drain it before the first frost."
    assert found["Page 2", "Care of hoses", "Winter"] == "Hang it up in a dry place."
    # The lines of a paragraph are one again.
    assert found["Page 1", "Care of hoses"].count("\n") == 0
    assert found["Page 1", "Care of hoses"].endswith("Never leave it in the sun.")


def test_the_title_of_a_pdf_is_its_own_before_its_first_heading() -> None:
    assert one("care.pdf", pdf("The hose book")).title == "The hose book"


def test_a_line_on_most_pages_of_a_pdf_is_none_of_its_text() -> None:
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(1, 6):
        canvas.drawString(72, 800, f"Harbor Light, page {number} of 5")
        canvas.drawString(72, 700, f"Rule {'abcde'[number - 1]} holds.")
        canvas.showPage()
    canvas.save()
    document = one("rules.pdf", out.getvalue())
    assert document.text.splitlines() == [f"Rule {letter} holds." for letter in "abcde"]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Hose,Price\nShort,$20\n", "Hose | Price\nShort | $20"),
        ("Hose;Price\nShort;20,50\nLong;30,00\n", "Hose | Price\nShort | 20,50\nLong | 30,00"),
        ('Hose\tSays\nShort\t"a <b> & c"\n', "Hose | Says\nShort | a <b> & c"),
    ],
)
def test_tables_in_text(text: str, rows: str) -> None:
    assert one("a.csv", text.encode()).text == rows


def test_front_matter_wins_over_what_is_known_from_outside() -> None:
    text = b"---\ntitle: Mine\naudience: employees\n---\nText."
    document = one("a.md", text, Head("public", "Theirs", url="https://a.example/", owner="Ada"))
    assert (document.title, document.audience) == ("Mine", "employees")
    assert (document.url, document.owner) == ("https://a.example/", "Ada")


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    page = '<meta charset="iso-8859-1"><meta name="author" content="Ada"><p>Größe'.encode("iso-8859-1")
    document = one("a.html", page)
    assert (document.text, document.owner) == ("Größe", "Ada")
    assert one("a.txt", "Größe".encode("utf-16")).text == "Größe"


def letter(attachments: Mapping[str, bytes], html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Frost in May"
    message["From"] = "Ada Park <ada@harbor.example>"
    message["To"] = "all@harbor.example"
    message["Date"] = "Mon, 04 May 2026 10:00:00 +0000"
    message["Message-ID"] = "<one@harbor.example>"
    message.set_content("Drain all hoses\ntonight.\n\n- the short ones\n- the long ones\n")
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message


def test_a_message_is_read_with_what_is_attached() -> None:
    inner = letter({"prices.csv": b"Hose,Price\nShort,$20"})
    message = letter({"../../notes.md": b"# Notes\n\nKeep dry.", "logo.xyz": b"?"})
    message.add_attachment(inner)
    reading = read("frost.eml", message.as_bytes())
    first, *others = reading.documents
    assert (first.title, first.owner, first.updated) == (
        "Frost in May",
        "ada@harbor.example",
        date(2026, 5, 4),
    )
    assert first.text.splitlines()[3:] == ["Drain all hoses tonight.", "- the short ones", "- the long ones"]
    assert {each.key: each.text.splitlines()[-1] for each in others} == {
        "frost.eml/1/notes.md": "Keep dry.",
        "frost.eml/3/message.eml": "- the long ones",
        "frost.eml/3/message.eml/1/prices.csv": "Short | $20",
    }
    assert [(each.key, each.reason) for each in reading.skipped] == [
        ("frost.eml/2/logo.xyz", "files that end in .xyz are not read")
    ]


def test_the_tables_of_a_message_in_html_are_kept() -> None:
    document = one("a.eml", letter({}, "<table><tr><td>Hose<td>$20</table>").as_bytes())
    assert document.text.splitlines()[-1] == "Hose | $20"


def test_a_mailbox_is_read_message_by_message() -> None:
    other = letter({})
    other.replace_header("Message-ID", "<two@harbor.example>")
    other.set_content("From here on it is cold.\n")
    lines = b"".join(
        b"From ada Mon May  4 10:00:00 2026\n"
        + each.as_bytes().replace(b"\nFrom here", b"\n>From here")
        + b"\n"
        for each in (letter({}), other)
    )
    found = {each.key: each.text.splitlines()[-1] for each in read("box.mbox", lines).documents}
    assert found == {
        "box.mbox/one@harbor.example": "- the long ones",
        "box.mbox/two@harbor.example": "From here on it is cold.",
    }


def test_text_in_a_picture_is_read_by_tesseract_or_its_absence_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (900, 160), "white")
    ImageDraw.Draw(picture).text((20, 50), "Drain the hose", fill="black", font_size=60)
    out = io.BytesIO()
    picture.save(out, "PNG")
    if shutil.which("tesseract"):
        assert one("sign.png", out.getvalue()).text == "Drain the hose"
    monkeypatch.setenv("PATH", str(tmp_path))
    (skipped,) = read("sign.png", out.getvalue()).skipped
    assert (skipped.reason, skipped.lasting) == (
        "text in pictures is read by tesseract (sudo apt-get install tesseract-ocr)",
        False,
    )
