"""The search language: words found in the records an actor may see.

In order of flow: `parse` (text to `ast`, with `find` for what stands in the braces and `rules` for what the
reference forbids).
"""
