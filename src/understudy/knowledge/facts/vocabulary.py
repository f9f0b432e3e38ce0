"""What words of help pages mean the same, what tells attributes apart, and what limits a claim."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from understudy.llm.local.normalise import stem, stems, tokens
from understudy.llm.local.spans import any_of

__all__ = ["FAINT", "Vocabulary", "vocabulary"]

_ENDING = re.compile(r"(?<=\w{4})(?:iti|abl|er|or|ness|ful)$")
_PARTED = re.compile(
    r"(?<!\w)(?P<verb>send|bring|give|take|hand|ship|call|pay|back|set|pick|sign|sent|brought|given"
    r"|taken|paid|mail)s?\s+(?:[a-z']+\s+){1,3}?(?P<particle>back|off|up)(?!\w)"
)
_GRAMMAR = frozenset(
    """
    a an the this that these those there here it its it's they them their theirs he she his her we us our ours
    you your yours i me my mine and or but nor so if then than as of to in on at by for from with within into
    onto over under about between among during across through throughout out up down off is are was were be
    been being am do does did doing done has have had having could might shall should will would who whom
    whose which what when where why how both either neither some such no not cannot own other another too very
    s t re ve ll d m per via upon while unless until till since after before once already yet even ever
    above below outside around again later newer earlier sooner older higher lower besides also only
    because therefore however although though etc eg ie e g i same one ones please just still more most less
    least fewer much many few every each any all always usually typically normally generally often""".split()
)
# Words that stand in many claims and tell little of what they are about.
FAINT = frozenset(
    stem(word)
    for word in (
        "allow require offer provide get have make do take give use want wish please note also still"
        " just only"
        " always every each any all per day hour week month year time customer you we our item thing case way"
        " number amount total currently available receive see find know last long"
        " new must may can will company information page new standard general normal usual regular set it"
    ).split()
)


@dataclass(frozen=True)
class Vocabulary:
    """`meanings` has the one stem that stands for others of the same meaning; `apart` the lines in which a
    meaning stands; `scopes` the name of what each limiting word is.
    """

    meanings: Mapping[str, str]
    forms: Mapping[str, str]
    phrases: re.Pattern[str]
    phrase_meanings: Mapping[str, str]
    apart: Mapping[str, frozenset[int]]
    scopes: Mapping[str, str]
    scope_pattern: re.Pattern[str]
    actions: frozenset[str]

    def concepts(self, low: str) -> list[str]:
        """The meanings of the content words of a text in small letters, in order, without numbers."""
        return [meaning for _, meaning in self.worded(low)]

    def worded(self, low: str) -> list[tuple[str, str]]:
        """The content words, each with its meaning."""
        low = _PARTED.sub(lambda found: f"{found[0]} {found['verb']} {found['particle']}", low)
        low = self.phrases.sub(lambda found: f" {self._of_phrase(found[0])} ", low)
        out: list[tuple[str, str]] = []
        for token in tokens(low):
            if token.word in _GRAMMAR or token.word[0].isdigit():
                continue
            if len(token.word) > 1:
                out.append((token.word, self.meaning(token.word, token.stem)))
        return out

    def _of_phrase(self, phrase: str) -> str:
        joined = _joined(phrase)
        return self.phrase_meanings.get(joined) or self.phrase_meanings[joined.removesuffix("s")]

    def meaning_of_phrase(self, text: str) -> str:
        """One string for a phrase however its words are bent."""
        return " ".join(self.meaning(token.word, token.stem) for token in tokens(text))

    def meaning(self, word: str, root: str) -> str:
        """What stands for a word of that stem."""
        if found := self.forms.get(word) or self.meanings.get(root):
            return found
        # "inactivity" is of the inactive, a "hirer" of the hire.
        short = root if root in self.apart else _ENDING.sub("", root)
        return self.meanings.get(short, short)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary as it is shipped."""
    read = yaml.safe_load(
        files("understudy.knowledge.facts").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    )
    meanings: dict[str, str] = {}
    forms: dict[str, str] = {}
    phrases: dict[str, str] = {}
    for line in read["same"]:
        words = [word.strip() for word in line.split(",")]
        head = "".join(stems(words[0]))
        for word in words:
            if len(stems(word)) > 1:
                phrases[_joined(word)] = head
            else:
                forms.setdefault(word, head)
                meanings.setdefault(stem(word), head)
    apart: dict[str, set[int]] = {}
    for at, line in enumerate(read["apart"]):
        for word in line.split(","):
            roots = stems(word)
            root = phrases.get(_joined(word.strip())) or meanings.get(roots[0], roots[0])
            apart.setdefault(root, set()).add(at)
    scopes = {
        " ".join(meanings.get(root, root) for root in stems(word)): name
        for name, line in read["scopes"].items()
        for word in line.split(",")
    }
    scope_words = [word.strip() for line in read["scopes"].values() for word in line.split(",")]
    return Vocabulary(
        meanings,
        forms,
        re.compile(rf"(?<!\w){any_of(phrases)}s?(?!\w)"),
        phrases,
        {root: frozenset(lines) for root, lines in apart.items()},
        scopes,
        re.compile(rf"(?<![\w-]){any_of([*scope_words, *_plurals(scope_words)])}(?:s|es)?(?!\w)"),
        frozenset(meanings.get(stem(word), stem(word)) for word in read["actions"].split()),
    )


def _plurals(words: list[str]) -> list[str]:
    """Those that are not made by a letter at the end."""
    return [f"{word[:-1]}ies" for word in words if word.endswith("y") and word[-2] not in "aeiou"]


def _joined(phrase: str) -> str:
    return " ".join(re.split(r"[\s-]+", phrase.strip()))
