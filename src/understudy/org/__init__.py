"""What a record is, who may see or change it, and what the business words mean.

In order of flow: `metadata` (objects and fields), `paths` between them and their `roles` (what rows are to
the record above them), `permissions` (actors and their rules), `orgs` (which org, where its tables are),
`standard` (the objects that are built in), `store` (the SQL) and `stored` (metadata at rest), `importer`
(a file becomes an org), `users` (who is who) with their `rows`, `validations` (what no record may be),
`records` (writes), `definitions` (measures, policies, guides, email templates), `demo` (a generated company).
"""
