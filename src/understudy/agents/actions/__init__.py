"""What an agent can do. Each action takes typed arguments and returns a `Finding`.

In order of flow: `registry` (what an action is), `records` (find, get), `query` and `search` (a model's own
SOQL, and words by SOSL), `measures/` (compute a definition), `routing` (who gets it), `activities` (which
kind is it), `knowledge` (what the documents say; `joined` to several questions), `summary/` (how does a
record stand), `emails/` (drafts from templates), `writing` and `proposing` (what would be changed), `shown`
(numbers, dates and windows as a person reads them), `outside` (what of a finding others may have written).
"""
