"""A person is erased: from records, conversations, traces, documents with their vectors, and the audit log.

In order of flow: `person` (who, and by what words one is known), `places` (the SQL: where such words stand,
and how they are taken out), `erase` (all of it at once, and the proof that nothing is left).
"""
