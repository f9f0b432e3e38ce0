"""Versions of agents that were published.

`published` (what is kept of one), `store` (their SQL).
"""
