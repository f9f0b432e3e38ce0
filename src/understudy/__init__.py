"""Understudy: build, ground, guard, test and run the CRM agents of a company.

The rooms, lowest floor first: kit, org and llm, soql, agents, conversations, evals, app, cli.
`docs/explain/architecture.md` draws them; import-linter holds the drawing true.
"""
