"""Words that name a time only in company: "may", "march", "fall", a bare "2021"."""

import re

from understudy.llm.local.times.window import Period

__all__ = ["is_time"]

_INTRODUCED = re.compile(
    r"(?<![\w'])(?:in|during|for|from|since|before|after|until|till|by|through|thru|throughout|over"
    r"|of|between|within"
    r"|across|early|mid|late|as\s+of|around|prior\s+to|post|to|vs\.?|versus|than|against|about|only"
    r"|just|and|or|month|back\s+in)"
    r"[\s-]+(?:just\s+)?(?:the\s+)?(?:whole\s+|entire\s+|full\s+)?(?:(?:month|year|season)\s+of\s+)?$"
)
_ON = re.compile(r"(?<!\w)(?:on|since|by|before|after|until|till|from|to|through|for|and|or)\s+(?:just\s+)?$")
_SURELY = re.compile(
    r"(?<![\w'])(?:in|during|since|throughout|until|before|after|by|early|mid|late|year)[\s-]+(?:the\s+)?$"
)
_VERB = re.compile(
    r"\s+(?:be|have|not|i|we|you|it|they|he|she|well|need|want|get|also|as\s+well|only|cause|require)\b"
)
_NUMBERED = re.compile(
    r"(?:\b(?:cases?|orders?|leads?|numbers?|no\.?|ids?|invoice|ticket|version|models?|room|code"
    r"|articles?|quotes?|contracts?"
    r"|opportunity|products?|than|least|most|exactly|only)|[#$€£])[\s:]*$"
)
_COUNTED = re.compile(
    r"\s+(?!(?:sales|was|is|has|does|vs|as|this|us|results|figures|numbers|totals|versus)\b)[a-z]+s\b"
)
_CLOSED = re.compile(
    r"\s*(?:$|[?.!,;:)]|(?:sales|figures|numbers|results|data|performance|totals?|revenue|only)\b)"
)
_DROP = re.compile(
    r"\s+(?:in\s+(?!\d)|behind\b|short\b|into\b|apart\b|off\b|back\b|below\b|under\b|between\b|within\b)"
)
_NOUN_LIKE = frozenset(["spring", "summer", "winter", "fall"])
_OTHERWISE_NAMES = frozenset("april june august may jan augustus".split())


def is_time(period: Period, text: str, low: str, start: int, end: int) -> bool:
    """Whether a weak period stands where a time would stand."""
    if period.grain == "year":
        return _is_year(text, low, start, end)
    if period.weekly:
        return _ON.search(low[:start]) is not None or _alone(low, start, end)
    word = low[start:end]
    introduced = _INTRODUCED.search(low[:start]) is not None
    if word == "fall" and _DROP.match(low, end):
        return False
    if word in ("may", "march", "mar", "dec", "sep", "sun") or word in _NOUN_LIKE:
        return (introduced and not _verbal(word, text, low, start, end)) or _alone(low, start, end)
    return introduced or _alone(low, start, end) or (text[start].isupper() and word not in _OTHERWISE_NAMES)


def _verbal(word: str, text: str, low: str, start: int, end: int) -> bool:
    """ "to march", "or may not": a verb unless it is written as a name."""
    if _VERB.match(low, end):
        return True
    return (
        re.search(r"\b(?:to|and|or|only|just|that|than)\s+$", low[:start]) is not None
        and not text[start].isupper()
    )


def _alone(low: str, start: int, end: int) -> bool:
    """The whole message, but for a question mark."""
    return not low[:start].strip(" .,") and not low[end:].strip(" ?.!")


def _is_year(text: str, low: str, start: int, end: int) -> bool:
    before = low[:start]
    if _NUMBERED.search(before):
        return False
    if _SURELY.search(before):
        return True
    if low[start] == "'" or _INTRODUCED.search(before):
        return not _COUNTED.match(low, end)
    word = text[:start].split()[-1:] or [""]
    named = word[0][:1].isupper() and len(text[:start].split()) > 1
    return _CLOSED.match(low, end) is not None and not named
