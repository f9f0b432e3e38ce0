"""What a record is, who may see or change it, and what the business words mean.

In order of flow: `metadata` (objects and fields; `nearest` is what was meant), `paths` between them and
their `roles` (what rows are to the record above them), `actors` (who asks), the rules for them (`audience`
names some of the employees, `sharing` opens rows to them, `object_access` is what may be done with one
object, `redacted` is what nobody reads, `permissions` all of it, read by `access_file` from a file of the
form `access_form`, and written by `access_writing`), `orgs` (which org, where its tables are), `standard`
(the objects that are built in), `store` (the SQL) and `stored` (metadata at rest), `recycled` (the bin),
`importer` (a file becomes an org), `users` (who is who, as `staff` has it) with their `rows`, `read_values`
(which fields were read), `validations` (what no record may be), `records` (writes), `definitions` (measures,
policies, guides, email templates, distinctions), `demo` (a generated company).
"""
