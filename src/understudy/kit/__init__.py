"""Tools with no CRM or agent word in them.

In order of flow: `errors`, `extras` (the line that installs one), `config`, `documents` (declared files),
`ids`, `clock`, `memory` (how much there is), `postgres` (the embedded server, with `postmaster` and the
account it runs as), `db`, `migrations`, `trace`, `otlp` (the same to a collector), `shares` (a share and how
surely it is known).
"""
