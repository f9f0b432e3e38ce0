"""Keys, tokens and passwords: by a known beginning, by the word before them, or by looking like chance."""

import math
import re
from collections import Counter
from collections.abc import Iterator

from understudy.trust.values.span import CERTAIN, LIKELY, Span

__all__ = ["find_secrets"]

_KNOWN = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[usprkgAyxSEhnd0e])(?:"
    r"us_[A-Za-z0-9_-]{16,}"  # ours
    r"|(?:sk|pk|rk)[-_](?:live_|test_|proj-|ant-|or-)?[A-Za-z0-9_-]{16,}"  # Stripe, OpenAI, Anthropic
    r"|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}"  # GitHub, GitLab
    r"|(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}|AIza[\w-]{30,}|ya29\.[\w-]{20,}"  # Amazon, Google
    r"|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}"  # Slack
    r"|SG\.[\w-]{16,}\.[\w-]{16,}|key-[0-9a-f]{32}|SK[0-9a-f]{32}|AC[0-9a-f]{32}"  # SendGrid, Mailgun, Twilio
    r"|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{20,}|pypi-[\w-]{16,}|dop_v1_[0-9a-f]{32,}"
    r"|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{20,}|sq0[a-z]{3}-[\w-]{20,}|EAA[A-Za-z0-9]{30,}"
    r"|00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?![\w.]{20,}"  # a Salesforce session
    r"|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"  # a JSON web token
    r")"
)
_PEM = re.compile(r"-----BEGIN [A-Z ]*(?:KEY|CERTIFICATE)-----.*?(?:-----END [A-Z ]*-----|\Z)", re.DOTALL)
_CONNECTION = re.compile(r"\b[a-z][a-z0-9+.-]{2,20}://[^\s/:@\"']*:[^\s/@\"']+@[^\s\"'<>]+", re.IGNORECASE)
_NAMED = re.compile(
    r"(?<![A-Za-z])(?:pass(?:word|wd|phrase|code)|pwd|secret|api[ _-]?key|access[ _-]?key|private[ _-]?key"
    r"|(?:access|auth|refresh|bearer|session|api)[ _-]?token|token|client[ _-]secret"
    r"|pin(?: code)?|authorization)"
    r"[\"']?(?:\s*[:=]\s*|\s+is:?\s+|\s+)(?:(?:bearer|basic)\s+)?[\"'“]?([^\s\"'“”,;]{4,})",
    re.IGNORECASE,
)
_LEADS = ("pass", "pwd", "secret", "key", "token", "pin", "authorization")
_LONG = re.compile(r"(?<![\w/+=.-])[A-Za-z0-9_+/=-]{24,200}(?![\w/+=-])")
_LEAST_BITS = 3.8
"""Of entropy for a character: words and names joined by signs stay below, random letters and digits above."""


def find_secrets(text: str) -> Iterator[Span]:
    """What opens something: it must reach nobody, whoever it belongs to."""
    for found in _KNOWN.finditer(text):
        yield Span(found.start(), found.end(), "SECRET", CERTAIN)
    for found in _CONNECTION.finditer(text) if "://" in text else ():
        yield Span(found.start(), found.end(), "SECRET", CERTAIN)
    if "-----BEGIN" in text:
        for found in _PEM.finditer(text):
            yield Span(found.start(), found.end(), "SECRET", CERTAIN)
    lower = text.lower()
    for found in _NAMED.finditer(text) if any(each in lower for each in _LEADS) else ():
        value = found[1].rstrip(".!?)")
        if _is_no_word(value):
            yield Span(found.start(1), found.start(1) + len(value), "SECRET", LIKELY)
    for found in _LONG.finditer(text):
        if _looks_random(found[0]):
            yield Span(found.start(), found.end(), "SECRET", LIKELY)


def _is_no_word(value: str) -> bool:
    """A password is more than a word: "the password policy" is no secret."""
    return any(map(str.isdigit, value)) or bool(re.search(r"[^\w.'’-]", value[1:-1]))


def _looks_random(value: str) -> bool:
    kinds = (any(map(str.isupper, value)), any(map(str.islower, value)), any(map(str.isdigit, value)))
    return all(kinds) and _bits(value) >= _LEAST_BITS


def _bits(value: str) -> float:
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
