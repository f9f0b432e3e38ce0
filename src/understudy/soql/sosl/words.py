"""A search text as the index holds words: parted, without capitals and accents.

`understudy.search_text` and PostgreSQL's parser do the same to the texts of records.
"""

import re
import unicodedata

from understudy.soql.sosl.ast import Both, Either, Find, Term, Without

__all__ = [
    "FIELD_END",
    "UNSPACED",
    "all_needed",
    "candidates",
    "is_plain",
    "is_single",
    "pattern",
    "phrase",
    "plain",
    "terms",
    "whole",
]

_MARKS = re.compile("[\u0300-\u036f]")
_SIGNS = re.compile("[\u00a1-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f\U0001f000-\U0001faff]")
UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Characters of scripts that part no words: Thai, Chinese, Japanese, Korean. Each counts as a word."""
_UNSPACED = re.compile(f"([{UNSPACED}][*?]*)")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_PUNCTUATION = re.compile(r"[^\w*?]|_", re.ASCII)
_WILDCARDS = "*?"
_WILDCARD = re.compile(r"[*?]")
_INNER = re.compile(r"[*?](?!$)|\?")
_SHORTEST_PHONE = 7
FIELD_END = "\x01"
"""Stands between texts of several fields; words before and behind it are not in a row."""


def plain(find: Find) -> Find | None:
    """The same search with the text of each term made of words parted by one space; None if none is left.

    A number that is written in parts is also looked for as one, as phone numbers are kept both ways.
    """
    match find:
        case Term(text=text, phrase=is_phrase):
            found = words(text)
            if not found:
                return None
            term = Term(" ".join(found), phrase=is_phrase)
            digits = "".join(found)
            if len(found) > 1 and digits.isdigit() and len(digits) >= _SHORTEST_PHONE:
                return Either((term, Term(digits)))
            return term
        case Both(operands=operands):
            return _all_digits(find) or _joined(Both, operands)
        case Either(operands=operands):
            return _joined(Either, operands)
        case Without(wanted=wanted, unwanted=unwanted):
            left, right = plain(wanted), plain(unwanted)
            return left if left is None or right is None else Without(left, right)


def _joined(kind: type[Both] | type[Either], operands: tuple[Find, ...]) -> Find | None:
    found = tuple(each for operand in operands if (each := plain(operand)))
    if len(found) < 2:
        return found[0] if found else None
    return kind(found)


def _all_digits(both: Both) -> Find | None:
    """A phone number written with spaces."""
    parts = [each.text for each in both.operands if isinstance(each, Term)]
    if len(parts) < len(both.operands):
        return None
    digits = "".join(word for part in parts for word in words(part))
    apart = _joined(Both, both.operands)
    if apart is None or not digits.isdigit() or len(digits) < _SHORTEST_PHONE:
        return None
    return Either((apart, Term(digits)))


def words(text: str) -> list[str]:
    """The words of a text in small letters, with their wildcards; what is escaped parts them."""
    text = _ESCAPED.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text)))
        text = _UNSPACED.sub(r" \1 ", _SIGNS.sub(" ", text))
    parted = "".join(" " if char.isascii() and _PUNCTUATION.match(char) else char for char in text.lower())
    return [word for each in parted.split() if (word := each.lstrip(_WILDCARDS))]


def is_single(term: Term) -> bool:
    """Whether the term is one word that the index knows as it is, or by its beginning."""
    return " " not in term.text and not _INNER.search(term.text)


def is_plain(term: Term) -> bool:
    """Whether the term is one word without wildcards."""
    return " " not in term.text and not _WILDCARD.search(term.text)


def all_needed(find: Find) -> bool:
    """Whether all terms stand in every record found."""
    match find:
        case Term():
            return True
        case Both(operands=operands):
            return all(map(all_needed, operands))
        case Either():
            return False
        case Without(wanted=wanted):
            return all_needed(wanted)


def whole(find: Find) -> str | None:
    """The search as the text of a tsquery; None where it has phrases or wildcards inside words."""
    match find:
        case Term():
            return _lexeme(find.text) if is_single(find) else None
        case Both(operands=operands):
            return _connected(" & ", [whole(each) for each in operands])
        case Either(operands=operands):
            return _connected(" | ", [whole(each) for each in operands])
        case Without(wanted=wanted, unwanted=unwanted):
            left, right = whole(wanted), whole(unwanted)
            return None if left is None or right is None else f"({left} & !{right})"


def candidates(find: Find) -> str:
    """The text of a tsquery that every record found matches, and some others: words without their order."""
    match find:
        case Term(text=text):
            return "(" + " & ".join(map(_lexeme, text.split())) + ")"
        case Both(operands=operands):
            return "(" + " & ".join(map(candidates, operands)) + ")"
        case Either(operands=operands):
            return "(" + " | ".join(map(candidates, operands)) + ")"
        case Without(wanted=wanted):
            return candidates(wanted)


def phrase(term: Term) -> str | None:
    """The term as the text of a tsquery of words in a row; None if a wildcard stands inside a word."""
    parts = term.text.split()
    return None if any(map(_INNER.search, parts)) else " <-> ".join(map(_lexeme, parts))


def pattern(term: Term) -> str:
    """The term as a regular expression over a text in small letters.

    Source: SOQL and SOSL Reference, "FIND {SearchQuery}": "Wildcards take on the type of the preceding
    character."
    """
    found = ""
    kind = ""
    for char in term.text:
        if char == " ":
            found += rf"\M[^[:alnum:]{FIELD_END}]+\m"
        elif char in "*?":
            found += kind + ("*" if char == "*" else "")
        else:
            found += char
            kind = "[[:digit:]]" if char.isdigit() else "[[:alpha:]]"
    return rf"\m{found}\M"


def terms(find: Find) -> list[Term]:
    """The terms that a record may be found by."""
    match find:
        case Term():
            return [find]
        case Both(operands=operands) | Either(operands=operands):
            return [term for each in operands for term in terms(each)]
        case Without(wanted=wanted):
            return terms(wanted)


def _lexeme(word: str) -> str:
    wildcard = _WILDCARD.search(word)
    return f"'{word[: wildcard.start()]}':*" if wildcard else f"'{word}'"


def _connected(operator: str, parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return None if len(known) < len(parts) else "(" + operator.join(known) + ")"
