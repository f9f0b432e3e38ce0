"""Where somebody is reached: mail addresses, phone numbers, streets."""

import re
from collections.abc import Iterator

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.spans import Span

__all__ = ["find_contacts"]

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+(?<![.-])")
_PHONE = re.compile(
    r"(?<![\w.@/-])(?:\+\d{1,3}[\s.-]?)?(?:\(\d{1,5}\)[\s.-]?)?\d{2,5}(?:[\s.-]\d{2,5}){1,4}(?![\w%]|[.,-]\d)"
)
_EXTENSION = re.compile(r"(?<!\w)(?:ext\.?|extension|dial)\s+(?P<digits>\d{2,6})(?!\w)", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:phone|call|tel|telephone|hotline|dial|fax|ring|mobile|number|line|whatsapp|sms|text|reach)\b",
    re.IGNORECASE,
)
_STREET = (
    r"Street|St\.|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive|Boulevard|Blvd\.?|Way|Square|Place|Quay|Court|Row"
    r"|Terrace|Parkway|Wharf|Close|Crescent|Alley|Park|Yard|Hill|Walk|Gate|Embankment"
)
_WEB = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?P<key>(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|dev|app|info|biz|eu"
    r"|uk|us|de|example)"
    r"(?:/[\w./#?=&%-]*[\w/])?)(?![\w@-])",
    re.IGNORECASE,
)
_BOX = re.compile(r"(?<!\w)P\.?\s?O\.?\s?Box\s(?P<digits>\d+)(?!\w)", re.IGNORECASE)
# A door: what stands in a house, or a house without a number.
_DOOR = re.compile(
    rf"(?<!\w)(?:Unit|Suite|Block|(?<=[a-z],\s)Room)\s(?P<number>[A-Z]?\d+[A-Z]?|[A-Z])(?!\w)"
    rf"(?P<street>,\s(?:[A-Z][\w'-]+\s){{1,3}}(?:{_STREET})(?!\w))?"
)
_ADDRESS = re.compile(rf"(?<!\w)\d{{1,5}}[A-Za-z]?\s+(?:[A-Z][\w'-]+\s+){{1,3}}(?:{_STREET})(?!\w)")


def find_contacts(text: str) -> Iterator[Span[Value]]:
    """Mail addresses, phone numbers, post boxes and streets."""
    for match in _EMAIL.finditer(text):
        yield _span(match, Value("email", match[0], key=match[0].lower()))
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if (
            7 <= len(digits) <= 15
            and (match[0][0] in "+(" or len(digits) >= 9 or _CALLED.search(text))
            and not re.fullmatch(r"(?:19|20)\d\d-\d\d-\d\d", match[0])
        ):
            yield _span(match, Value("phone", match[0], key=digits[-9:].lstrip("0")))
    for match in _EXTENSION.finditer(text):
        yield _span(match, Value("phone", match[0], key=match["digits"], unit="extension"))
    for match in _BOX.finditer(text):
        yield _span(match, Value("address", match[0], unit="box", key=match["digits"]))
    for match in _DOOR.finditer(text):
        unit, key = ("", match[0].lower()) if match["street"] else ("door", match["number"].lower())
        yield _span(match, Value("address", match[0], unit=unit, key=key))
    for match in _WEB.finditer(text):
        key = match["key"].lower().removeprefix("www.").rstrip("/")
        yield _span(match, Value("address", match[0], unit="web", key=key))
    for match in _ADDRESS.finditer(text):
        yield _span(
            match, Value("address", match[0], key=" ".join(match[0].lower().replace(".", "").split()[:-1]))
        )


def _span(match: re.Match[str], value: Value) -> Span[Value]:
    return Span(match.start(), match.end(), match[0], value)
