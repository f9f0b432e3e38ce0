"""What of a reply may lead elsewhere: links and images to allowed places only.

In order of flow: `targets` (whether an address may be led to), `defuse` (a text with all other links taken
out), `outgoing` (the same for a text that comes in pieces).
"""
