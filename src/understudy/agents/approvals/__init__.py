"""A yes or no to what an agent proposed, by the person who asks or by a colleague, and the doing of it.

In order of flow: `consent` (what is a yes), `carrying_out` (doing what was agreed to), `settle` (the yes of
the person who asks); `approval` (what waits for somebody else), `people` (who is who), `assigning` (whose
yes it takes), `requesting` (it is put before them), `store` (the package's SQL), `desk` (what deciding
takes), `showing` (who may see it, and what of it), `deciding` (their yes or no), `news` (what came of it, for
who asked).
"""

from understudy.agents.approvals.consent import Consent, read_consent
from understudy.agents.approvals.settle import settle

__all__ = ["Consent", "read_consent", "settle"]
