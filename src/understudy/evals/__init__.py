"""The testing centre: cases, runs, judgements, verdict.

Now: `definitions` (are they sound, and understood as their examples say?), `suites/crmarena_pro` (a public
benchmark's tasks, run through the same turn as production).
"""
