"""Any model, chat or embedding.

In order of flow: `situation` (what a model may know of the turn), `finding` (what an action found, in a
form any model can word), `marks` (around text from outside), `handed` (which findings a request held),
`model` (from a name to a model), `joined` (a provider's stream with fewer events), `remote` (a provider's
model, asked with patience), `failures` (hearing that one gave no answer), `pacing` (no more a minute than it
takes), `embedder` (sentences to vectors) and the `encoder_graph` it builds once, `scripted` (a model that
follows a script), `local/` (the embedded reasoner).
"""
