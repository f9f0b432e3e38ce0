"""What documents claim, and where they don't agree with each other; without a language model, and pure.

In order of flow: `claim` (what a claim is), `check` (the report on a set of documents, with its parts).
"""
