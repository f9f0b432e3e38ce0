"""Suites made of what an org holds: cases with their answers, by no model.

In order of flow: `askers` (who asks), `ground` (the org as each of them sees it), `words` and `windows` (what
things and times are called), `subjects` (which records are asked about), `makers/` (cases of each action),
`draft` (what a maker yields), `styles` (ways to say it), `quotas` (how many of what), `choosing` (drafts to
cases, no two alike), `coverage` (what they try, and what not), `generate` (these in order), `file` (the suite
as YAML, its coverage as JSON).
"""
