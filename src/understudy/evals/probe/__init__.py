"""A probe of the documents: its questions asked as people ask, and judged stage by stage.

In order of flow: `askers` (who asks which agent about what), `play` (each question through the turn of
production, and its verdict from its trace).
"""
