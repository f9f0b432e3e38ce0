"""Runs that are kept, so that they can be gone on with, compared and looked at.

`kept` (what a run and a result are), `touched` (what a case reached), `version` (all that a result depends on
but its case), `current` (that version, as it is now), `store` (their SQL), `keeping` (a suite that was
played, kept), `choosing` (a run by number or word), `pairing` (two runs side by side).
"""
