"""What looks like an instruction to an agent: scored and logged, and nothing depends on it alone.

In order of flow: `forms` (a text as it stands and as it may be meant), `signals` (what tells on it, each with
its weight), `score` (how surely a text is one), `batch` (many texts of a file).
"""
