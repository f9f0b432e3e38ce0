"""What documents claim, and where they don't agree with each other; without a language model, and pure.

In order of flow: `folder` (anybody's documents, read as far as they can be), `statements` (the sentences that
state something, with what they stand under), the values in them: `amounts` with their `bounds`, `days`,
`hours` (and the days they hold on), `contacts`, `teams`, `places`, `versions`, all found by `values`, and
`policies` (yes and no); `rows` and `clauses` (a value with the words it is about, in a table and in prose),
`scope` (what limits a statement), `vocabulary` (words of one meaning, and words that tell apart), `draw`
(claims, each a `claim`, `kept` as bytes), `agree` (whether two values can both be right), `rarity` (how much
a word tells), `pairs` (claims that may contradict each other), `likeness` and `meaning` (what speaks for it
and against it), `weighing` (how sure it is, as was learned), `conflicts`; `stale`, `links` (orphans) and
`duplicates`; `check` joins them to a report, `effort` says what is left to do.
"""
