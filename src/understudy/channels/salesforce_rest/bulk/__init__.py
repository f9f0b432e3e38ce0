"""Bulk API 2.0: jobs that read or write many records, in the background and chunk by chunk.

A chunk and the note that it is done are one transaction: whatever kills the program, no chunk is worked on
twice and none is left out; the next to start goes on. In order of flow: `jobs` (what a job is, and the SQL
about it), `formats` (CSV), `chunks` (one chunk of a job), `worker` (jobs in the background), `told` (jobs as
clients read them), `query_jobs` and `ingest_jobs` (the routes).

Source: Bulk API 2.0 and Bulk API Developer Guide.
"""
