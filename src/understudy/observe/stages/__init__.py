"""The six stages in which an answer from documents can be lost, each with a measure; and which one lost it.

In order of flow: `evidence` (what a trace tells of the stages), `checks` (what passed a stage, and how much
of it), `query`, `retriever`, `passages`, `handoff`, `response` and `citation` (one stage each), `verdict` (a
question whose answer is known, from first stage to last), `topics` (what a question is about), `live` (a
question that somebody asked, of which nobody knows the answer), `measures` (many verdicts as shares with
their intervals), `store` (the SQL), `report` (measures, losses and weeks, as they are shown) and
`reports` (those that there are).
"""
