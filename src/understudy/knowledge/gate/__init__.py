"""What documents disagree on reaches no agent until somebody decides.

In order of flow: the `ledger` (disputes, pages set aside, what was decided of them), kept by `ledger_store`;
`claims` (those of all documents, drawn once), `check` (what is found in them), `standing` (what follows from
findings and decisions), `settling` (passages made to hold what stands, with `store`); `records` (articles as
agents read them), `asking` (what an agent says instead), `listing` and `deciding` (for people).
"""
