"""The question language; every read of records goes through it.

In order of flow: `lexer` and `parse` (text to `ast`), `bind` (names and types, with the `view` of what the
actor may name, the `scope` of each query and `dates`, into a `plan`), `restrict` (object, field and row
rules), `sql` (PostgreSQL), `run` and `explain`; `names` finds records by name; `measure` writes the query
of a business definition; `literals` and `write` make text again. `sosl` is the search language.
"""
