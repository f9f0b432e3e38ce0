"""Postal addresses: street and number, box, unit, and the place with its code behind them."""

import re
from collections.abc import Iterator

from understudy.trust.values.span import CERTAIN, LIKELY, Span

__all__ = ["find_addresses", "find_postal_codes"]

_WORD = r"(?:(?:St|Ste|Dr|Av|Mt|Sta|[A-Z])\.(?= )|[^\W\d_a-z][\w'’-]{0,30}+)"
_SMALL = (
    r"(?:de|da|do|del|della|des|di|du|dos|la|le|las|los|el|al|van|von|der|den|het|of|the|z"
    r"|pod|nad|u|y|e|i|zu|am|im|an)"
)
_NAME = rf"{_WORD}(?: (?:(?:{_SMALL} ){{0,2}}{_WORD})){{0,4}}"
_HOUSE = r"\d{1,5}(?:[A-Za-z](?!\w)|/\d+|-\d+)?"
_KIND = (
    r"(?:st(?:reet|r)?|ave(?:nue)?|r(?:oa)?d|dr(?:ive)?|lane|ln|blvd|boulevard|court|ct|place|pl|square|sq|terrace"
    r"|way|highway|hwy|parkway|pkwy|circle|cir|trail|close|crescent|gardens|row|mews|quay|alley|plaza|loop|pass"
    r"|str|stra(?:ss|ß)e|weg|platz|gasse|allee|ring|gatan|gata|gade|vej|vei(?:en)?|utca|u|út|tér|katu|tie"
    r"|laan|straat|plein|ulica|ul)"
)
_JOINED = (
    r"[^\W\d_]\w*(?:stra(?:ss|ß)e|str|gasse|weg|platz|allee|gatan|gata|gade|vej|veien|katu"
    r"|kuja|tie|polku|straat|laan|plein)\.?"
)
_LEADING = (
    r"(?:rue|avenue|boulevard|place|chemin|route|calle|c/|plaza|paseo|avda\.?|avenida|carrer|camino|via|viale|piazza|corso"
    r"|strada(?: provinciale)?|rua|praça|travessa|estrada|ul\.?|ulica|plac|aleja|al\.)"
)
_UNIT = r"(?:apt|apartment|suite|ste|unit|room|rm|flat|floor|fl|building|bldg|#)\.? ?#?\d{1,5}[A-Za-z]?"
_ZIP = r"(?:[A-Z]{1,2}-)?\d{3,6}(?:-\d{3,4})?|[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d"
_GAP = r"(?:,? ?\n ?,? ?|, ?| )"
_PLACE = rf"(?:{_GAP}(?:{_NAME}|nan))"
_TAIL = (
    rf"(?:{_PLACE}(?:{_GAP}(?:[A-Z]{{1,3}}|nan"
    rf"|\d{{2}})(?=[ ,\n]))?(?:{_GAP}{_NAME})?{_GAP}(?:{_ZIP})|{_PLACE}(?:, [A-Z]{{2}})?(?= |$"
    rf"|[.,;]))?"
)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE)


def _spelt(pattern: str) -> re.Pattern[str]:
    """Letters as they are: a name begins with a capital."""
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)")


_BOX = _form(
    r"(?:psc|unit|cmr) \d{1,5},? box \d{1,5}(?:,? ?\n?[adf]po,? a[aep],? \d{5})?"
    r"|(?:uss|usns|usnv|uscgc|usaf) [^\W\d_][\w'’-]*,? ?\n?[adf]po,? a[aep],? \d{5}"
    r"|p\.? ?o\.? ?box \d{1,6}"
)
_CORNER_END = (
    r"(?:\d{1,5}(?: \d{1,5})? )?[^\W\d_][\w'’.-]*(?: [^\W\d_a-z][\w'’.-]*| (?:de|del|la|van"
    r"|der|du|z)(?= )){0,4}(?: \d{1,5}[.]?)?"
)
_CORNER = re.compile(rf"(?i:(?:the )?corner of) [^\n,;?!]{{2,50}}? and {_CORNER_END}(?: (?i:{_KIND})(?!\w))?")
_FORMED = 0.95
"""Above what speaks for a name: a country is part of the address that it ends."""

_CASED = {
    "kind": f"(?i:{_KIND})",
    "joined": f"(?i:{_JOINED})",
    "leading": f"(?i:{_LEADING})",
    "unit": f"(?i:{_UNIT})",
}
_NUMBERS = rf"{_HOUSE}(?: {_HOUSE})?"
_UNITS = rf"(?:,? ?\n? ?{_CASED['unit']})"
_STREETS = (
    # A unit behind it says that it is one, whatever the street is called.
    (_spelt(rf"(?:{_NUMBERS} )?{_NAME}(?: {_NUMBERS})?(?: {_NAME})?\.?{_UNITS}{_TAIL}"), _FORMED),
    (_spelt(rf"{_NUMBERS} {_NAME} {_CASED['kind']}\.?(?: {_HOUSE})?\.?{_UNITS}?{_TAIL}"), _FORMED),
    (_spelt(rf"{_NAME} {_CASED['kind']}\.? {_HOUSE}\.?{_UNITS}?{_TAIL}"), _FORMED),
    (_spelt(rf"(?:{_NUMBERS} )?(?:{_WORD} )?{_CASED['joined']} {_HOUSE}{_UNITS}?{_TAIL}"), _FORMED),
    (_spelt(rf"{_NUMBERS} {_CASED['joined']}{_UNITS}?{_TAIL}"), _FORMED),
    (
        _spelt(
            rf"(?:{_NUMBERS},? )?{_CASED['leading']} (?:{_SMALL}"
            rf" ){{0,2}}(?:l['’])?{_NAME},? {_HOUSE}{_UNITS}?{_TAIL}"
        ),
        _FORMED,
    ),
    (
        _spelt(rf"{_NUMBERS},? {_CASED['leading']} (?:{_SMALL} ){{0,2}}(?:l['’])?{_NAME}{_UNITS}?{_TAIL}"),
        _FORMED,
    ),
    (_spelt(rf"{_NUMBERS} {_NAME} {_HOUSE}{_TAIL}"), _FORMED),
)
_LED = re.compile(
    r"(?i:(?<!\w)(?:liv(?:e|es|ed|ing) (?:in|at|on)|address(?: is|:)?|located (?:at|on"
    r"|in)|(?:side|end|corner) of|stop at|station is on"
    r"|moved to|move to|deliver(?:ed)? to|ship(?:ped)? to|sen[dt] (?:it )?to|office(?:s)?"
    r" (?:is|are) (?:at|on|in)"
    r"|return(?:ed)? to|(?:is|are|it's) (?:on|at)|enter (?:on|at)|you off at|arrived at"
    r"|meet (?:me|you|us) at))\s+"
    rf"((?:{_NUMBERS} )?{_NAME} {_HOUSE}{_TAIL}|{_NUMBERS} {_NAME}{_TAIL})(?!\w)"
)
_CODE = re.compile(
    r"(?<!\w)(?:zip|postal|post)[ -]?codes?(?: is|:| of"
    r"|=)?\s*#?([A-Za-z]{0,2}-?\d[\dA-Za-z]{1,4}(?:[ -]\d[\dA-Za-z]{2,3})?)(?!\w)"
    r"|(?<!\w)zip(?: is|:|=)?\s*(\d{3,6}(?:-\d{4})?)(?!\w)"
    r"|(?<!\w)(?:postcode|plz)(?: is|:|=)?\s*([A-Za-z]{0,2}\d[\dA-Za-z]{1,4}(?: \d[A-Za-z]{2})?)(?!\w)",
    re.IGNORECASE,
)
_BRITISH = re.compile(r"(?<![\w-])[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}(?![\w-])")
_CANADIAN = re.compile(r"(?<![\w-])[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d(?![\w-])")
_STATE_CODE = re.compile(r"(?<=, )[A-Z]{2} (\d{5}(?:-\d{4})?)(?!\w)")
_PLACED_CODE = re.compile(
    r"(?:in|near|around|from) [^\W\d_a-z][\w'’-]*(?: [^\W\d_a-z][\w'’-]*){0,2}"
    r" (\d{4,5})(?= (?:in|on|for|with|and)|[.,;]|$)"
)


_HOUSED = re.compile(r"(?<![\w.,:/-])\d{1,5}[A-Za-z]?(?![\w:%/-]|[.,]\d)")
_BEHIND_WORD = re.compile(r"[^\W\d_]\.?,? ?\n? ?#?$")
_BEFORE_WORD = re.compile(r",? (?:[^\W\d_a-z]|(?:rue|via|calle|rua|ul|strada|de|la)\b|\d{1,5} [^\W\d_])")
_NEAR, _BEFORE, _BEHIND = 4, 70, 90


def find_addresses(text: str) -> Iterator[Span]:
    """Addresses with all their lines, as one value."""
    lower = text.lower()
    for found in _BOX.finditer(text) if "box" in lower or "po a" in lower else ():
        yield Span(found.start(), found.end(), "STREET_ADDRESS", CERTAIN)
    for found in _CORNER.finditer(text) if "corner of" in lower else ():
        yield Span(found.start(), found.end(), "STREET_ADDRESS", CERTAIN)
    for start, end in _windows(text):
        for form, sure in _STREETS:
            for found in form.finditer(text, start, end):
                yield Span(found.start(), found.end(), "STREET_ADDRESS", sure)
        for found in _LED.finditer(text, start, end):
            yield Span(found.start(1), found.end(1), "STREET_ADDRESS", _FORMED)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Where a number stands beside a word written large, or beside what leads a street, with some lines
    around.
    """
    last: tuple[int, int] | None = None
    for found in _HOUSED.finditer(text):
        before = text[max(0, found.start() - _NEAR) : found.start()]
        if not (_BEHIND_WORD.search(before) or _BEFORE_WORD.match(text, found.end())):
            continue
        start, end = max(0, found.start() - _BEFORE), min(len(text), found.end() + _BEHIND)
        if last and start <= last[1]:
            last = last[0], end
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def find_postal_codes(text: str) -> Iterator[Span]:
    """Codes that a word or their form tells."""
    lower = text.lower()
    for found in _CODE.finditer(text) if "zip" in lower or "post" in lower or "plz" in lower else ():
        group = found.lastindex or 0
        yield Span(found.start(group), found.end(group), "ZIP_CODE", LIKELY)
    for form in (_BRITISH, _CANADIAN):
        for found in form.finditer(text):
            yield Span(found.start(), found.end(), "ZIP_CODE", LIKELY)
    for start, end in _windows(text):
        for form in (_STATE_CODE, _PLACED_CODE):
            for found in form.finditer(text, start, end):
                yield Span(found.start(1), found.end(1), "ZIP_CODE", LIKELY)
