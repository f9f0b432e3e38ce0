"""The trust layer: what may leave this installation, what may be done, and the proof of it.

It holds with no agent in the world: it knows records, people and models, not turns. The rooms above ask it.

Packages: `audit` (the log of what was done, in a chain).
"""
