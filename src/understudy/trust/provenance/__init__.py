"""Where text came from, and what it may decide.

In order of flow: `effect` (what an action does to the world), `declared` (which fields and sources are the
company's own), `seen` (what a turn and its session have read), `texts` (whether a value stands in a text),
`judge` (where each argument of an action comes from), `marking` (what a language model reads of text from
outside).
"""
