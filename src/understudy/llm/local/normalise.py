"""Words in the form in which they are compared: one spelling, no contraction, no ending, few errors."""

import re
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from understudy.llm.local.shorthand import SHORTHAND
from understudy.llm.local.spans import Range, Span, cut, free, plain

__all__ = [
    "GRAMMAR_WORDS",
    "Corrected",
    "Token",
    "american",
    "correct",
    "correct_text",
    "quoted",
    "sentences",
    "spoken_years",
    "stem",
    "stems",
    "tokens",
]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or id of the message. `word` is American, in small letters, without a possessive."""

    start: int
    end: int
    text: str
    word: str
    stem: str


_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W_]+(?:'[^\W_]+)*")
_NEGATIVES = {"can't": "can", "won't": "will", "shan't": "shall", "ain't": "is"}
_TAILS = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am", "'d": "would"}
_IS_AFTER = frozenset(
    "it he she that there here what who where when how why this which let everything one".split()
)


def tokens(text: str) -> list[Token]:
    """The words of the text with their places; a contraction gives two ("who" and "is" for "who's")."""
    out: list[Token] = []
    for match in _TOKEN.finditer(plain(text)):
        for start, end, word in _parted(match[0]):
            first, last = match.start() + start, match.start() + end
            word = american(word)
            out.append(Token(first, last, text[first:last], word, stem(word)))
    return out


def _parted(word: str) -> list[tuple[int, int, str]]:
    """A contraction as its two words, each with its place in the whole."""
    if word.endswith("n't"):
        return [(0, len(word) - 3, _NEGATIVES.get(word, word[:-3])), (len(word) - 3, len(word), "not")]
    head, mark, tail = word.rpartition("'")
    if mark + tail in _TAILS:
        return [(0, len(head), head), (len(head), len(word), _TAILS[mark + tail])]
    if mark and tail == "s":
        if head in _IS_AFTER:
            return [(0, len(head), head), (len(head), len(word), "is")]
        return [(0, len(word), head)]
    return [(0, len(word), word.rstrip("'"))]


def _pairs(text: str) -> dict[str, str]:
    first, second = zip(*(pair.split() for pair in text.split(", ")), strict=True)
    return dict(zip(first, second, strict=True))


_SPELLING = _pairs(
    "grey gray, programme program, programmes programs, cheque check, cheques checks, licence "
    "license, licences licenses, defence defense, offence offense, fulfil fulfill, fulfils "
    "fulfills, enrol enroll, enrolment enrollment, fulfilment fulfillment, judgement "
    "judgment, ageing aging, aluminium aluminum, skilful skillful, learnt learned, whilst "
    "while, amongst among, tyre tire, tyres tires, storey story, kerb curb, catalogue "
    "catalog, catalogues catalogs, dialogue dialog, analogue analog, cosy cozy, practise "
    "practice, artefact artifact, instalment installment, instalments installments, centre "
    "center, centres centers, theatre theater, metre meter, metres meters, litre liter, "
    "litres liters, fibre fiber, kilometre kilometer, acknowledgement acknowledgment, analyse "
    "analyze, analysed analyzed, analyses analyzes, analysing analyzing, paralyse paralyze"
)
_OUR = re.compile(
    r"(?P<head>[a-z]*(?:fav|col|hon|lab|behavi|neighb|harb|rum|flav|hum|endeav|sav|vap|val|vig|arm"
    r"|clam|od|spl|od|parl|tum))our(?P<tail>[a-z]*)"
)
_DOUBLED = re.compile(
    r"(cancel|travel|label|model|signal|level|channel|total|fuel|counsel|dial|marvel|tunnel"
    r"|equal)l(ed|ing|er|ers|ation)$"
)
_ISE = re.compile(
    r"(?P<head>(?:organ|recogn|categor|custom|summar|prior|final|optim|util|real|author|minim|maxim"
    r"|standard|special|general|character|central"
    r"|digit|modern|normal|personal|emphas|apolog|critic|visual|item|synchron|monet|incentiv|stabil"
    r"|mobil|material|local|global|capital"
    r"|formal|initial|penal|subsid|token|anonym|harmon|jeopard|legal|memor|sanit|scrutin|social"
    r"|symbol|virtual|author))is(?P<tail>(?:e|es|ed|er|ers|ing|ation|ations|ational)$)"
)


@lru_cache(maxsize=8192)
def american(word: str) -> str:
    """The American spelling of a word in small letters."""
    if word in _SPELLING:
        return _SPELLING[word]
    found = _OUR.fullmatch(word)
    if found:
        return f"{found['head']}or{found['tail']}"
    found = _DOUBLED.fullmatch(word)
    if found:
        return found[1] + found[2]
    prefix = "re" if word.startswith("re") and _ISE.fullmatch(word[2:]) else ""
    found = _ISE.fullmatch(word[len(prefix) :])
    return f"{prefix}{found['head']}iz{found['tail']}" if found else word


# Nouns whose verb has another consonant: "resolution" of "resolve", "conversion" of "convert".
_NOUNS = (
    (re.compile(r"(.*(?:v|p))ersion$"), r"\1ert"),
    (re.compile(r"(.*)olution$"), r"\1olv"),
    (re.compile(r"(.*scri)ption$"), r"\1b"),
    (re.compile(r"(.*)ception$"), r"\1ceiv"),
    (re.compile(r"(.*)uction$"), r"\1uc"),
    (re.compile(r"(.*[ae])nsion$"), r"\1nd"),
    (re.compile(r"(.*)cision$"), r"\1cid"),
    (re.compile(r"(.*)ification$"), r"\1ify"),
)
_IRREGULAR = _pairs(
    "sold sell, sale sell, sales sell, bought buy, won win, lost lose, losing lose, loss "
    "lose, losses lose, people person, women woman, men man, children child, made make, took "
    "take, taken take, gave give, given give, got get, sent send, spent spend, paid pay, said "
    "say, held hold, kept keep, left leave, met meet, ran run, wrote write, written write, "
    "began begin, begun begin, grew grow, grown grow, fell fall, fallen fall, rose rise, went "
    "go, gone go, had have, has have, was be, were be, is be, are be, been be, am be, did do, "
    "does do, done do, analyses analysis, indices index, statuses status, choice choose, "
    "chose choose, chosen choose, broke break, broken break, series series"
)
_KEPT = frozenset(
    ("access across address always analysis basis bonus business less news process status this virus").split()
)
_ENDINGS = tuple(
    tuple(pair.split(":"))
    for pair in ("ations:at ation:at itions:it ition:it tion:t ement: ment: ure: al: ance: ence:").split()
)
_VOWEL = re.compile(r"[aeiouy]")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """What is left of a word in small letters without its endings: "clos" for close, closing and closure.

    Meant for finding labels in text, not for reading: it is no word. Numbers and short words stay whole.
    """
    if word in _IRREGULAR:
        word = _IRREGULAR[word]
    if len(word) < 4 or word in _KEPT or not word.isalpha():
        return word
    singular = _singular(word)
    for pattern, verb in _NOUNS:
        if pattern.fullmatch(singular):
            return pattern.sub(verb, singular)
    root = _without_ending(_present(singular))
    return root[:-1] + "i" if root.endswith("y") and len(root) > 3 else root.removesuffix("e")


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zes")):
        return word[:-2]
    return word if word.endswith(("ss", "us", "is")) else word.removesuffix("s")


def _present(word: str) -> str:
    """A verb without "ing" and "ed", and without the consonant these doubled; "sell" keeps its own."""
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and _VOWEL.search(root):
            return root[:-1] if root[-1] == root[-2] and root[-1] not in "aeiouylsz" else root
    return word


def _without_ending(word: str) -> str:
    for ending, kept in _ENDINGS:
        root = word.removesuffix(ending)
        if root != word and len(root) >= 4 and _VOWEL.search(root):
            return root + kept
    return word


@lru_cache(maxsize=8192)
def stems(text: str) -> tuple[str, ...]:
    """The stems of the text's words, in order."""
    return tuple(token.stem for token in tokens(text))


def correct(word: str, lexicon: Collection[str], known: Container[str] = frozenset()) -> str:
    """The word of the lexicon that was meant, or the word itself when it is right or nothing is near.

    One typing error (a letter more, less, other, or two swapped) in words of four to seven letters, two in
    longer ones. A word in `known` is right though the lexicon lacks it. Of two equally near the one is taken
    that begins with more of the same letters, which are seldom mistyped, and neither if both do.
    """
    if len(word) < 4 or not word.isalpha() or word in lexicon or word in known:
        return word
    limit = 1 if len(word) <= 7 else 2
    near = process.extract(word, lexicon, scorer=OSA.distance, score_cutoff=limit, limit=4)
    if not near:
        return word
    best = [found for found, distance, _ in near if distance == near[0][1]]
    if len(best) > 1:
        same = max(Prefix.similarity(word, found) for found in best)
        best = [found for found in best if Prefix.similarity(word, found) == same > 0]
    if len({stem(found) for found in best}) != 1:
        return word
    return min(best, key=lambda found: abs(len(found) - len(word)))


_TEENS: Sequence[str] = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
_ONES: Sequence[str] = "one two three four five six seven eight nine".split()
_SPOKEN_YEAR = re.compile(
    rf"\b(?P<century>nineteen|twenty)[\s-](?:(?P<teen>{'|'.join(_TEENS)})|(?P<ten>twenty|thirty)(?:[\s-](?P<one>{'|'.join(_ONES)}))?)\b",
    re.IGNORECASE,
)


def spoken_years(text: str) -> str:
    """The text with years written as they are spoken ("twenty twenty six") in digits."""

    def digits(match: re.Match[str]) -> str:
        century = {"nineteen": 1900, "twenty": 2000}[match["century"].lower()]
        if match["teen"]:
            return str(century + 10 + _TEENS.index(match["teen"].lower()))
        ten = {"twenty": 20, "thirty": 30}[match["ten"].lower()]
        one = _ONES.index(match["one"].lower()) + 1 if match["one"] else 0
        return str(century + ten + one)

    return _SPOKEN_YEAR.sub(digits, text)


GRAMMAR_WORDS = frozenset(
    """
    january february march april june july august september october november december spring summer
    autumn winter week weeks month months quarter quarters year years fortnight half last past previous
    since before after between first second third fourth today yesterday highest lowest longest shortest
    quickest fastest slowest fewest least most best worst largest smallest biggest greatest average
    median total number count more than fewer less least which what where when whose show list many much
    among handled managed during through until assign route suggest newest
    oldest latest earliest cheapest""".split()
)
"""Words of times, counts and directions: worth mending, because the grammars read them to the letter."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A text with its typing errors mended, and the way back to the characters that were typed."""

    typed: str
    text: str
    changes: tuple[tuple[int, int, int, int], ...]
    """Per change: start and end in the corrected text, then in the text as typed."""

    def original(self, start: int, end: int) -> Range:
        """The characters as typed that became these."""
        return self._back(start, last=False), self._back(end, last=True)

    def _back(self, offset: int, *, last: bool) -> int:
        shift = 0
        for start, end, typed_start, typed_end in self.changes:
            if offset < start or (offset == start and not last):
                break
            if offset < end:
                return typed_end if last and offset > start else typed_start
            shift = typed_end - end
        return offset + shift


def correct_text(
    text: str,
    lexicon: Collection[str],
    known: Container[str] = frozenset(),
    protected: Sequence[Range] = (),
) -> Corrected:
    """The text with words mended by `correct`; ids, numbers, quoted text and names (capitals) are left."""
    kept = [*protected, *quoted(text)]
    starts = {span.start for span in sentences(text)}
    out, changes, position, length = list[str](), list[tuple[int, int, int, int]](), 0, 0
    for match in re.finditer(r"(?<![\w@.'-])[A-Za-z]{2,}(?![\w@'-])", text):
        typed = match[0]
        capital = typed != typed.lower() and match.start() not in starts
        if capital or not free(match.start(), match.end(), kept):
            continue
        meant = SHORTHAND.get(typed.lower()) or correct(typed.lower(), lexicon, known)
        if meant == typed.lower():
            continue
        out += [text[position : match.start()], meant]
        length += match.start() - position
        changes.append((length, length + len(meant), match.start(), match.end()))
        length, position = length + len(meant), match.end()
    return Corrected(text, "".join([*out, text[position:]]), tuple(changes))


_QUOTED = re.compile(
    r"\"[^\"\n]{1,200}\"|(?<!\w)'[^'\n]{1,120}'(?!\w)|\u201c[^\u201d\n]{1,200}\u201d"
    r"|(?<!\w)\u2018[^\u2019\n]{1,120}\u2019(?!\w)"
)


def quoted(text: str) -> list[Range]:
    """The characters between quotation marks, marks included."""
    return [match.span() for match in _QUOTED.finditer(text)]


_ABBREVIATION = re.compile(
    r"\b(?:e\.?g|i\.?e|etc|vs|no|inc|ltd|co|corp|mr|mrs|ms|dr|st|jr|sr|approx|dept|est|min|max|cf"
    r"|al|u\.s|[a-z])\.$",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|\n+")


def sentences(text: str) -> list[Span[None]]:
    """The sentences of the text; a new line ends one, an abbreviation's full stop does not."""
    spans, start = list[Span[None]](), 0
    for match in _STOP.finditer(text):
        if (
            match[0] == "."
            and _ABBREVIATION.search(text[start : match.end()])
            and text[match.end() :].strip()
        ):
            continue
        if text[start : match.end()].strip(" \n.!?"):
            spans.append(cut(text, start, match.end(), None))
            start = match.end()
    if text[start:].strip():
        spans.append(cut(text, start, len(text), None))
    return spans
