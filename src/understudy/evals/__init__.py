"""The testing centre: cases, runs, judgements, verdict.

Now: `suites/crmarena_pro` (a public benchmark's tasks, run through the same turn as production).
"""
