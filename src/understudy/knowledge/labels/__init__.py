"""For whom documents are that don't say so: for employees, until an owner confirms what is proposed.

In order of flow: `cues` (what in a text says that it is meant for inside), `proposing` (a label by cues and
by closeness to documents that have one), `deciding` (confirmed or declined, by who may), `confirmed` (what
was, applied to documents that are indexed), `store` (the SQL).
"""
