"""The part of a free text that tells most, letter for letter."""

import re

from understudy.llm.embedder import TextEncoder

__all__ = ["excerpt"]

_SENTENCE = re.compile(r"\S.*?(?:[.?!](?=\s|$)|$)")
_MOST = 200
_LEAST_WORDS = 4
_MOST_SENTENCES = 40
_COURTESIES = [
    "Thank you for your message.",
    "Great, thanks for the help.",
    "Hello, how can I help you?",
    "I am sorry to hear that.",
    "Have a good day!",
    "I look forward to hearing from you.",
    "Thank you, I see.",
]
_SPEAKER = re.compile(r"^[^\W\d_][\w .'-]{0,40}: ")


def excerpt(text: str, about: str, encoder: TextEncoder) -> str:
    """The sentence of the text that is nearest to what the record is about and no mere courtesy.

    A sentence ends with its line; a very long one is cut at a word, with nothing put in its place. Who speaks
    in a transcript is told with the sentence. Empty for an empty text.
    """
    sentences = [found for line in text.splitlines() for found in _sentences(line)][:_MOST_SENTENCES]
    telling = [each for each in sentences if len(each.split()) >= _LEAST_WORDS] or sentences
    if len(telling) < 2:
        return _cut(telling[0]) if telling else ""
    vectors, polite = encoder.encode([about, *telling]), encoder.encode_kept(_COURTESIES)
    nearness = vectors[1:] @ vectors[0] - (vectors[1:] @ polite.T).max(axis=1)
    return _cut(telling[int(nearness.argmax())])


def _sentences(line: str) -> list[str]:
    """The sentences of a line, the first with its speaker."""
    speaker = _SPEAKER.match(line)
    start = speaker.end() if speaker else 0
    found = [match.group().rstrip() for match in _SENTENCE.finditer(line, start)]
    return [line[: start + len(found[0])], *found[1:]] if speaker and found else found


def _cut(sentence: str) -> str:
    if len(sentence) <= _MOST:
        return sentence
    return sentence[:_MOST].rsplit(" ", 1)[0]
