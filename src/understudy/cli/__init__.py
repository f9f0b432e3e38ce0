"""The operator's door: one file per noun.

`main` is the command `understudy`; `talk` (ask, chat), `org` (with `asking`, `importing`, `indexing`,
`access`, `bin`, `changes`, `explaining` and `warehouse`), `knowledge`, `definitions`, `agent` (with
`publishing`), `policy`, `approvals`, `bench`, `trace`, `evals/`, `guardrails`, `key`, `audit`, `person`,
`trust`, `serve`, `worker`, `demo` (with `company`, `overture` and `proof`), `soql`; `console` prints.
"""

from understudy.cli.main import main

__all__ = ["main"]
