"""Queries that a model wrote: names made right, what to heed said, never more rows than a turn can use.

In order of flow: `names` (labels and synonyms become API names; the nearest names are suggested), `size` (how
many rows it would be), `advice` (what the query probably does not mean), `ask` (all of it, and the answer).
"""
