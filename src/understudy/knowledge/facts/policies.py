"""Yes and no: whether something is possible, demanded, part of something, or simply so."""

import re

from understudy.knowledge.facts.claim import Value
from understudy.llm.local.spans import Span

__all__ = ["answer_of", "find_policy"]


# In this order; the first that is found decides.
_SAYINGS: tuple[tuple[str, bool, re.Pattern[str]], ...] = (
    (
        "demand",
        True,
        re.compile(
            r"\b(?:no|not|never|nobody|nothing|none|cannot|can't|mustn't)\b[^.;]*\bwithout (?:[\w'-]+ ){0,3}"
            r"(?:approval|permission|consent|notice|appointment|reservation|receipt|booking|account"
            r"|prescription|referral)\b"
        ),
    ),
    (
        "demand",
        False,
        re.compile(
            r"\b(?:(?:do|does|is|are|did|will)(?: not|n't) (?:\w+ )?(?:need|require|have to|necessary"
            r"|mandatory|required|needed|obliged|compulsory)"
            r"|need not|needn't|no need|optional|voluntary|not (?:necessary|required|mandatory|needed"
            r"|compulsory)"
            r"|without (?:needing|having to|asking"
            r"|(?:prior |written |any )?(?:approval|permission|consent|notice)|an? (?:approval|appointment"
            r"|reservation|receipt|booking"
            r"|account|prescription|referral))"
            r"|no (?:[\w-]+ ){1,3}?(?:is|are) (?:needed|required|necessary))\b"
        ),
    ),
    (
        "allow",
        False,
        re.compile(
            r"\b(?:(?:can|may|could)(?:not| not|'t| never| no longer)|shall (?:not|never)|can't"
            r"|must(?: not|n't| never)"
            r"|mustn't|is n't possible"
            r"|(?:are|is)(?: not|n't| never| no longer|) ?(?:not )?(?:prohibited|forbidden|banned|blocked"
            r"|ruled out|disallowed|unavailable|impossible|excluded)"
            r"|(?:is|are|will|be)(?: not|n't| never| no longer) (?:be )?(?:\w+ )?(?:allowed|permitted"
            r"|possible|accepted|eligible|available|supported|offered|entitled|refundable|returnable"
            r"|transferable|honou?red|welcome|able|granted|refunded|exchanged|replaced|reimbursed"
            r"|shipped|delivered|provided)"
            r"|(?:do|does)(?: not|n't| never| no longer) (?:\w+ )?(?:accept|allow|permit|support|offer"
            r"|ship|deliver|sell|take|provide|refund|exchange|grant|reimburse|work|honou?r|let|rent"
            r"|price[- ]match)"
            r"|(?:stop|prevent|block|bar|keep)s?\b[^.;]{0,80}\bfrom (?:being )?\w+(?:ing|ed|en)"
            r"|never (?:accept|allow|ask|share|offer|ship|sell|permit)|no longer (?:accept|allow|offer"
            r"|support|ship|sell)"
            r"|(?:must|(?:has|have) to|(?:is|are|will|should) (?:to )?be) (?:be )?(?:declined|refused"
            r"|rejected|turned (?:down|away))|nowhere|off[- ]limits|(?:smoke|pet|alcohol|cash)-free"
            r"|strictly (?:no|against)"
            r"|non-?refundable|non-?returnable|non-?transferable|unable to|not able to|under no circumstances"
            r"|(?:nobody|no ?one) (?:\w+ )?(?:may|can|is|are|\w+s)\b"
            r"|no (?:refunds?|returns?|exchanges?|pets?|dogs?|smoking|cash|visitors|children|food"
            r"|drinks?)\b(?! (?:fee|charge|receipt)))\b|^(?:no [\w-]+ (?:is|are) (?:allowed|accepted"
            r"|permitted))"
        ),
    ),
    (
        "include",
        False,
        re.compile(
            r"\b(?:(?:is|are)(?: not|n't) (?:included|covered|part of|bundled|contained|insured)"
            r"|(?:do|does)(?: not|n't) (?:include|cover|contain|come with)|not (?:included|covered)"
            r"|excluded|excludes|sold separately|extra charge|costs? extra|separately)\b"
        ),
    ),
    (
        "demand",
        True,
        re.compile(
            r"\b(?:only (?:with|after|once|upon) (?:\w+(?:'s)? ){0,3}"
            r"(?:approval|permission|consent|agreement)"
            r"|must|have to|has to|needs? to|(?:is|are) (?:\w+ )?(?:required|mandatory|obligatory"
            r"|compulsory|necessary|needed)|requires?|need(?:s|ed)?(?! help)|mandatory|compulsory)\b"
        ),
    ),
    (
        "include",
        True,
        re.compile(
            r"\b(?:(?:is|are) (?:always |also |already )?(?:included|covered|part of|bundled)|includes?"
            r"|covers?|comes? with|included)\b"
        ),
    ),
    (
        "allow",
        True,
        re.compile(
            r"\b(?:can|may|allowed|permitted|possible|accept(?:s|ed)?|eligible|available|supports?"
            r"|supported|offers?|entitled|welcome|able to|refundable|returnable|transferable|free to"
            r"|acceptable"
            r"|(?:is|are|it's) (?:fine|ok|okay|all right)|no problem)\b"
        ),
    ),
    (
        "be",
        False,
        re.compile(
            r"\b(?:(?:do|does|is|are|will|has|have)(?: not|n't| never| no longer)|never|no longer|won't"
            r"|cannot)\b"
        ),
    ),
)
# "No monthly fee" says neither yes nor no to the fee as a whole sentence does.
_DENIES_SOMETHING = re.compile(r"\b(?:no|none|nothing|nobody|neither|nor)\b")
_NOTHING_AGAINST = re.compile(
    r"\b(?:nothing|no rule|no reason)\b[^.;]{0,30}\b(?:stops?|prevents?|against|forbids?|bars?)\b"
    r"|\bno objection\b"
)
_SUBORDINATE = re.compile(
    r"(?:^(?:if|when|once|as long as|unless|although|because|since|while)\b[^,]*,)"
    r"|\b(?:if|when|unless|because|so that|in case|whether|although|even if|which|who|whose)\b[^,;:]*?"
    r"(?=$|[,;:]|(?<!\bwho)(?<!\bwhich)(?<!\byou)(?<!\bwe)(?<!\bthey)(?<!\bit)\s(?:may|must)\b)"
)
_YES = re.compile(
    r"^(?:a\s*[:.]\s*)?(?:yes|yep|certainly|of course|absolutely|sure|correct)\b", re.IGNORECASE
)
_NO = re.compile(
    r"^(?:a\s*[:.]\s*)?(?:no|unfortunately not|sorry, no|not at the moment|not currently|nope)\b[,.;:! -]",
    re.IGNORECASE,
)


def find_policy(low: str, question: str = "") -> Span[Value] | None:
    """Whether the statement says yes or no to something. An answer that begins so answers the question.

    One with neither a word of permission nor a negation says yes to what it says.
    """
    if answer := answer_of(low, question):
        return answer
    low, whole = _main_clause(low), low
    if found := _NOTHING_AGAINST.search(low):
        return Span(found.start(), found.end(), found[0], _value(found[0], "allow", yes=True))
    for mode, yes, pattern in _SAYINGS:
        if found := pattern.search(low):
            if not yes and "not only" in low:
                return None
            return Span(found.start(), found.end(), found[0], _value(found[0], mode, yes=yes))
    is_plain = len(whole.split()) > 3 and not _DENIES_SOMETHING.search(whole)
    return Span(0, 0, "", _value("", "be", yes=True)) if is_plain else None


def _main_clause(low: str) -> str:
    """The statement with its conditions and relative clauses left blank: what they deny, it doesn't."""
    return _SUBORDINATE.sub(lambda found: " " * len(found[0]), low)


def answer_of(low: str, question: str) -> Span[Value] | None:
    """The yes or no with which the statement answers the question."""
    found = question and (_YES.match(low) or _NO.match(low))
    if not found:
        return None
    value = _value(found[0], _mode_of_question(question), yes=found.re is _YES)
    return Span(0, found.end(), found[0], value)


def _mode_of_question(question: str) -> str:
    low = question.lower()
    if re.search(r"\b(?:need|required?|must|have to|mandatory|necessary)\b", low):
        return "demand"
    return "include" if re.search(r"\b(?:included?|covers?|covered|come with)\b", low) else "allow"


def _value(text: str, mode: str, *, yes: bool) -> Value:
    return Value("policy", text, unit=mode, key="yes" if yes else "no")
