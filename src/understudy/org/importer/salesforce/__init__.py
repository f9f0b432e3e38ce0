"""An org is copied in over Salesforce's own wire, by simple-salesforce, and kept up to date by what changed.

Pages of rows are kept as they come, so that an import that was stopped goes on where it was. In order of
flow: `source` (which org, by whose name), `describing` (objects and fields out of descriptions), `fetching`
(pages of rows), `staging` (what was fetched so far), `tables` (pages become tables, or changes of them),
`keys` (which values are unique), `copy` (all of it).
"""

from understudy.org.importer.salesforce.copy import copy_org
from understudy.org.importer.salesforce.source import Credentials, Source, is_salesforce

__all__ = ["Credentials", "Source", "copy_org", "is_salesforce"]
