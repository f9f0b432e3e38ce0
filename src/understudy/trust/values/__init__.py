"""Values that may be somebody's: recognised in a text by their form, their check, their context or a list.

In order of flow: `span` (what is found), `context` (the words before it); by kind `online`, `phones`,
`payment`, `identity`, `secrets`, `numbered`, `dates`, `addresses`; for names `words/` (lists), `tokens`
(words written large), `signs` (what is around them), `names` (persons, organisations, places) and `titles`;
`known` (names that the org knows), `presidio` (an optional recogniser by others), `candidates` (what to look
up in an org); `detect`, which joins them, and `batch` (texts of a file).
"""
