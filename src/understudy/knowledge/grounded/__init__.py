"""Whether each sentence of a reply stands in the passages that it rests on, and why or why not.

In order of flow: `verdict` (what is said of a sentence), `pieces` (a reply's sentences, and those that claim
nothing), `values` (numbers with units, days, names and codes of a sentence), `stance` (yes or no, must or
may, clause by clause), `compare` (one sentence beside the evidence), `check` (the whole reply), `judges`
(a language model's opinion, where one is configured).
"""
