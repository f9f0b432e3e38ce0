"""One turn of thought: Pydantic AI's loop over a model and the agent's actions.

In order of flow: `outputs` (how a model may end a turn), `progress` (what a turn has done and read so far),
`asking` (what happens around each request to the model), `doing` (the actions as the loop's tools),
`ending` (how the turn ended), `breaking_off` (what is told when it could not go on), `think` (the loop).
"""
