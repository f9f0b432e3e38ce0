"""The testing centre: cases, runs, judgements, verdict.

A suite in order of flow: `cases` (its file), `run` (every case through the turn of production), `simulate/`
(people who pursue a goal), `checks` (does what came fit?), `quotes` (does what is quoted stand in its
document?), `states` (and what is in the org?), `disclosure` (does a refusal tell anything that the person may
not see?), `gates/` (is it good enough?), `batch` (these in order), `sharing` (the same by many workers),
`runs/` (what is kept of them), `affected/` (which cases a change can reach), `report/` (told to people and
machines), `publishing` (may an agent go live?). Besides: `keeping/` (conversations that were held
become cases), `review/` (people look at results), `judges/` (so do judges, whom people measure), `doors`
(does a served org answer over HTTP?), `definitions` (are they sound, and understood as their examples say?),
`guardrails/` (do blocked terms hit what the company talks about?), `probe/` (questions made from the
documents, judged stage by stage), `masking_cost` (a suite played masked and not), `suites/crmarena_pro` (a
public benchmark's tasks), `generate/` (suites made of what an org holds).
"""
