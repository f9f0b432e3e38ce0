"""People look at results that are kept, and say whether they are good.

In order of flow: `queue` (which are shown, and why), `blind` (two versions side by side, in an order that
tells nothing), `seeing` (who may see a result), `desk` (what one reviewer is shown and says), `store` (the
SQL).
"""
