"""What an agent is and how one turn is thought.

In order of flow: `spec` (the agent's file), `acceptance` (when it is good enough), `spoken` (which objects of
a large org it knows well), `world` and `names` (what the reasoner may know of the org), `actions/` (what can
be done), `proposal` (what would be changed), `prompt` (what an LLM is told), `outcome` (how a turn can end),
`events` (what can be told while it runs), `speech` (what is said, piece by piece), `grounding` (what of it
documents bear out), `guarding` (whether an action may run), `approvals/` (a yes or no, by who asks or by a
colleague, and the doing), `acting` (an action, done as it was decided), `runtime/` (the loop), `guardrails`
(terms that are not talked about), `rollout/` (versions that were published).
"""
