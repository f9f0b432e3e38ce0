"""Payment cards and bank accounts: numbers that carry their own check."""

import re
from collections.abc import Iterator

from understudy.trust.values.context import words_before
from understudy.trust.values.span import CERTAIN, LIKELY, POSSIBLE, Span

__all__ = ["find_cards", "find_ibans", "luhn_holds"]

_CARD = re.compile(r"(?<![\w.,/-])\d(?:[ -]?\d){11,18}(?![\w/]|[-.,]\d)")
_BRANDS = re.compile(
    r"4\d{12}(?:\d{3}){0,2}$"  # Visa
    r"|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$"  # Mastercard
    r"|3[47]\d{13}$"  # American Express
    r"|3(?:0[0-5]|[68]\d|9\d)\d{11,16}$"  # Diners Club
    r"|(?:6011|64[4-9]\d|65\d\d)\d{12,15}$"  # Discover
    r"|62\d{14,17}$"  # UnionPay
    r"|(?:352[89]|35[3-8]\d)\d{12,15}$|(?:2131|1800)\d{11}$"  # JCB
    r"|(?:50[0-9]{2}|5[6-9]\d\d|6[0-9]{3}|0604)\d{8,15}$"  # Maestro
)
_WORDS = (
    r"cards?|cc|paid(?: with)?|pay(?:ing)? with|charged?|visa|mastercard|amex|american"
    r" express|maestro|debit|credit"
)
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"
)
_LENGTHS = {
    each[:2]: int(each[2:])
    for each in (
        "NO15 BE16 DK18 FI18 FO18 GL18 NL18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 "
        "LU20 XK20 CH21 CR22 HR21 LI21 LV21 BG22 BH22 DE22 GB22 GE22 IE22 ME22 "
        "RS22 AE23 GI23 IL23 IQ23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 "
        "SK24 TN24 VG24 PT25 IS26 TR26 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 "
        "BY28 CY28 DO28 GT28 HU28 LB28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 "
        "KW30 MU30 MT31 SC31 LC32 LY25 DJ27 BI27 SD18 VA22 "
    ).split()
}


def find_cards(text: str) -> Iterator[Span]:
    """Numbers of payment cards. One that a card is spoken of before is one, though a digit be mistyped."""
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        holds, brand = luhn_holds(digits), _BRANDS.match(digits)
        if holds and brand and len(digits) >= 13:
            yield Span(found.start(), found.end(), "CREDIT_CARD", CERTAIN)
        elif words_before(text, found.start(), _WORDS):
            yield Span(found.start(), found.end(), "CREDIT_CARD", CERTAIN if holds else LIKELY)
        elif holds and brand:
            yield Span(found.start(), found.end(), "CREDIT_CARD", POSSIBLE)


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the check of the others by Luhn's sum (ISO/IEC 7812-1)."""
    total = sum(int(digit) for digit in digits[-1::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return total % 10 == 0 and int(digits) > 0


def find_ibans(text: str) -> Iterator[Span]:
    """International bank account numbers (ISO 13616) whose remainder by 97 is 1."""
    for found in _IBAN.finditer(text):
        length = _LENGTHS.get(found[0][:2].upper())
        end = _end_after(found[0], length) if length else None
        if end is not None and _remainder(found[0][:end]) == 1:
            yield Span(found.start(), found.start() + end, "IBAN_CODE", CERTAIN)
        elif end is not None and words_before(text, found.start(), "iban|account|konto"):
            yield Span(found.start(), found.start() + end, "IBAN_CODE", LIKELY)


def _end_after(written: str, length: int) -> int | None:
    """Where so many letters and digits end: words behind a number in groups look like a group more."""
    places = [at for at, character in enumerate(written, 1) if character.isalnum()]
    if len(places) < length:
        return None
    end = places[length - 1]
    return end if end == len(written) or not written[end].isalnum() else None


def _remainder(iban: str) -> int:
    plain = re.sub(r"[ -]", "", iban).upper()
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97
