"""Sources: where documents come from, remembered, and kept in step with what they hold now.

In order of flow: `location` (what somebody types as a source), `spec` (what is remembered of one), `items`
(what a walk through one meets), a file for each kind (`folder`; `archive`; `website` with its `robots`,
`links` and `fetch`; `records`), `walk` (through a source of any kind), `sync` (reads
what changed, passes over what did not, lets go of what is gone); `store` has the SQL.
"""
