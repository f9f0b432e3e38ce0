"""The trust layer: what may leave this installation, what may be done, and the proof of it.

It holds with no agent in the world: it knows records, people and models, not turns. The rooms above ask it.

In order of flow: `provenance` (where text came from, and what it may decide), `screening` (what looks like
an instruction to an agent), `values` (what in a text may be somebody's), `masking` (stand-ins for it, and
back), `guard` (the only way to a model), `policy` (rules for what may be done), `egress` (where a reply may
lead), `audit` (the log of what was done, in a chain), `given` (texts of a file, to try a part on).
"""
