"""Is a measure the kind of number that is asked for? "Quickest" speaks of time, "how many" of a count."""

from understudy.llm.local.lexicon import FieldTerm, ObjectTerm
from understudy.llm.local.likeness import core_vocabulary
from understudy.llm.local.message import Message
from understudy.llm.local.normalise import stems
from understudy.llm.local.world import MeasureView, World

__all__ = ["is_of_another_kind", "is_other_statistic", "share_words", "wants_rows"]

_DURATIONS = frozenset({"minutes", "hours", "days", "weeks", "months"})
_ASKS_WHETHER = frozenset(
    {"is", "was", "are", "were", "any", "there", "did", "trend", "spike", "when", "peak"}
)
_SHARES = frozenset({"share", "percentage", "percent", "proportion", "fraction", "rate", "%"})
_STATISTICS = {"median": "median", "average": "average", "mean": "average", "avg": "average"}
_SHOW = frozenset({"list", "show", "display", "find", "see", "pull", "get", "fetch"})
_COUNTING = frozenset({"many", "much", "number", "count", "total", "volume", "nr", "no", "amount", "backlog"})
_ASKING = frozenset({"which", "what"})
_QUANTITIES = frozenset({"most", "fewest"})
_PRICES = frozenset(stems("price cost expense"))


def is_of_another_kind(message: Message, measure: MeasureView, world: World) -> bool:
    """Whether some word says that another kind of number is wanted than this measure gives."""
    return (
        _superlative_differs(message, measure)
        or _count_differs(message, measure)
        or (measure.unit != "percent" and _asks_for_share(message))
        or ((measure.unit in _DURATIONS or measure.unit == "percent") and _most_records(message))
        or (measure.counts_rows and _names_a_number(message, measure, world))
    )


def is_other_statistic(message: Message, measure: MeasureView) -> bool:
    """Whether another figure is asked than the one declared: the median of what is averaged, or a price."""
    priced = any(span.value.dimension == "price" for span in message.superlatives)
    if priced and not _PRICES & core_vocabulary(measure):
        return True
    asked = {_STATISTICS[word] for word in message.words if word in _STATISTICS}
    if "median" in asked:
        return measure.summary != "median"
    return (
        "average" in asked and measure.summary in ("sum", "median", "share") and "rate" not in message.words
    )


def share_words(message: Message) -> frozenset[int]:
    """The tokens that ask for a share: "as a percentage", "in percent"."""
    return frozenset(i for i, word in enumerate(message.words) if word in _SHARES - {"rate"})


def wants_rows(message: Message, measure: MeasureView) -> bool:
    """Whether the message asks to see records: it begins with "list" or "show me", or with "which deals"."""
    words = message.words
    first = words[:3]
    if _SHOW & set(first):
        return True
    if measure.counts_rows and not (_COUNTING & set(words) or message.windows):
        return first[:1] not in (("what",), ("who",), ("how",))
    return (
        bool(first)
        and first[0] in _ASKING
        and any(
            mention.first == 1 and ObjectTerm(measure.object) in mention.meanings
            for mention in message.mentions
        )
    )


def _superlative_differs(message: Message, measure: MeasureView) -> bool:
    lasts = measure.unit in _DURATIONS
    for span in message.superlatives:
        superlative = span.value
        if superlative.dimension == "duration" and not lasts:
            return True
        if superlative.dimension == "frequency" and (lasts or measure.unit == "percent"):
            return True
        if superlative.form == "outlier" and not measure.stands_out:
            return True
    return measure.stands_out and not message.superlatives and not _ASKS_WHETHER & set(message.words)


def _count_differs(message: Message, measure: MeasureView) -> bool:
    """ "How many cases" wants a count, "how many days" a duration."""
    words = message.words
    for i in range(len(words) - 2):
        if words[i : i + 2] == ("how", "many"):
            asked_duration = words[i + 2] in _DURATIONS or f"{words[i + 2]}s" in _DURATIONS
            return asked_duration != (measure.unit in _DURATIONS) or measure.unit in ("percent", "USD")
    return False


def _most_records(message: Message) -> bool:
    """ "The most closed deals" wants a count of them."""
    numbers = [span for span in message.superlatives if span.value.adverb in _QUANTITIES]
    starts = {
        message.tokens[mention.first].start: mention.first
        for mention in message.mentions
        if any(isinstance(term, ObjectTerm) for term in mention.meanings)
    }
    return any(
        token.start in starts
        for span in numbers
        for token in [token for token in message.tokens if token.start >= span.end][:2]
    )


def _asks_for_share(message: Message) -> bool:
    """ "What share of", "what percentage of": only with "of", because a rate may be of many kinds."""
    words = message.words
    return any(word in _SHARES - {"rate"} and words[i + 1 : i + 2] == ("of",) for i, word in enumerate(words))


def _names_a_number(message: Message, measure: MeasureView, world: World) -> bool:
    """Whether the message is about a number field of the object: "the average amount of open deals"."""
    kind = world.object_by_name.get(measure.object)
    return any(
        isinstance(term, FieldTerm)
        and kind is not None
        and term.object == kind.name
        and kind.by_name[term.field].kind in ("money", "number", "percent")
        for mention in message.mentions
        for term in mention.meanings
    )
