"""Whether a value stands in a text: whole, whatever its case, spaces and invisible signs. Pure."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from understudy.kit.ids import parse_record_id

__all__ = ["is_bare_number", "is_identifying", "is_plain_word", "plain", "stands_in"]

_NUMBER = re.compile(r"(?<![\w.])[-+]?\d[\d,]*(?:\.\d+)?(?!\w)")
_BARE_NUMBER = re.compile(r"[-+]?[$€£]?(?!0\d)\d[\d,.]*\s?[%$€£]?")
_IDENTIFYING = re.compile(r"[@/]|\d|\w\.\w")
_INNER = re.compile(r"[\w@.+\-/:&=?%#~]")
"""Characters of an address or an id: a value that goes on with one of them is another value."""
_ENDS_SENTENCE = ".,:;!?"
_ENDINGS = ("ing", "ed", "es", "s", "d", "e")
_SHORTEST_STEM = 3


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text as it is compared: compatible forms made one, nothing invisible, lower case, single spaces."""
    shown = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return " ".join("".join(shown).casefold().split())


def stands_in(value: str, text: str) -> bool:
    """Whether the text has the whole value in it: an address is not found in a longer one.

    A number is found however it is grouped; a single word also in another inflection ("close" for "Closed");
    an id in its short form.
    """
    if record_id := parse_record_id(value.strip()):
        return any(_is_whole_in(each, text) for each in (record_id, record_id[:15]))
    wanted, within = plain(value), plain(text)
    if not wanted:
        return False
    if (number := _number(wanted)) is not None:
        return any(_number(found) == number for found in _NUMBER.findall(within))
    if _is_whole_in(wanted, within):
        return True
    return is_plain_word(wanted) and _stem(wanted) in {
        _stem(word) for word in re.findall(r"[^\W\d_]+", within)
    }


def is_identifying(value: str) -> bool:
    """Whether it names one thing: an address, an id, a number; not a word that anybody may say."""
    return bool(_IDENTIFYING.search(value))


def is_plain_word(value: str) -> bool:
    """Whether it is one word of letters, such as the value of a picklist: people say it by chance."""
    return value.isalpha()


def is_bare_number(value: str) -> bool:
    """Whether it is an amount or a count, which people say of anything; the number of a record is neither."""
    return bool(_BARE_NUMBER.fullmatch(value))


def _is_whole_in(wanted: str, within: str) -> bool:
    start = within.find(wanted)
    while start >= 0:
        if _begins(within, start) and _ends(within, start + len(wanted)):
            return True
        start = within.find(wanted, start + 1)
    return False


def _begins(text: str, start: int) -> bool:
    return start == 0 or not _INNER.match(text[start - 1])


def _ends(text: str, end: int) -> bool:
    """Whether a value may end here: before what belongs to no address, or before a sentence's last sign."""
    rest = text[end : end + 2]
    if not rest or not _INNER.match(rest[0]):
        return True
    return rest[0] in _ENDS_SENTENCE and (len(rest) == 1 or not _INNER.match(rest[1]))


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").removeprefix("$")) if _NUMBER.search(text) else None
    except InvalidOperation:
        return None


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
