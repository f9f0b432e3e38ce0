"""The sentences that answer a question, of the passages that were found; or none. All pure but the encoder.

In order of flow: `courtesies` and `parts` (what a message asks, one or several things), `spelling` (the
question as the documents spell), `answer` (the sentences, or none: `candidates` weighs each, `distil` takes
those that make one answer, `ranges` the row whose bounds hold a number).
"""
