"""Who is talking, who answers now, and what was said.

In order of flow: `session` (who talks with which agent), `turn` (the one function through which every turn
runs), `metering` (what counts it), `memory` (what is remembered after it), `transcripts` (an outcome as it
is kept), `store` (the room's SQL).
"""
