"""Values that leave as stand-ins and come back as themselves.

In order of flow: `policy` (which values leave, by type, field and provider), `fields` (what the fields of
records hold), `standins` (what stands for a value and how it is told again), `vault` (which stands for which,
for one session), `overlap` (what is masked where values overlap), `masker` (a text, or a tree of them, with
stand-ins in it), `streamed` (restoring in pieces), `messages` (what is sent to a model and what comes back).
"""
