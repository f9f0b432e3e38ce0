"""Keeps and reads what happened. Nothing below reads it.

In order of flow: `store` (the SQL: spans and their turn), `traces` (one trace as a tree in time), `passages`
(what its searches found, and what of it was quoted), `story` (the same in plain words), `usage` (which
documents answers quoted), `leaving` (what of a trace may leave the installation), `expiring` (what is old is
let go of), `stages/` (at which stage an answer was lost), `erasure/` (a person is forgotten, everywhere).
"""
