"""The message as the wish to have a change taken back: "undo that", "that was wrong, change it back".

The whole message must be that wish: "change it back to High" names a value, and is a change of its own.
"""

import re

from understudy.llm.local.changes.person import ACTION as ESCALATE
from understudy.llm.local.message import Message
from understudy.llm.local.reading import Reading
from understudy.llm.local.world import World
from understudy.llm.situation import Situation

__all__ = ["ACTION", "VERBS", "read_undo"]

ACTION = "undo_change"
VERBS = frozenset("undo revert reverse retract rescind restore".split())
_LIKENESS = 0.95
_GAP = r"[\s,.;:!–—-]*"
_SMALL = """please kindly just can could would will you we i i'd like want need to have let's hi hey hello ok
    okay now so then and but no nope oh oops ah hmm wait stop sorry actually again thanks thank for me us
    right away immediately quickly better should must go ahead mind"""
_COURTESY = rf"(?:(?:{'|'.join(map(re.escape, _SMALL.split()))})\b)"
_THIS = r"(?:it|that|this|them|those|these|all|everything|all\s+(?:of\s+)?(?:it|that|this|them))"
_WHICH = r"(?:very|last|latest|previous|recent|most\s+recent|same|one|whole)"
_DEED = r"(?:changes?|updates?|edits?|modifications?|actions?|steps?|things?|writes?|ones?|corrections?)"
_DID = r"(?:did|done|changed|made|set|updated|wrote|created)"
_DONE = rf"(?:have\s+(?:just\s+)?)?{_DID}"
_DEED_OF = (
    rf"(?:the|this|that|these|those|your|my|our)\s+(?:{_WHICH}\s+)*{_DEED}"
    rf"(?:\s+(?:that\s+)?(?:you|we|i|u)(?:'ve)?\s+(?:just\s+|now\s+)?{_DONE})?"
)
_WHAT = rf"(?:what|whatever)\s+(?:you|we|i)(?:'ve)?\s+(?:just\s+|have\s+|had\s+)*{_DONE}"
_NUMBERED = r"(?:the\s+)?change\s+(?:no\.?\s*|number\s+|nr\.?\s*|#\s*)?\d{1,15}"
_OBJECT = rf"(?:{_NUMBERED}|{_DEED_OF}|{_WHAT}|{_THIS})"
_BEFORE = (
    r"(?:to\s+)?(?:how|what|the\s+way|as|where|like)\s+(?:it|they|that|things?)\s+(?:was|were|had\s+been)"
)
_STATE = (
    r"(?:to\s+)?(?:the|its|their)\s+(?:old|previous|earlier|former|original|prior|last)"
    r"\s+(?:state|values?|version|status)"
)
_AGO = rf"(?:\s+(?:{_BEFORE}|{_STATE}))?(?:\s+(?:before|earlier|previously|originally|at\s+first))?"
_ORDER = (
    rf"(?:(?:undo|revert|reverse|retract|rescind|roll\s+back|rollback|take\s+back|back\s+out)(?:\s+{_OBJECT})?"
    rf"|(?:take|change|put|set|turn|switch|roll|move|bring|give|make|reset|return)\s+{_OBJECT}\s+back"
    rf"|(?:change|put|set|turn|switch|move|go|reset|return|restore|leave|make)\s+(?:{_OBJECT}\s+)?(?:back\s+)?"
    rf"(?:{_BEFORE}|{_STATE}))"
)
_REGRET = (
    r"(?:(?:that|this|it|which)(?:'s|\s+is|\s+was)\s+(?:(?:a|an|my|the|all|not|n't)\s+)*"
    r"(?:wrong|mistake|error|incorrect|right|what\s+i\s+(?:meant|wanted|asked\s+for)|slip|mistaken)(?:\s+(?:one|record|change))?"
    r"|(?:that|this|it)\s+(?:wasn't|isn't)\s+(?:right|correct|what\s+i\s+(?:meant|wanted|asked\s+for))"
    r"|i\s+(?:didn't|did\s+not|don't|do\s+not)\s+(?:mean|want)\s+(?:that|this|it)|my\s+(?:mistake|bad)"
    r"|i\s+(?:made|was)\s+(?:a\s+mistake|wrong|mistaken)|i\s+(?:have\s+)?changed\s+my\s+mind)"
)
_WISH = re.compile(
    rf"{_GAP}(?:(?:{_COURTESY}|{_REGRET}){_GAP})*(?P<order>{_ORDER}){_AGO}(?:{_GAP}(?:{_COURTESY}|{_REGRET}))*{_GAP}\??",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_LONGEST = 200


def read_undo(message: Message, world: World, situation: Situation) -> Reading | None:
    """The last change of the conversation, or the one of that number, is to be taken back.

    Where the agent cannot do so, a person is to.
    """
    text = message.typed().replace("’", "'").strip()
    found = _WISH.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None or not (world.allowed(ACTION) or world.allowed(ESCALATE)):
        return None
    number = _NUMBER.search(found["order"])
    undoes = world.allowed(ACTION)
    return Reading(
        action=ACTION if undoes else ESCALATE,
        arguments=({"change": int(number[0])} if number else {}) if undoes else {"reason": text},
        about="a change that is taken back",
        explained=message.content,
        likeness=_LIKENESS,
        fit=1.0,
        quotes=True,
        missing="I have not done it yet, so there is nothing to take back." if situation.proposed else None,
    )
