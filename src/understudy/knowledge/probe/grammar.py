"""As much English as it takes to turn a statement into a question. Pure."""

import re

from understudy.llm.local.message import FUNCTION_WORDS

__all__ = ["AUXILIARIES", "SILENT", "base_of", "is_instruction", "lowered", "turned_round"]

SILENT = FUNCTION_WORDS - frozenset(
    "amount average check compare count display number provide rate record recorded register registered"
    " report return secure secured total use using value".split()
)
"""Words that say nothing of what is asked about. Who asks for records returns and counts them; who asks how
something is done returns goods and uses them.
"""

AUXILIARIES = {
    "can": "can",
    "cannot": "can",
    "can't": "can",
    "may": "may",
    "must": "must",
    "should": "should",
    "will": "will",
    "is": "is",
    "are": "are",
    "was": "was",
    "were": "were",
}
"""Verbs that change places with their subject in a question; what is denied is asked without the denial."""

_INSTRUCTIONS = frozenset(
    """
    accept add adjust allow apply approve arrange ask assemble assign attach attend avoid bring build buy
    call cancel carry change charge check choose claim clean clear click close collect compare complete
    configure confirm connect contact copy create cut delete describe disable disconnect download drain
    edit enable enter escalate exchange export fasten file fill find fit fix fold follow give go handle
    hang hold import increase insert install invite join keep leave let lift log look lower make manage
    measure mend mix mount move name note open order pack pair pay plan plug post prepare press print
    protect provide pull push put quote raise read recycle reduce refer refund register remove renew
    repair replace reply report request reset restart return review rinse run save schedule select sell send
    set share ship show sign skip start state stop store submit switch take talk tell test tighten track
    transfer try turn unplug update upload use verify visit wait wash wear work wrap write
    """.split()
)
_VERBS = frozenset(
    """
    accept allow apply arrive begin bring buy carry charge close come contain cost cover deliver end
    expire fit get give go have hold include keep last make measure mean need offer open pay provide
    receive repair replace require run sell send ship start take use want weigh work
    """.split()
)
_SIDES = {
    "i": "you",
    "my": "your",
    "mine": "yours",
    "me": "you",
    "we": "you",
    "our": "your",
    "ours": "yours",
    "us": "you",
    "you": "I",
    "your": "my",
    "yours": "mine",
    "yourself": "myself",
}
_WORD = re.compile(r"[A-Za-z']+")
_ODD = {"has": "have", "goes": "go", "does": "do"}


def turned_round(text: str) -> str:
    """As the other side says it: you becomes I, our becomes your."""
    return _WORD.sub(lambda found: _SIDES.get(found[0].lower(), found[0]), text)


def lowered(text: str) -> str:
    """Without the capital that begins a sentence; a name keeps its own."""
    first, _, rest = text.partition(" ")
    odd = first[1:] != first[1:].lower() or any(letter.isdigit() for letter in first)
    is_name = odd or first == "I" or (rest[:1].isupper() and first.lower() not in FUNCTION_WORDS)
    return text if is_name else text[:1].lower() + text[1:]


def base_of(verb: str) -> str | None:
    """The form that goes with "do", for a verb that is known here: costs, cost."""
    verb = verb.lower()
    for form in (verb, _ODD.get(verb, ""), verb.removesuffix("s"), verb.removesuffix("es")):
        if form in _VERBS:
            return form
    return None


def is_instruction(text: str) -> bool:
    """Whether it tells to do something: begins with such a verb, and goes on."""
    first, _, rest = text.partition(" ")
    return first.lower() in _INSTRUCTIONS and bool(rest)
