"""Runs that are kept, so that they can be gone on with, compared and looked at.

`kept` (what a run and a result are), `touched` (what a case reached), `version` (all that a result depends on
but its case), `current` (that version, as it is now), `digests` (of cases, suites and files), `store` (their
SQL), `ended` (a case's run as it is kept), `opening` (begin a run, or go on with one), `keeping` (keep
results as they come), `choosing` (a run by number or word), `pairing` (two runs side by side).
"""
