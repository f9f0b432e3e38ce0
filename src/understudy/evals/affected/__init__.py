"""Which cases of a run a change can reach: they are played again, the others' results are taken over.

In order of flow: `reach` (one change, and the cases that it can reach), `plan` (all that changed), `rerun`
(what is reached is played, the rest taken over), `drift` (what ended otherwise, and what may have caused it).
"""
