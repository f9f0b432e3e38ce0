"""Documents: read, cut into passages, indexed, found for who may read them, and quoted word for word.

In order of flow: `sources` (where documents come from) and `formats` (files of any kind), both packages,
`documents` (Markdown and HTML as plain text under headings, by `markup`; `front_matter` is what they say
about themselves), `articles` (those of the org), `sentences`, `store` (the documents as they are kept) and
`readers` (who may read what). `index/`: passages, found again for an actor. `answering/`: the sentences that
answer, or none. `reading` (a whole document for who may read it, with what was quoted marked). `facts/`: what
documents claim, and whether they agree. `gate/`: what they disagree on is kept from agents until somebody
decides. `labels/`: for whom those are that don't say so. `probe/`: questions made from documents.
`grounded/`: whether a reply's sentences stand in what it rests on.
"""
