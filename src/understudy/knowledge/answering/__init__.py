"""The sentences that answer a question, of the passages that were found; or none. All pure but the encoder.

In order of flow: `courtesies` and `parts` (what a message asks, one or several things), `shorthand` and
`spelling` (the question as the documents spell), `answer` (the sentences, or none). For that `releases`
leaves out what only a release changed, `units` joins sentences that only make sense together, `asked` reads
what a question is after, `candidates` weighs each sentence (by `likeness` too, where other words mean the
same), `support` says how likely the best one answers, `distil` takes those that make one answer, and `ranges`
the row whose bounds hold a number.
"""
