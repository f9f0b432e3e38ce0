"""Email: one message (EML) or a mailbox (mbox); each message is a document, and so is each attachment."""

import email
import re
from collections.abc import Callable, Iterator
from datetime import date
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from html import escape

from understudy.knowledge.documents import Document, read_html
from understudy.knowledge.formats.file import File, Reading, Skipped, UnreadableError
from understudy.knowledge.formats.limits import MOST_MESSAGES
from understudy.knowledge.formats.paragraphs import as_paragraphs
from understudy.knowledge.front_matter import Head

__all__ = ["read_mailbox", "read_message"]

Attached = Callable[[File], Reading]
"""Reads an attachment by the ending of its name."""
_BEGINNING = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From \S[^\n]*\n")


def read_mailbox(file: File, attached: Attached) -> Reading:
    """The messages of an mbox file under their ids."""
    marks = list(_BEGINNING.finditer(file.data))
    if not marks:
        raise UnreadableError("is no mailbox: no message begins with a line 'From …'")
    if len(marks) > MOST_MESSAGES:
        raise UnreadableError(
            f"has {len(marks):,} messages; at most {MOST_MESSAGES:,} are read", hint="split it"
        )
    ends = [*(mark.start() for mark in marks[1:]), len(file.data)]
    documents: dict[str, Document] = {}
    skipped: list[Skipped] = []
    for number, (mark, end) in enumerate(zip(marks, ends, strict=True), start=1):
        message = _parsed(file.data[mark.end() : end].replace(b"\n>From ", b"\nFrom "))
        key = f"{file.key}/{str(message.get('Message-ID') or number).strip('<> ')}"
        try:
            reading = _read(message, key, file.head, attached)
        except UnreadableError as error:
            reading = Reading(skipped=(Skipped(key, error.message),))
        for document in reading.documents:
            documents.setdefault(document.key, document)
        skipped += reading.skipped
    return Reading(tuple(documents.values()), tuple(skipped))


def read_message(file: File, attached: Attached) -> Reading:
    """The message and what is attached to it."""
    message = _parsed(file.data)
    if not message.keys():
        raise UnreadableError("is no message: it has no header")
    return _read(message, file.key, file.head, attached)


def _parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage), "the policy makes these"
    return message


def _read(message: EmailMessage, key: str, head: Head, attached: Attached) -> Reading:
    known = head.filled(_head(message, head))
    documents = [read_html(f"<body>{_body(message)}</body>", key, known)]
    skipped: list[Skipped] = []
    for place, (name, data) in enumerate(_attachments(message), start=1):
        own = head.filled(Head(head.audience, owner=known.owner, updated=known.updated))
        reading = attached(File(name, f"{key}/{place}/{name}", data, own, says_for_whom=False))
        documents += reading.documents
        skipped += reading.skipped
    return Reading(tuple(documents), tuple(skipped))


def _head(message: EmailMessage, head: Head) -> Head:
    subject = " ".join(str(message.get("Subject") or "").split())
    _, sender = parseaddr(str(message.get("From") or ""))
    return Head(head.audience, subject, owner=sender, updated=_day(message))


def _day(message: EmailMessage) -> date | None:
    try:
        sent = message["Date"].datetime if message["Date"] else None
    except (AttributeError, ValueError, TypeError):
        return None
    return sent.date() if sent else None


def _body(message: EmailMessage) -> str:
    """What the message says, as HTML; from whom to whom stands above."""
    try:
        part = message.get_body(("html", "plain"))
        # A part without headers counts as false.
        text = str(part.get_content()) if part is not None else ""
    except (LookupError, UnicodeError, ValueError) as error:
        raise UnreadableError(f"its text cannot be decoded: {error}") from error
    html = text if part is not None and part.get_content_subtype() == "html" else as_paragraphs(text)
    told = ((name, str(message.get(name) or "")) for name in ("From", "To", "Date"))
    return "".join(f"<p>{name}: {escape(value)}</p>" for name, value in told if value) + html


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """The names, without folders, and bytes of what is attached."""
    for part in message.iter_attachments():
        name = re.split(r"[/\\]", part.get_filename() or "")[-1]
        if part.get_content_type() == "message/rfc822":
            yield "message.eml", part.get_content().as_bytes()
        elif name and isinstance(data := part.get_payload(decode=True), bytes):
            yield name, data
