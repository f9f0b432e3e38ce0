"""What was found in the texts of a file, as lines of JSON."""

import json
from collections.abc import Sequence

from understudy.trust.given import GivenText
from understudy.trust.values.span import Span

__all__ = ["line_of"]


def line_of(given: GivenText, spans: Sequence[Span]) -> str:
    """What was found in a text. A day of birth is a DATE_TIME there: the words are those of others' data."""
    told = [
        {
            "start": span.start,
            "end": span.end,
            "type": "DATE_TIME" if span.type == "DATE_OF_BIRTH" else span.type,
        }
        for span in spans
    ]
    return json.dumps({"id": given.id, "spans": told}) + "\n"
