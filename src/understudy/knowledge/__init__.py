"""Documents: read, cut into passages, indexed, found for who may read them, and quoted word for word.

In order of flow: `sources` (where documents come from) and `formats` (files of any kind), both packages,
`documents` (Markdown and HTML as plain text under headings, by `markup`; `front_matter` is what they say
about themselves), `articles` (those of the org), `sentences` and `chunks` (passages), `index` (keeps
PostgreSQL in step with a source: `store` the documents, `index_store` what they are found by, `terms` their
words, `postings` those words packed), `readers` (who may read what), `retrieve` (the passages nearest to a
question, for an actor: found by `search`, put in order by `ranking`), `courtesies` and `parts` (what a
message asks, one or several things), `spelling` (the question as the documents spell), `answer` (the
sentences that answer, or none: `candidates` weighs each, `distil` takes those that make one answer, `ranges`
the row whose bounds hold a number), `reading` (a whole document for who may read it, with what was quoted
marked). `store`, `index_store` and `search` have the SQL. `facts/`: what documents claim, and whether they
agree. `gate/`: what they disagree on is kept from agents until somebody decides. `labels/`: for whom those
are that don't say so. `probe/`: questions made from documents. `grounded/`: whether a reply's sentences stand
in what it rests on. `benchmark` measures the index on a test `collection`.
"""
