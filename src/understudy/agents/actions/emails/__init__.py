"""Draft an email from a declared template with a record's facts. Nothing is sent.

In order of flow: `purpose` (which template), `recipient` (who it goes to), `values` (what is merged in, each
with its record), `fill` (the text), `draft` (the action); `check` (does a template fit the org?).
"""

from understudy.agents.actions.emails.draft import DRAFT_EMAIL, DraftArguments

__all__ = ["DRAFT_EMAIL", "DraftArguments"]
