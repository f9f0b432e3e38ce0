"""Runs that are kept, so that they can be gone on with, compared and looked at.

`kept` (what a run and a result are), `touched` (what a case reached), `version` (what a result depends on),
`store` (their SQL), `ended` (a case's run as it is kept), `opening` (begin a run, or go on with one),
`keeping` (keep results as they come).
"""
