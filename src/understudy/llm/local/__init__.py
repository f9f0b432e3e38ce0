"""The embedded reasoner: a question becomes an action with its arguments, without a language model.

In order of flow: `world` (what it may know), `normalise`, then the grammars `numbers`, `quantities`,
`superlatives` (with `outliers` and `nouns`), `times`, `formats`, `context` (with `lines` and `outlines`),
all yielding `spans`; `lexicon` and `gazetteer` (words for declared things), `outside` (those that are
learnt when they are needed); `message` (all that was found) with `names` (records looked up); `likeness`
(nearness in meaning); a `reading` each from `measures`, `records`, `routing`, `guides`, `followup`,
`changes`, `summaries` and `emails` (about the record `pointed` to), `knowledge` and `search` (words in any
field); `decide`, with `modifiers` and `counted` (words left over that matter) and `sayings` (what is said in
place of acting); `confidential` (what is refused, because the company keeps it to itself); `words` (the
answer); `reasoner` (all of it) behind `model` (Pydantic AI's interface). `literals` writes values into
conditions.
"""
