"""Words that name a declared subset: "open" of cases, where a measure counts the open cases."""

from collections.abc import Iterator
from functools import lru_cache

from understudy.llm.local.likeness import core_vocabulary
from understudy.llm.local.message import FUNCTION_WORDS, Message, within
from understudy.llm.local.normalise import stems
from understudy.llm.local.world import MeasureView, ObjectView, World

__all__ = ["done_to_subset", "is_deed", "subset_words", "unasked_subset", "unmet_subsets", "was_done"]

_SUBJECTS = frozenset("i we you they he she it who".split())
_UNTIL = frozenset({"to", "until", "till"})
_BEING = frozenset("was were been got get gets being".split())
_DOING = frozenset("do does did can could will would should must may".split())


@lru_cache(maxsize=1024)
def _telling_words(measure: MeasureView, names: tuple[str, ...]) -> frozenset[str]:
    """The words before a name of the object that by themselves name the measure's rows: "open" of cases."""
    nouns = {each for name in names for each in stems(name)}
    pairs = [label.lower().split() for label in (measure.label, *measure.synonyms)]
    found = {pair[0] for pair in pairs if len(pair) == 2 and stems(pair[1])[0] in nouns}
    return frozenset(found - FUNCTION_WORDS)


def subset_words(message: Message, measure: MeasureView, kind: ObjectView) -> Iterator[int]:
    """The tokens that name the measure's rows; not where the word is a verb: "did we open"."""
    telling = _telling_words(measure, (kind.label, *kind.synonyms))
    for i, token in enumerate(message.tokens):
        if token.word in telling and not is_deed(message, i):
            yield i


def done_to_subset(message: Message, measure: MeasureView, kind: ObjectView) -> int | None:
    """The verb of what was done to the measure's rows: "did we win" makes deals that are won."""
    verbs = {
        stem: word for word in _telling_words(measure, (kind.label, *kind.synonyms)) for stem in stems(word)
    }
    for i, token in enumerate(message.tokens):
        is_verb = token.stem in verbs and token.word not in verbs.values()
        if is_verb and _doer_before(message, i) == (True, "did"):
            return i
    return None


def unmet_subsets(message: Message, measure: MeasureView, world: World) -> frozenset[int]:
    """The tokens that name rows of the measure's object which it does not limit itself to."""
    kind = world.object_by_name.get(measure.object)
    own = {word for label in (measure.label, *measure.synonyms) for word in label.lower().split()}
    return frozenset(
        i
        for other in world.measures
        if kind and other.object == kind.name and other != measure and _is_subset(other)
        for i in subset_words(message, other, kind)
        if message.tokens[i].word not in own
    )


def unasked_subset(message: Message, measure: MeasureView, world: World) -> bool:
    """Whether the measure counts but some of the records, of which the message says nothing."""
    kind = world.object_by_name.get(measure.object)
    if kind is None or not _is_subset(measure):
        return False
    telling = _telling_words(measure, (kind.label, *kind.synonyms))
    nouns = {each for name in (kind.label, *kind.synonyms) for each in stems(name)}
    named = core_vocabulary(measure) - nouns  # "solve" of "cases solved"
    return bool(telling) and not any(token.stem in named for token in message.tokens)


def _is_subset(measure: MeasureView) -> bool:
    """Whether it counts some records of the object, and is no ranking of what they are grouped by."""
    return measure.counts_rows and bool(measure.where) and measure.usual_group is None


def is_deed(message: Message, index: int) -> bool:
    """Whether it is no set but a deed ("did we open", "to open"), or begins a way ("from open to close")."""
    doer, before = _doer_before(message, index)
    if doer:
        return before in _DOING
    return before == "to" or (before == "from" and bool(_UNTIL & set(message.words[index + 1 : index + 4])))


def was_done(message: Message, index: int) -> bool:
    """Whether the word tells what somebody did or what was done: "did we open", "were opened"."""
    doer, before = _doer_before(message, index)
    return before in (_DOING if doer else _BEING)


def _doer_before(message: Message, index: int) -> tuple[bool, str]:
    """Whether a pronoun or a name stands before the word, and the word before that."""
    names = [(name.start, name.end) for name in message.names]
    first = index
    while first and (
        message.words[first - 1] in _SUBJECTS
        or within(message.tokens[first - 1].start, message.tokens[first - 1].end, names)
    ):
        first -= 1
    return first < index, message.words[first - 1] if first else ""
