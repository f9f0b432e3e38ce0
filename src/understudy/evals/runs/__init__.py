"""Runs that are kept, so that they can be gone on with, compared and looked at.

`kept` (what a run and a result are), `touched` (what a case reached), `store` (their SQL).
"""
