"""Questions made from the documents, each with the place where its answer stands; no model writes them.

In order of flow: `corpus` (the documents as they are kept, with their passages; the SQL), `grammar` (whose
turn it is in a sentence: you and I, verbs), `questions` (a title, heading, sentence or row turned into a
question), `wordings` (the same asked otherwise: other words, only key words, a typing mistake), `draw` (the
questions of a probe, the same ones for the same seed).
"""
