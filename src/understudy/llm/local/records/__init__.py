"""Readings of the message as a question about records: show, list, count, add up.

In order of flow: `draft` (what is being filled), `conditions` (which records), `fields` (what of them, in
which order), `question` (what is asked, as an action), `read`.
"""

from understudy.llm.local.records.read import read_records

__all__ = ["read_records"]
