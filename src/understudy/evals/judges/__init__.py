"""Judges say of a result, by one criterion at a time, whether it is good; people measure how well they do.

`rubric` (what a language model is asked about), `shown` (what it is shown of a result), `language` (asking
it, through the guard), `traced` (what a trace tells: steps, calls, time, cost), `judging` (a run's results),
`calibrate` (how far each judge agrees with people), `store` (the SQL).
"""
