"""Tools with no CRM or agent word in them.

In order of flow: `errors`, `extras` (the line that installs one), `config` (with `door_settings`),
`documents` (declared files), `amend` (changing them), `ids`, `clock`, `memory` (how much there is),
`postgres` (the embedded server, with `postmaster` and the account it runs as), `db`, `migrations`, `trace`,
`otlp` (the same to a collector), `pace` (how often something may happen), `shares` (a share and how surely it
is known), `agreement` (how far several agree), `outside` (asking servers out there, and none that lies
within).
"""
