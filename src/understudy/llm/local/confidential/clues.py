"""Signs that something is kept back, each with the kind of thing and how much it says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from understudy.llm.local.confidential.aspects import Aspects

__all__ = ["CUSTOMERS", "KNOWLEDGE", "OPERATIONS", "Clue", "Kind", "clues_of", "secrets_of"]

Kind = str
CUSTOMERS: Kind = "another_customer"
OPERATIONS: Kind = "internal_operations"
KNOWLEDGE: Kind = "internal_knowledge"

_ASKED_FOR = ("who", "whose", "whom", "which", "list", "name", "names", "many", "all", "every", "number")
_ANY = ("which", "any", "what", "other")
_PRIVATE = ("see", "access", "view", "share", "pass", "sell", "give", "know", "read", "use", "store", "keep")
_HOW_MANY = frozenset({("how", "many"), ("number", "of"), ("count", "of"), ("share", "of"), ("how", "often")})
_RULED = ("may", "must", "can", "allowed", "should", "told", "trained", "supposed", "get", "paid", "limit",
          "without", "approve", "approval", "policy", "rules", "have", "up", "decide", "decides")  # fmt: skip
_COMPANY = ("you", "your", "yours", "company", "business", "team")


@dataclass(frozen=True, slots=True)
class Clue:
    """One sign: what kind of thing, how much it says (1 is enough), and what it is."""

    kind: Kind
    weight: float
    why: str


def clues_of(aspects: Aspects) -> list[Clue]:
    """All signs in a message."""
    return [clue for find in _CLUES for clue in find(aspects)]


def _others_things(a: Aspects) -> Iterator[Clue]:
    """Somebody else, by name, number, relation or as "another customer", with what is on record of them."""
    specific = bool(a.places("somebody_else") or a.strangers or _relations(a) or _theirs(a) or _another(a))
    things = [p for p in a.not_own("records", "deeds", "is_customer") if not _inside_stranger(a, p)]
    if specific and things:
        yield Clue(CUSTOMERS, 1.1, "somebody else's records")
    elif specific and a.not_own("conditions"):
        yield Clue(CUSTOMERS, 0.7, "somebody else's conditions")


def _relations(a: Aspects) -> list[range]:
    """ "My neighbor", "her husband"."""
    return [p for p in a.places("relations") if a.holder(p) in ("own", "theirs")]


def _another(a: Aspects) -> list[range]:
    """ "The other nursery"."""
    kinds = a.places("people_like_us", "customers")
    return [p for p in kinds if a.words[max(0, p.start - 1)] in ("other", "another", "different")]


def _theirs(a: Aspects) -> list[range]:
    return [p for p in a.places("records") if a.holder(p) == "theirs"]


def _inside_stranger(a: Aspects, place: range) -> bool:
    return any(place.start in stranger for stranger in a.strangers)


def _customers_asked_for(a: Aspects) -> Iterator[Clue]:
    """ "Who are your customers", "which nurseries buy from you", "who bought it"."""
    such = {i for p in a.places("customers_as_such") for i in p}
    customers = [p for p in a.places("customers") if p.start not in such and not a.is_own(p)]
    if customers and a.says(*_ASKED_FOR):
        yield Clue(CUSTOMERS, 0.9, "which customers there are")
    elif customers and a.not_own("records", "deeds"):
        yield Clue(CUSTOMERS, 0.5, "what customers do")
    kinds = a.places("people_like_us")
    near = [p for p in kinds if set(a.words[max(0, p.start - 3) : p.start]) & set(_ANY)]
    if near and a.not_own("deeds", "is_customer"):
        yield Clue(CUSTOMERS, 1.1, "which companies are customers")
    if a.says("who", "whose") and a.not_own("deeds") and a.not_own("records", "deeds"):
        yield Clue(CUSTOMERS, 0.6, "who did it")


def _own_privacy(a: Aspects) -> Iterator[Clue]:
    """ "Who else can see my orders" asks what becomes of the person's own."""
    own = [p for p in a.places("records") if a.holder(p) == "own"]
    if own and a.says(*_PRIVATE) and not a.strangers:
        yield Clue(CUSTOMERS, -1.0, "who sees what is one's own")


def _figures(a: Aspects) -> Iterator[Clue]:
    if a.not_own("figures"):
        yield Clue(OPERATIONS, 1.1, "a figure of the business")
    if a.not_own("telling_figures"):
        yield Clue(OPERATIONS, 0.4, "perhaps a figure of the business")
    if any(a.holder(p) == "yours" for p in a.places("dealings")) or (
        a.not_own("dealings") and a.says("list", "who", "which", "show", "many")
    ):
        yield Clue(OPERATIONS, 0.8, "dealings with others")


def _counts(a: Aspects) -> Iterator[Clue]:
    """ "How many cases did you close", not "how many cases do I have"."""
    counted = [
        p for p in a.places("counted") if any(pair in _HOW_MANY for pair in pairwise(a.words[: p.start]))
    ]
    if counted and a.says(*_COMPANY) and not a.says("i", "we", "my", "our", "me", "us"):
        yield Clue(OPERATIONS, 0.9, "how many the company has")


def _commonest(a: Aspects) -> Iterator[Clue]:
    """ "Which product is returned most often"."""
    if (
        a.says("which", "what", "who", "where")
        and a.says("most", "least", "fewest", "often")
        and (a.not_own("happenings") and not a.says("i", "we", "should"))
    ):
        yield Clue(OPERATIONS, 0.9, "what happens most")


def _staff(a: Aspects) -> Iterator[Clue]:
    """What employees do, earn, may and are told; not how they are reached."""
    staff = a.not_own("staff")
    if not staff:
        return
    if a.places("reaching"):
        yield Clue(OPERATIONS, -0.3, "how somebody is reached")
    yield Clue(OPERATIONS, 0.5, "employees")
    if a.places("ranked", "figures", "telling_figures") or a.says("who", "which", "many", "much", "long"):
        yield Clue(OPERATIONS, 0.5, "how employees do")
    if a.says(*_RULED):
        yield Clue(KNOWLEDGE, 0.9 if not a.places("reaching") else 0.4, "what employees may")


def _inside(a: Aspects) -> Iterator[Clue]:
    """ "Internal articles", "the memo for staff only"."""
    papers = {i for p in a.places("papers", "records") for i in p}
    for place in a.places("inside"):
        if papers & set(range(place.start - 3, place.stop + 3)):
            yield Clue(KNOWLEDGE, 1.0, "internal papers")
            return
    if a.not_own("inside_papers"):
        yield Clue(KNOWLEDGE, 0.9, "papers that a company keeps to itself")
    if any(a.holder(p) == "yours" for p in a.places("papers")) and a.not_own("staff"):
        yield Clue(KNOWLEDGE, 0.5, "papers for employees")


def secrets_of(a: Aspects) -> Iterator[Clue]:
    """How this agent is made, and what opens doors: nobody is told."""
    if a.places("secrets") and not a.places("own_secret"):
        yield Clue(KNOWLEDGE, 1.3, "how this agent is made, or a key")


_CLUES: tuple[Callable[[Aspects], Iterator[Clue]], ...] = (
    _others_things,
    _customers_asked_for,
    _own_privacy,
    _figures,
    _counts,
    _commonest,
    _staff,
    _inside,
    secrets_of,
)
