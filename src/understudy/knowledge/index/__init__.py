"""Passages and what they are found by, kept in step with the sources, and found again for who may read them.

In order of flow: `chunks` (a document cut into passages), `indexing` (what is new comes in, what is gone
goes), kept by `store`: `terms` (the words of a text), `postings` (those words packed); `retrieve` (the
passages nearest to a question, for an actor), found by `search`, put in order by `ranking`. `benchmark`
measures it all on a test `collection`. `store` and `search` have the SQL.
"""
