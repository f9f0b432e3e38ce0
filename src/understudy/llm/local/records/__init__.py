"""Readings of the message as a question about records: show, list, count, add up.

In order of flow: `draft` (what is being filled), `conditions` (which records), `fields` (what of them),
`order` (in which order, how many), `asked` (what of one record), `question` (the action), `read`, and
`contents` (what a record consists of), `namesakes` (which record, when several objects have one of the name).
"""

from understudy.llm.local.records.conditions import find_conditions
from understudy.llm.local.records.contents import read_contents
from understudy.llm.local.records.draft import Draft
from understudy.llm.local.records.fields import fields_named, group_path, path_of
from understudy.llm.local.records.order import SORTED, sorts
from understudy.llm.local.records.read import read_records

__all__ = [
    "SORTED",
    "Draft",
    "fields_named",
    "find_conditions",
    "group_path",
    "path_of",
    "read_contents",
    "read_records",
    "sorts",
]
