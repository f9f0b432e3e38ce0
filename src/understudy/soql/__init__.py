"""The question language; every read of records goes through it.

In order of flow: `lexer` and `parse` (text to `ast`), `rules` (what the reference forbids, told with no org
from the `tree`; `check` judges texts so), `bind` (names and types, with the `view` of what the actor may
name, the `scope` of each query and `dates`, into a `plan`), `restrict` (object, field and row rules), `sql`
(PostgreSQL, without what is redacted), `run` (which keeps what it compiled in `plan_cache`, and gives rows
their `shapes`) and `explain` (with the `reasons` behind each rule; `access_check` holds the rules against
the org); `pages` gives an answer page by page (`keyset` writes where a page begins, `cursor` keeps it);
`names` finds records by name; `measure` writes the query of a business definition; `literals` and `write`
make text again; `reachable` and `validate` judge records that are being written. `sosl/` is the search
language; `assisted/` is for models' queries; `warehouse/` writes the same plans for DuckDB and Spark SQL.
"""
