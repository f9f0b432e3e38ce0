"""What may be done: ordered rules, of which the first that fits decides; no rule, no deed.

In order of flow: `decision` (what is decided).
"""
