"""Queries outside of PostgreSQL, for orgs past one machine.

In order of flow: `export` writes an org's records to Parquet (`columns` are their types there, the `manifest`
tells what they are), `emit` makes the same restricted plan a statement for DuckDB or Spark SQL (`writer` with
`times`, then `spelling`), and `run` answers with DuckDB (`engine`) over what was exported.
"""
