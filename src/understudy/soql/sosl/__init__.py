"""The search language: words found in the records an actor may see.

In order of flow: `parse` (text to `ast`, with `find` for what stands in the braces and `rules` for what the
reference forbids), `bind` (each object's query, bound and restricted, and the `fields` that are searched),
`words` (the text as the index holds it), `index` (an expression on each table) and `building`, `match` and
`statement` (PostgreSQL), `window` (words in very many records), `hits` (the rows found), `run`, and `present`
with `marks` (highlights, snippets).
"""
