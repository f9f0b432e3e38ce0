"""Tools with no CRM or agent word in them.

In order of flow: `errors`, `config`, `ids`, `clock`, `postgres` (the embedded server), `db`, `migrations`,
`trace`.
"""
