"""The audit log: what agents, people and models did, in a chain that shows every later change of it.

In order of flow: `entry` (what is told, and the links of the chain), `key` (what seals it, beside the
database), `anchor` (how far this machine has seen it), `log` (adds to it, with `store`), `recorder` (what one
turn adds), `verify` (what is wrong with it), `export` (a copy that can be proved without us).
"""
